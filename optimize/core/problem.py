"""Who could be served from where, in plain arrays: what every question starts from."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints

Status = Literal["optimal", "stopped by time", "stopped by memory", "stopped by user", "infeasible"]

Report = Callable[[str], None]


def say_nothing(_: str) -> None:
    """Report to nobody."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long a question may take, and who hears of its progress.

    Parameters
    ----------
    time_limit_s
        Seconds after which the best plan found is given with its bound; None for no limit.
    threads
        How many cores may be used; None for all.
    report
        Called with one line of text when there is progress.
    """

    time_limit_s: float | None = None
    threads: int | None = None
    report: Report = say_nothing

    def after(self, spent_s: float) -> Effort:
        """Return what is left after so many seconds: hardly any time, but some, where it is over."""
        if self.time_limit_s is None:
            return self
        return dataclasses.replace(self, time_limit_s=max(self.time_limit_s - spent_s, 0.01))


@dataclass(frozen=True, kw_only=True, eq=False)
class Siting:
    """Cells, the sites that stand and those that could be opened.

    Parameters
    ----------
    costs
        Sparse (cells, candidates): seconds or metres, as far as they were computed. Absent is beyond.
    existing_costs
        The same for the sites that stand, (cells, existing).
    today
        By cell the cost of the nearest existing site, without limit; infinite where there is none.
    served_today
        By cell whether an existing site serves it within the limit.
    limit
        Up to which cost a cell is served.
    people
        By cell the people of the group, each counted with its weight.
    price
        By candidate what opening it costs.
    must_open
        By candidate whether it is opened in any case; it counts against the budget.
    room, existing_room
        By candidate and by existing site how many people it has room for; may be infinite.
    max_new
        How many candidates may be opened; None for any number.
    budget
        What the opened ones may cost in all; None for any sum.
    unit
        By cell the number of its unit, -1 outside; of one level.
    unit_names
        What the units are called.
    candidate_names
        Ids of the candidates, for messages.
    """

    costs: csc_array
    existing_costs: csc_array
    today: Floats
    served_today: Bools
    limit: float
    people: Floats
    price: Floats
    must_open: Bools
    room: Floats
    existing_room: Floats
    max_new: int | None
    budget: float | None
    unit: Ints
    unit_names: tuple[str, ...] = ()
    candidate_names: tuple[str, ...] = ()

    def reach(self) -> csc_array:
        """Return which candidates serve which cells within the limit: sparse boolean, True where stored."""
        near = self.costs.data <= np.float32(self.limit)
        kept = np.concatenate([[0], np.cumsum(near)])[self.costs.indptr]
        return csc_array(
            (np.ones(int(near.sum()), dtype=bool), self.costs.indices[near], kept),
            shape=self.costs.shape,
        )

    def replace(self, *, max_new: int | None, budget: float | None) -> Siting:
        """Return the same with another budget."""
        return dataclasses.replace(self, max_new=max_new, budget=budget)


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
    objective
        What the question counts, of these.
    bound
        Proven: no choice is better than this.
    sizes
        Before and after reduction.
    seconds
        Wall time.
    solver
        Who proved it.
    worth
        What one more of something is worth, in units of the objective, by name: from the duals of the linear
        relaxation.
    conflicts
        Where infeasible: what contradicts what, and what would work.
    figures
        By name further figures of the answer, such as the price of fairness.
    """

    status: Status
    opened: Ints
    objective: float
    bound: float
    sizes: Sizes
    seconds: float
    solver: str
    worth: Mapping[str, float] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


def infeasible(
    siting: Siting,
    conflicts: tuple[str, ...],
    sense: Literal["maximise", "minimise"],
    *,
    seconds: float = 0.0,
    solver: str = "none needed",
) -> Answer:
    """Return the answer to what nothing fulfils: no sites, no objective, the bound worse than any plan."""
    cells, candidates = int((siting.people > 0).sum()), len(siting.price)
    return Answer(
        status="infeasible",
        opened=np.empty(0, dtype=np.int64),
        objective=np.nan,
        bound=-np.inf if sense == "maximise" else np.inf,
        sizes=Sizes(cells=cells, candidates=candidates, groups=cells, kept=candidates),
        seconds=seconds,
        solver=solver,
        conflicts=conflicts,
    )
