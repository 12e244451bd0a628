"""Maximal covering with several services under one budget.

Source: Schilling, D., Elzinga, D. J., Cohon, J., Church, R. and ReVelle, C. (1979), The TEAM/FLEET models for
simultaneous facility and equipment siting, Transportation Science 13, 163-175; hierarchies: Moore, G. and
ReVelle, C. (1982), The hierarchical service location problem, Management Science 28, 775-780.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.sparse import block_diag, csr_array

from ...common.arrays import Floats, Ints
from ..constraints.between_services import Columns, Constraint
from ..constraints.limits import limits, own_rules
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.linear_rows import Rows
from ..core.problem import Siting
from ..core.result import SearchResult, Sizes, Status, certified
from ..core.watched import interruptible
from ..covering.reduction_under_rules import reduced_reach
from ..covering.solve_under_rules import choose_covering
from ..places.most_with_places import PlacesBlock, most_with_places, with_places_for_all
from ..places.recount import most_served
from .checks import check_joint
from .infeasibility import conflicts, joint_rows


@dataclass(frozen=True, kw_only=True, eq=False)
class JointAnswer:
    """The result of a joint problem.

    Parameters
    ----------
    status
        As of `Answer`.
    opened
        By service the numbers of its candidates to open.
    objective_value
        People served, each counted once for each service and with the service's weight.
    bound
        Proven: no solution is better.
    served
        By service the people served, without the weight.
    sizes
        By service, before and after reduction.
    seconds
        Wall time.
    solver
        Who proved it.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.
    """

    status: Status
    opened: Mapping[str, Ints]
    objective_value: float
    bound: float
    served: Mapping[str, float]
    sizes: Mapping[str, Sizes]
    seconds: float
    solver: str
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class ServeTogether:
    """Serve the most people with several services under one budget: maximal covering, several facility types.

    Of a service whose siting has an `assignment`, served is within the limit and with a place.

    Parameters
    ----------
    weights
        By service how much a person served by it counts; 1 for those left out.
    max_new
        Candidates of all services that may be opened; None for any number. Each service may have its own
        limit as well.
    budget
        What they may cost in all; None for any sum.
    rules
        Constraints on the sites: `Hosting`, `Parcels`, `Presence`, `Ceiling`, `OnlyUncovered`.
    """

    sense: ClassVar[Sense] = "maximise"
    measure: ClassVar[str] = "people"

    weights: Mapping[str, float] = field(default_factory=dict)
    max_new: int | None = None
    budget: float | None = None
    rules: tuple[Constraint, ...] = ()

    @interruptible
    def answer(self, sitings: Mapping[str, Siting], effort: Effort) -> JointAnswer:
        """Return the candidates to open of all services, with a proven bound.

        Parameters
        ----------
        sitings
            By service its cells, sites and candidates.
        effort
            Time limit, threads and progress report.

        Returns
        -------
        JointAnswer
            By service what to open; infeasible with conflicts where the constraints contradict each other.

        Raises
        ------
        InputError
            If a limit is negative, or a rule names an unknown service or candidate.
        SolverError
            If the solver fails.
        """
        deadline = Deadline.of(effort)
        effort.enter("reduction")
        check_joint(
            sitings,
            weights=self.weights,
            max_new=self.max_new,
            budget=self.budget,
            rules=self.rules,
        )
        columns = Columns.of_services(sitings)
        together = limits(sitings, "all services", max_new=self.max_new, budget=self.budget)
        rules = [*together, *own_rules(sitings), *self.rules]
        rows = joint_rows(rules, columns)
        if any(siting.assignment is not None for siting in sitings.values()):
            choice, sizes = self._by_places(sitings, columns, rows, effort.until(deadline))
        else:
            choice, sizes = self._by_reach(sitings, columns, rows, effort.until(deadline))
        nothing = np.zeros(columns.count, dtype=bool)
        chosen = nothing if choice.chosen is None else choice.chosen
        opened = {name: np.flatnonzero(chosen[of]) for name, of in columns.of.items()}
        status, objective = choice.status, np.nan
        bound = choice.bound
        if choice.chosen is not None:
            objective = self.value(sitings, opened)
            status, bound = certified(status, objective, bound)
        return JointAnswer(
            status=status,
            opened=opened,
            objective_value=objective,
            bound=bound,
            served={
                name: _people_served(siting, opened[name]) if choice.chosen is not None else np.nan
                for name, siting in sitings.items()
            },
            sizes=sizes,
            seconds=deadline.spent_s,
            solver=choice.solver,
            conflicts=conflicts(rules, columns, effort.until(deadline))
            if status == "infeasible"
            else (),
        )

    def value(self, sitings: Mapping[str, Siting], opened: Mapping[str, Ints]) -> float:
        """Return the weighted people served by the opened candidates of each service, recounted."""
        return sum(
            self.weights.get(name, 1.0) * _people_served(siting, opened[name])
            for name, siting in sitings.items()
        )

    def _by_reach(
        self, sitings: Mapping[str, Siting], columns: Columns, rows: Rows, effort: Effort
    ) -> tuple[SearchResult, dict[str, Sizes]]:
        """Return the choice that serves the most people within the limit, its bound, and the sizes."""
        reach, people, sizes = self._reduced(sitings, columns)
        found = choose_covering(reach, people, rows, effort)
        today = self.value(sitings, {name: of[:0] for name, of in columns.of.items()})
        return dataclasses.replace(found, bound=found.bound + today), sizes

    def _by_places(
        self, sitings: Mapping[str, Siting], columns: Columns, rows: Rows, effort: Effort
    ) -> tuple[SearchResult, dict[str, Sizes]]:
        """Return the choice that gives the most people a place, its bound, and the sizes."""
        blocks = [
            PlacesBlock(
                siting=siting if siting.assignment is not None else with_places_for_all(siting),
                columns=columns.of[name],
                weight=self.weights.get(name, 1.0),
            )
            for name, siting in sitings.items()
        ]
        sizes = {
            name: Sizes(
                cells=int((siting.people > 0).sum()),
                candidates=len(siting.opening_cost),
                groups=int((siting.people > 0).sum()),
                kept=len(siting.opening_cost),
            )
            for name, siting in sitings.items()
        }
        return most_with_places(blocks, rows, effort), sizes

    def _reduced(
        self, sitings: Mapping[str, Siting], columns: Columns
    ) -> tuple[csr_array, Floats, dict[str, Sizes]]:
        """Return the block-diagonal reach of merged cells not served today, their weights, and the sizes."""
        named = np.zeros(columns.count, dtype=bool)
        named[joint_rows(self.rules, columns).matrix.indices] = True
        reaches, people, sizes = [], [], {}
        for name, siting in sitings.items():
            reduced = reduced_reach(
                siting.reach(),
                live=~siting.served_today & (siting.people > 0),
                opening_cost=siting.opening_cost,
                named=named[columns.of[name]] | siting.must_open,
            )
            reaches.append(reduced.reach)
            people.append(self.weights.get(name, 1.0) * reduced.people(siting.people))
            sizes[name] = Sizes(
                cells=int((siting.people > 0).sum()),
                candidates=len(siting.opening_cost),
                groups=reduced.reach.shape[0],
                kept=reduced.kept,
            )
        return csr_array(block_diag(reaches, format="csr")), np.concatenate(people), sizes


def _people_served(siting: Siting, opened: Ints) -> float:
    if siting.assignment is not None:
        return most_served(siting, opened)
    newly = siting.reach()[:, opened].sum(axis=1) > 0
    return float(siting.people[siting.served_today | newly].sum())
