"""The best choice of few candidates, by trying all."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from coverings import table
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.heuristics.heuristic_concentration import RestrictedProblem


@dataclass
class SolveByTryingAll:
    """Chooses among some candidates; keeps what it was asked."""

    problem: CoveringProblem
    budget: Budget
    asked: list[np.ndarray] = field(default_factory=list)

    def __call__(self, restricted: RestrictedProblem) -> np.ndarray:
        assert set(restricted.start) <= set(restricted.candidates)
        self.asked.append(restricted.candidates)
        reach, budget = table(self.problem), self.budget
        choices = [
            np.array(chosen, dtype=np.int64)
            for count in range(min(budget.max_new, len(restricted.candidates)) + 1)
            for chosen in combinations(restricted.candidates.tolist(), count)
            if budget.opening_cost[[*chosen]].sum() <= budget.money
        ]

        def people(choice: np.ndarray) -> float:
            return float(self.problem.weight @ reach[:, choice].any(axis=1))

        return max(choices, key=people)
