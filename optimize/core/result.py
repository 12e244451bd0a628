"""Results of a search and of an objective, and the certificate of optimality by objective and bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from ...common.arrays import Bools, Ints
from ...common.errors import SolverError
from .problem import Siting
from .tolerances import SOLVED, TOLERANCE

Status = Literal["optimal", "stopped by time", "stopped by memory", "stopped by user", "infeasible"]

NO_SOLVER: Final = "none needed"
"""The solver's name where the result is trivial."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Size of a problem before and after exact reduction.

    Parameters
    ----------
    cells, candidates
        Before reduction: cells with people, and candidates.
    groups, kept
        After reduction: groups of equal cells, and candidates, of the problem that the solver got.
    """

    cells: int
    candidates: int
    groups: int
    kept: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """The solution of a siting problem, in numbers of candidates.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"infeasible"``: no feasible solution exists; else what stopped the search.
    opened
        Candidates to open.
    objective_value
        Objective of these, counted from the solution.
    bound
        Proven bound on the objective of any feasible solution.
    sizes
        Before and after reduction.
    seconds
        Wall time.
    solver
        What proved the bound.
    shadow_prices
        By name the objective's increase for one more unit of a limit: from the duals of the linear relaxation.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.
    figures
        By name further figures of the solution, such as the price of fairness.
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
    """The solution of a multi-period problem: what to open, and when.

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
    """The result of a search over the candidates of one reduced problem.

    Parameters
    ----------
    status
        How it ended.
    chosen
        By candidate whether it is chosen; None where no feasible choice exists, or none was found in time.
    bound
        Proven bound on the objective.
    groups, kept
        Groups of cells and candidates of the problem that the last method got.
    solver
        What proved the bound.
    seconds
        Wall time, where it was measured.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.
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
    """Return the answer of an infeasible problem: no sites, no objective, a bound worse than any solution."""
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


def stopped_by(error: KeyboardInterrupt | MemoryError) -> Status:
    """Return the status of a search that an exception ended."""
    return "stopped by user" if isinstance(error, KeyboardInterrupt) else "stopped by memory"


def certified(status: Status, objective: float, bound: float) -> tuple[Status, float]:
    """Return status and bound of a maximum, checked against the objective recomputed from the chosen sites.

    Parameters
    ----------
    status
        The solver's status.
    objective
        Recomputed from the solution.
    bound
        Upper bound proven by the solver; below the objective only by rounding.

    Raises
    ------
    SolverError
        If the solver reports a plan as optimal that its own bound does not prove optimal.
    """
    if bound - objective <= TOLERANCE * max(1.0, abs(objective)):
        return "optimal", objective
    if status == "optimal" and bound - objective <= SOLVED * max(1.0, abs(objective)):
        # Sums of very different sizes: the solver proves no more, and the gap says so.
        return status, bound
    if status == "optimal":
        raise SolverError(
            f"the solver calls {objective:,.3f} optimal, but only proves that at most {bound:,.3f} can be "
            "reached; no plan was made. Please report this."
        )
    return status, bound


def certified_minimum(status: Status, objective: float, bound: float) -> tuple[Status, float]:
    """Return status and bound of a minimum, checked as `certified` checks those of a maximum."""
    status, most = certified(status, -objective, -bound)
    return status, -most
