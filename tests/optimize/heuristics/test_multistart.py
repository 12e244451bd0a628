from itertools import islice

import numpy as np
import pytest
from coverings import begun_town
from halfhour.optimize.heuristics import multistart as made
from halfhour.optimize.heuristics.params import HEURISTIC_DEFAULTS

TEMPERATURES = HEURISTIC_DEFAULTS.temperatures


def test_each_range_is_tried_once_and_then_the_best_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    asked: list[tuple[int, tuple[float, float]]] = []

    def annealing_runs(
        _problem: object, _budget: object, opened: np.ndarray, **options: object
    ) -> object:
        asked.append((options["seeds"].start // 2, options["temperatures"]))
        # Only the second range keeps all open that were.
        kept = len(opened) if options["temperatures"] == TEMPERATURES[1] else 1
        return [opened[:kept]] * len(options["seeds"])

    monkeypatch.setattr(made, "annealing_runs", annealing_runs)
    found = list(islice(made.multistart(problem, capacity, greedy, runs=2, visits=9, threads=2), 3))
    assert [[len(runs) for runs in run_groups] for run_groups in found] == [[2, 2]] * 3
    assert sorted(number for number, _ in asked) == list(range(6))
    # The fourth begins before the third is known.
    assert [dict(asked)[number] for number in (0, 1, 2, 3, 4, 5)] == [
        *TEMPERATURES,
        TEMPERATURES[0],
        TEMPERATURES[1],
        TEMPERATURES[1],
    ]
