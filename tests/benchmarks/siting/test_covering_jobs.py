"""A peer that has no answer costs its own row, and no other."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
import optimise
import pytest
from measuring.rows import Row
from scipy.sparse import csc_array
from siting import covering_jobs
from siting.covering_cases import Case
from siting.covering_peers import Peer, PeerAnswer, spopt_highs
from siting.plan_row import PlanRow
from wuhan import Floats

PEOPLE = np.array([5.0, 3.0, 2.0])
REACH = csc_array(np.array([[1, 0], [0, 1], [0, 1]], dtype=bool))


def best(_reach: csc_array, _people: Floats, _max_new: int, _time_limit_s: float) -> PeerAnswer:
    """Answer as a peer that is right: either site serves five people."""
    return PeerAnswer(opened=np.array([1]), proven=True, build_s=1.0, solve_s=2.0)


def stopped(_reach: csc_array, _people: Floats, _max_new: int, _time_limit_s: float) -> PeerAnswer:
    """Fail as spopt does where its solver has no plan when the time is up."""
    raise RuntimeError("Model is not solved:\nNot Solved.")


def wrong(_reach: csc_array, _people: Floats, _max_new: int, _time_limit_s: float) -> PeerAnswer:
    """Answer as a peer that claims a proof of too little."""
    return PeerAnswer(opened=np.array([], dtype=np.int64), proven=True, build_s=1.0, solve_s=2.0)


def missing(_reach: csc_array, _people: Floats, _max_new: int, _time_limit_s: float) -> PeerAnswer:
    """Fail as a peer that is not installed."""
    raise ModuleNotFoundError("No module named 'spopt'", name="spopt")


def rows_against(monkeypatch: pytest.MonkeyPatch, peers: Mapping[str, Peer]) -> list[Row]:
    """Ask peers the question of three cells and two sites, whose answer is known: five people."""
    answer = SimpleNamespace(
        opened=np.array([0]),
        objective_value=5.0,
        bound=5.0,
        status="optimal",
        sizes=SimpleNamespace(groups=2, kept=2),
    )
    monkeypatch.setattr(covering_jobs, "maximal_covering", lambda *_, **__: answer)
    monkeypatch.setattr(covering_jobs, "with_peak", lambda call: (call(), None))
    monkeypatch.setattr(covering_jobs, "PEERS", peers)
    case = Case(
        cells=3, candidates=2, limit_min=30, max_new=1, least_ratio=dict.fromkeys(peers, 2.0)
    )
    return list(covering_jobs._case_rows(case, REACH, PEOPLE))


def test_the_other_peers_are_measured_where_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    failed, answered = rows_against(monkeypatch, {"first": stopped, "second": best})
    assert isinstance(failed, PlanRow)
    assert failed.peer == "first"
    assert failed.note.startswith("not measured: RuntimeError after ")
    assert failed.note.endswith(": Model is not solved: Not Solved.")
    assert (failed.peer_s, failed.ratio, failed.met, failed.checked) == (None, None, None, True)
    assert failed.objective == 5
    assert (answered.peer, answered.peer_s, answered.checked) == ("second", 3.0, True)


def test_a_peer_that_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = rows_against(monkeypatch, {"spopt": missing})
    assert row.note == "not measured: spopt is not installed"


@pytest.mark.parametrize(("second", "code"), [(best, 0), (wrong, 1)])
def test_the_run_ends_with_the_code_of_its_results(
    monkeypatch: pytest.MonkeyPatch, second: Peer, code: int
) -> None:
    rows = rows_against(monkeypatch, {"first": stopped, "second": second})
    monkeypatch.setattr(optimise, "_rows", lambda *_: iter(rows))
    monkeypatch.setattr(sys, "argv", ["optimise.py"])
    assert optimise.main() == code


def test_spopt_is_told_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_spopt(name: str, *arguments: object) -> object:
        if name.startswith("spopt"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_spopt)
    [row] = rows_against(monkeypatch, {"spopt HiGHS": spopt_highs})
    assert row.note == "not measured: spopt.locate is not installed"
