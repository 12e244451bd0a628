"""Multi-period maximal covering: which sites to open in which year, with coverage counted in each year."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from scipy.sparse import block_diag, csr_array

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ..constraints.year_infeasibility import year_conflicts
from ..constraints.years import YearBudget, order_rows, spending_rows, total_rows
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.linear_rows import Rows, stack_rows
from ..core.problem import Siting
from ..core.result import SearchResult, Sizes, YearsAnswer, certified
from ..core.watched import interruptible
from ..covering.reduction_under_rules import reduced_reach
from ..covering.solve_under_rules import choose_covering
from ..places.most_with_places import PlacesBlock, most_with_places
from ..places.recount import most_served


@dataclass(frozen=True, kw_only=True, eq=False)
class MultiPeriodCovering:
    """Maximise the people served, summed over years with yearly budgets: multi-period maximal covering.

    A site serves from the year in which it is opened, and is not closed again [1]_ [2]_. The scenario's own
    `max_new` and `budget` hold for all years together, and `must_open` sites are opened in one of them.
    Where the service has capacities, the people of each year are given places on their own. An existing site
    counts in every year but those that say that it is not open yet (`YearBudget.unopened`).

    The objective is the sum, over the years that are listed, of the year's weight times the people of that year
    who are served at its end. Years between two that are listed count nothing: a period of three years has the
    weight 3.

    Parameters
    ----------
    years
        The years in ascending order, with their limits.

    See Also
    --------
    YearBudget : The limits of a year.
    by_year : Sites opened and people served in each year of a plan.

    References
    ----------
    .. [1] Schilling, D. (1980). Dynamic location modeling for public-sector facilities: a multicriteria
       approach. Decision Sciences 11, 714-724.
    .. [2] Gunawardane, G. (1982). Dynamic versions of set covering type public facility location problems.
       European Journal of Operational Research 10, 190-195.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> years = (hh.YearBudget(year=2026, max_new=1), hh.YearBudget(year=2027, max_new=1))
    >>> plan = hh.solve(hh.Scenario(times, limit_min=15, objective=hh.MultiPeriodCovering(years=years)))
    >>> plan.opened, plan.years, plan.certificate.objective_value
    (('east', 'mid'), (2026, 2027), 740.0)
    """

    kind: ClassVar[str] = "multi_period_covering"
    sense: ClassVar[Sense] = "maximise"
    costs_up_to: ClassVar[float | None] = None

    years: tuple[YearBudget, ...]

    @property
    def measure(self) -> str:
        """``"person_years"``, a person served in one year; weighted where years count differently."""
        equal_sets = all(year.weight == 1 for year in self.years)
        return "person_years" if equal_sets else "weighted_person_years"

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> YearsAnswer:
        """Return the candidates to open and their years, with a proven bound.

        Parameters
        ----------
        siting
            Cells, sites and candidates.
        effort
            Time limit, threads and progress report.

        Returns
        -------
        YearsAnswer
            With the year of each opened candidate, and the people served by year.

        Raises
        ------
        InputError
            If the years are not in order, or a limit or a population does not fit.
        SolverError
            If the solver fails.
        """
        deadline = Deadline.of(effort)
        _check(self.years, siting)
        effort.enter("reduction")
        count, candidates = len(self.years), len(siting.opening_cost)
        people = self._people(siting)
        rows = stack_rows(
            [
                order_rows(count, candidates),
                spending_rows(self.years, siting),
                total_rows(count, siting),
            ],
            count * candidates,
        )
        # The columns are (year, candidate): whether the candidate stands at the end of the year.
        search = self._by_reach if siting.assignment is None else self._by_places
        choice = search(siting, rows, effort.until(deadline))
        nothing = np.zeros(count * candidates, dtype=bool)
        stands = (nothing if choice.chosen is None else choice.chosen).reshape(count, candidates)
        opened = np.flatnonzero(stands.any(axis=0))
        year_of = np.array([year.year for year in self.years])[stands.argmax(axis=0)[opened]]
        status, objective = choice.status, np.nan
        bound = choice.bound
        if choice.chosen is not None:
            objective = self.value(siting, opened, year_of)
            status, bound = certified(status, objective, bound)
        return YearsAnswer(
            status=status,
            opened=opened,
            year_of=year_of,
            served=self.served(siting, opened, year_of) if choice.chosen is not None else (),
            objective_value=objective,
            bound=bound,
            sizes=Sizes(
                cells=int(people.any(axis=0).sum()),
                candidates=candidates,
                groups=choice.groups,
                kept=choice.kept,
            ),
            seconds=deadline.spent_s,
            solver=choice.solver,
            conflicts=year_conflicts(self.years, siting, effort.until(deadline))
            if status == "infeasible"
            else (),
        )

    def value(self, siting: Siting, opened: Ints, year_of: Ints | None = None) -> float:
        """Return the sum over years of weight times people served, recounted.

        Parameters
        ----------
        siting
            Cells, sites and candidates.
        opened
            Candidates opened.
        year_of
            The year of each; None for the first year.

        Returns
        -------
        float
            Person-years, weighted.
        """
        weights = [year.weight for year in self.years]
        return float(np.dot(weights, self.served(siting, opened, year_of)))

    def served(
        self, siting: Siting, opened: Ints, year_of: Ints | None = None
    ) -> tuple[float, ...]:
        """Return the people served in each year, recounted; parameters as of `value`."""
        since = np.full(len(opened), self.years[0].year) if year_of is None else year_of
        if siting.assignment is not None:
            return tuple(
                most_served(own, np.sort(opened[since <= year.year]))
                for year, own in zip(self.years, self._sitings(siting), strict=True)
            )
        reach = siting.reach()
        counts = []
        for year in self.years:
            newly = reach[:, opened[since <= year.year]].sum(axis=1) > 0
            people = _people_in(year, siting)
            standing = siting.standing_in(year.year)
            counts.append(float(people[standing.served_today | newly].sum()))
        return tuple(counts)

    def _by_reach(self, siting: Siting, rows: Rows, effort: Effort) -> SearchResult:
        """Return the choice that serves the most people within the limit, and its bound."""
        people = self._people(siting)
        for of_year, year in zip(people, self.years, strict=True):
            # Whom a site that exists by then serves needs no new one in this year.
            of_year[siting.standing_in(year.year).served_today] = 0.0
        reduced = reduced_reach(
            siting.reach(),
            live=np.asarray(people.any(axis=0)),
            opening_cost=siting.opening_cost,
            named=siting.must_open,
        )
        found = choose_covering(
            csr_array(block_diag([reduced.reach] * len(self.years), format="csr")),
            np.concatenate([reduced.people(of_year) for of_year in people]),
            rows,
            effort,
        )
        none: Ints = np.empty(0, dtype=np.int64)
        return dataclasses.replace(
            found,
            bound=found.bound + self.value(siting, none, none),
            groups=reduced.reach.shape[0],
            kept=reduced.kept,
        )

    def _by_places(self, siting: Siting, rows: Rows, effort: Effort) -> SearchResult:
        """Return the choice that gives the most people a place within the limit, and its bound."""
        candidates = len(siting.opening_cost)
        blocks = [
            PlacesBlock(
                siting=own,
                columns=number * candidates + np.arange(candidates),
                weight=year.weight,
            )
            for number, (year, own) in enumerate(
                zip(self.years, self._sitings(siting), strict=True)
            )
        ]
        found = most_with_places(blocks, rows, effort)
        return dataclasses.replace(found, kept=candidates)

    def _sitings(self, siting: Siting) -> list[Siting]:
        """By year the siting with the people of the year, and the existing sites that are open in it."""
        return [
            dataclasses.replace(siting.standing_in(year.year), people=_people_in(year, siting))
            for year in self.years
        ]

    def _people(self, siting: Siting) -> Floats:
        """By year and cell the people, times the year's weight."""
        return np.array([year.weight * _people_in(year, siting) for year in self.years])


def _people_in(year: YearBudget, siting: Siting) -> Floats:
    """Return by cell the people who count in a year."""
    if year.year in siting.people_of_year:
        return siting.people_of_year[year.year]
    return siting.people if year.people is None else np.asarray(year.people, dtype=np.float64)


def _check(years: Sequence[YearBudget], siting: Siting) -> None:
    faults = [fault for year in years for fault in year.faults(len(siting.people))]
    if not years:
        faults.append(
            Fault(file="years", cause="there is no year", fix="name at least one, with its budget")
        )
    faults += [
        Fault(
            file="years",
            column="year",
            value=after.year,
            cause=f"comes after {before.year}",
            fix="list each year once, in ascending order",
        )
        for before, after in pairwise(years)
        if not before.year < after.year
    ]
    if faults:
        raise InputError(*faults)
