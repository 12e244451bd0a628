"""The best choice of few candidates, by trying all."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from coverings import table
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.heuristics.heuristic_concentration import Beside


@dataclass
class SolveBesideByHand:
    """Chooses among some candidates beside others that stay open; keeps what it was asked."""

    problem: CoveringProblem
    budget: Budget
    asked: list[np.ndarray] = field(default_factory=list)

    def __call__(self, asked: Beside) -> tuple[np.ndarray, bool]:
        assert set(asked.begin) <= set(asked.among)
        assert not set(asked.stays) & set(asked.among)
        self.asked.append(asked.among)
        reach, budget, stays = table(self.problem), self.budget, asked.stays.tolist()
        most = min(budget.max_new - len(stays) + asked.spare, len(asked.among))
        choices = [
            np.array(chosen, dtype=np.int64)
            for count in range(most + 1)
            for chosen in combinations(asked.among.tolist(), count)
            if budget.opening_cost[[*chosen, *stays]].sum() <= budget.money
        ]

        def people(choice: np.ndarray) -> float:
            return float(self.problem.weight @ reach[:, [*choice, *stays]].any(axis=1))

        return max(choices, key=people), True
