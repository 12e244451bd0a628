"""The build order of opened sites."""

from __future__ import annotations

import numpy as np

from ..common.arrays import Floats, Ints
from .core.incidence import columns_of
from .core.problem import Siting


def build_order(
    siting: Siting, people: Floats, opened: Ints, stage: Ints | None = None
) -> tuple[Ints, list[float]]:
    """Order opened candidates by the people that each adds to those before it.

    Greedy adding (Church and ReVelle 1974) among the opened ones; of equals the first. Unlike `greedy_adding`
    it orders all, stage by stage, also those that add nobody.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    people
        By cell the people to count.
    opened
        Candidates that are opened.
    stage
        By opened candidate its stage, such as its year; lower ones come first. None for one stage.

    Returns
    -------
    tuple
        The candidates in build order, and the people newly served by each.
    """
    reach = columns_of(siting.reach())
    stage = np.zeros(len(opened), dtype=np.int64) if stage is None else stage
    left = np.where(siting.served_today, 0.0, people)
    cells = [reach.indices[reach.indptr[j] : reach.indptr[j + 1]] for j in opened]
    order: list[int] = []
    gains: list[float] = []
    for now in np.unique(stage):
        waiting = list(np.flatnonzero(stage == now))
        while waiting:
            gain = [float(left[cells[one]].sum()) for one in waiting]
            best = int(np.argmax(gain))
            one = waiting.pop(best)
            order.append(int(opened[one]))
            gains.append(gain[best])
            left[cells[one]] = 0.0
    return np.array(order, dtype=np.int64), gains
