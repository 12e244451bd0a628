"""The best choice of few candidates, by trying all."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from coverings import table
from halfhour.optimize.covering.reduction import Covering
from halfhour.optimize.heuristics.heuristic_concentration import Beside
from halfhour.optimize.heuristics.local_search import Room


@dataclass
class SolveBesideByHand:
    """Chooses among some candidates beside others that stay open; keeps what it was asked."""

    problem: Covering
    room: Room
    asked: list[np.ndarray] = field(default_factory=list)

    def __call__(self, asked: Beside) -> tuple[np.ndarray, bool]:
        assert set(asked.begin) <= set(asked.among)
        assert not set(asked.stays) & set(asked.among)
        self.asked.append(asked.among)
        reach, room, stays = table(self.problem), self.room, asked.stays.tolist()
        most = min(room.at_most - len(stays) + asked.spare, len(asked.among))
        choices = [
            np.array(chosen, dtype=np.int64)
            for count in range(most + 1)
            for chosen in combinations(asked.among.tolist(), count)
            if room.price[[*chosen, *stays]].sum() <= room.budget
        ]

        def people(choice: np.ndarray) -> float:
            return float(self.problem.weight @ reach[:, [*choice, *stays]].any(axis=1))

        return max(choices, key=people), True
