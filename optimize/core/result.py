"""What a search and an objective come to, and when an objective and its bound prove each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from ...common.arrays import Bools, Ints
from ...common.errors import SolverError
from .problem import Siting
from .tolerances import TOLERANCE

Status = Literal["optimal", "stopped by time", "stopped by memory", "stopped by user", "infeasible"]

NO_SOLVER: Final = "none needed"
"""Who proved what needs no proof."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How large a problem was, and what was left of it after exact reduction.

    Parameters
    ----------
    cells, candidates
        As given: cells with people.
    groups, kept
        Groups of cells alike, and candidates, that the solver was left with.
    """

    cells: int
    candidates: int
    groups: int
    kept: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What a question came to, in numbers of candidates.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"infeasible"``: nothing fulfils what is asked; else what stopped the search.
    opened
        Candidates to open.
    objective_value
        What the question counts, of these.
    bound
        Proven: no choice is better than this.
    sizes
        Before and after reduction.
    seconds
        Wall time.
    solver
        Who proved it.
    shadow_prices
        What one more of something is worth, in units of the objective, by name: from the duals of the linear
        relaxation.
    conflicts
        Where infeasible: what contradicts what, and what would work.
    figures
        By name further figures of the answer, such as the price of fairness.
    """

    status: Status
    opened: Ints
    objective_value: float
    bound: float
    sizes: Sizes
    seconds: float
    solver: str
    shadow_prices: Mapping[str, float] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class YearsAnswer(Answer):
    """What to open, and when.

    Parameters
    ----------
    year_of
        For each of `opened` the year in which it is opened.
    served
        By year the people served in it.
    """

    year_of: Ints
    served: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchResult:
    """What a search over the candidates of one reduced problem found.

    Parameters
    ----------
    status
        How it ended.
    chosen
        By candidate whether it is chosen; None where there is no choice, or none was found in time.
    bound
        Proven bound on the objective.
    groups, kept
        Groups of cells and candidates that the last method was left with.
    solver
        Who proved it.
    seconds
        Wall time, where it was taken.
    conflicts
        Where infeasible: what contradicts what, and what would work.
    """

    status: Status
    chosen: Bools | None
    bound: float
    groups: int = 0
    kept: int = 0
    solver: str = NO_SOLVER
    seconds: float = 0.0
    conflicts: tuple[str, ...] = ()


def infeasible(
    siting: Siting,
    conflicts: tuple[str, ...],
    sense: Literal["maximise", "minimise"],
    *,
    seconds: float = 0.0,
    solver: str = "none needed",
) -> Answer:
    """Return the answer to what nothing fulfils: no sites, no objective, the bound worse than any plan."""
    cells, candidates = int((siting.people > 0).sum()), len(siting.opening_cost)
    return Answer(
        status="infeasible",
        opened=np.empty(0, dtype=np.int64),
        objective_value=np.nan,
        bound=-np.inf if sense == "maximise" else np.inf,
        sizes=Sizes(cells=cells, candidates=candidates, groups=cells, kept=candidates),
        seconds=seconds,
        solver=solver,
        conflicts=conflicts,
    )


def certified(status: Status, objective: float, bound: float) -> tuple[Status, float]:
    """Return status and bound of a maximum, once its objective is counted anew from what was chosen.

    Parameters
    ----------
    status
        What the solver says.
    objective_value
        Counted anew.
    bound
        Proven by the solver; below the objective only by its rounding.

    Raises
    ------
    SolverError
        If the solver calls a plan optimal that its own bound does not prove to be so.
    """
    if bound - objective <= TOLERANCE * max(1.0, abs(objective)):
        return "optimal", objective
    if status == "optimal":
        raise SolverError(
            f"the solver calls {objective:,.3f} optimal, but only proves that at most {bound:,.3f} can be "
            "reached; no plan was made. Please report this."
        )
    return status, bound
