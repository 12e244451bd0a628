"""Set covering where places count: the fewest sites or the least cost for shares of people with a place."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...common.arrays import Floats, Ints
from ..core.budget import must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import Answer, SearchResult, Sizes, infeasible
from ..core.tolerances import TOLERANCE
from ..set_covering.infeasibility import unreachable
from ..set_covering.place_conflicts import place_conflicts
from ..set_covering.share_problem import Ask, share_problem
from ..set_covering.shares_with_places import PlaceShares, least_cost_with_places


def least_for_shares(
    siting: Siting, asks: Sequence[Ask], cost: Floats, *, whole: bool, effort: Effort
) -> Answer:
    """Return the candidates of least cost with which shares of people have a place within reach.

    Parameters
    ----------
    siting
        Cells, sites and candidates; its `assignment` says who gets a place.
    asks
        The shares.
    cost
        By candidate what is minimised.
    whole
        Whether that is a number of sites, so that its bound may be rounded up.
    effort
        Time limit, threads and progress report.

    Returns
    -------
    Answer
        Infeasible with conflicts, which say whether reach or places are missing.
    """
    deadline = Deadline.of(effort)
    conflicts = must_open_conflicts(siting)
    if conflicts:
        return infeasible(siting, conflicts, "minimise")
    effort.enter("reduction")
    conflicts = unreachable(siting, asks, share_problem(siting, asks, everybody=False), "share")
    if conflicts:
        return infeasible(siting, conflicts, "minimise")
    problem = PlaceShares(siting=siting, asks=asks)
    effort.enter("exact solve")
    found = least_cost_with_places(problem, cost, effort.until(deadline))
    if found.status == "infeasible":
        conflicts = place_conflicts(problem, "share", effort.until(deadline))
        return infeasible(siting, conflicts, "minimise", seconds=deadline.spent_s)
    bound = float(math.ceil(found.bound - TOLERANCE)) if whole else found.bound
    chosen = None if found.chosen is None else np.flatnonzero(found.chosen)
    return covering_answer(siting, found, chosen, cost, bound, seconds=deadline.spent_s)


def covering_answer(
    siting: Siting,
    found: SearchResult,
    opened: Ints | None,
    cost: Floats,
    bound: float,
    *,
    seconds: float,
) -> Answer:
    """Return the answer of a search for the least cost.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    found
        The search.
    opened
        All candidates that it opens; None if it found no choice.
    cost
        By candidate what is minimised.
    bound
        No choice costs less.
    seconds
        What the search took.
    """
    objective, status = np.nan, found.status
    if opened is not None:
        objective = float(cost[opened].sum())
        # Prices without a common unit are counted in steps: the bound, not the status, tells how far apart.
        if objective - bound <= TOLERANCE * max(1.0, objective):
            status, bound = "optimal", objective
    return Answer(
        status=status,
        opened=np.empty(0, dtype=np.int64) if opened is None else opened,
        objective_value=objective,
        bound=bound,
        sizes=Sizes(
            cells=int((siting.people > 0).sum()),
            candidates=len(siting.opening_cost),
            groups=found.groups,
            kept=found.kept,
        ),
        seconds=seconds,
        solver=found.solver,
    )
