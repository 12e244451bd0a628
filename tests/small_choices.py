"""The best choice of few candidates, by trying all."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from coverings import table
from halfhour.optimize.exchange import Room
from halfhour.optimize.reduction import Covering


@dataclass
class SolveBesideByHand:
    """Chooses among some candidates beside others that stay open; keeps what it was asked."""

    problem: Covering
    room: Room
    asked: list[np.ndarray] = field(default_factory=list)

    def __call__(
        self, numbers: np.ndarray, begin: np.ndarray, stays: np.ndarray, spare: int
    ) -> tuple[np.ndarray, bool]:
        assert set(begin) <= set(numbers)
        assert not set(stays) & set(numbers)
        self.asked.append(numbers)
        reach, room = table(self.problem), self.room
        choices = [
            np.array(chosen, dtype=np.int64)
            for count in range(min(room.at_most - len(stays) + spare, len(numbers)) + 1)
            for chosen in combinations(numbers.tolist(), count)
            if room.price[[*chosen, *stays.tolist()]].sum() <= room.budget
        ]

        def people(choice: np.ndarray) -> float:
            return float(self.problem.weight @ reach[:, [*choice, *stays]].any(axis=1))

        return max(choices, key=people), True
