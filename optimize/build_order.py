"""The build order of opened sites."""

from __future__ import annotations

import numpy as np

from ..common.arrays import Floats, Ints
from ..coverage.assigned_people import AssignmentRule
from .capacity.sites import open_sites
from .capacity.transport import most_assigned
from .core.incidence import columns_of
from .core.problem import Siting
from .scenario import Scenario


def order_of(
    scenario: Scenario, siting: Siting, people: Floats, opened: Ints, stage: Ints | None = None
) -> tuple[Ints, list[float]]:
    """Order opened candidates by the people that each adds to those before it, with a place if places count.

    Parameters and result are those of `build_order` and `capacitated_build_order`.
    """
    if scenario.places is None:
        return build_order(siting, people, opened, stage)
    return capacitated_build_order(
        siting, opened, assignment=scenario.places.assignment, stage=stage
    )


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


def capacitated_build_order(
    siting: Siting, opened: Ints, *, assignment: AssignmentRule, stage: Ints | None = None
) -> tuple[Ints, list[float]]:
    """Order opened candidates by the people with a place whom each adds to those before it.

    Greedy adding, where people are assigned anew for every site that might come next; of equals the first.
    Under closest assignment a site may take people from one with more places, so that the sum may fall.

    Parameters
    ----------
    siting
        Cells, sites and candidates; capacities in people.
    opened
        Candidates that are opened.
    assignment
        Who gets a place.
    stage
        By opened candidate its stage, such as its year; lower ones come first. None for one stage.

    Returns
    -------
    tuple
        The candidates in build order, and the people newly served by each.
    """

    def served(chosen: list[int]) -> float:
        costs, capacity = open_sites(siting, np.array(chosen, dtype=np.int64))
        return most_assigned(
            costs, siting.people, capacity, limit=siting.limit, assignment=assignment
        )

    order: list[int] = []
    gains: list[float] = []
    now = served([])
    stage = np.zeros(len(opened), dtype=np.int64) if stage is None else stage
    # A gain of an earlier round; people found places elsewhere since, so that it has only become less.
    at_most = dict.fromkeys(opened.tolist(), np.inf)
    stages = [opened[stage == one].tolist() for one in np.unique(stage)]
    while stages:
        waiting = stages[0]
        best, most = waiting[0], -np.inf
        for one in sorted(waiting, key=lambda one: -at_most[one]):
            if assignment == "system" and at_most[one] < most:
                break
            at_most[one] = served([*order, one]) - now
            if at_most[one] > most or (at_most[one] == most and one < best):
                best, most = one, at_most[one]
        waiting.remove(best)
        stages = [one for one in stages if one]
        order.append(best)
        gains.append(most)
        now += most
    return np.array(order, dtype=np.int64), gains
