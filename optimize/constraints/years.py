"""Limits by year, as linear rows over (year, candidate): which candidates stand at the end of which year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array, eye_array, kron

from ...common.amounts import as_numbers
from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ..core.linear_rows import Rows, rows_from, stack_rows
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class YearBudget:
    """The limits of a year of a multi-period plan, its people and their weight.

    Parameters
    ----------
    year
        The year, such as 2026.
    max_new
        Candidates that may be opened in it; None for any number.
    budget
        What these may cost in all; None for any sum.
    people
        By cell the people of this year: those of the scenario's group, which count as they are, or a table
        with a column for each group, which `unit_weights` and `group_weights` of the scenario weigh. None for
        those of the scenario.
    weight
        How much a person served in this year counts.
    carry_over
        Whether the remainder of `max_new` and `budget` is available in the next year. A year without a limit
        uses nothing of an earlier remainder and passes it on.
    unopened
        Existing sites of the scenario that are not open yet in this year, such as planned ones.

    See Also
    --------
    MultiPeriodCovering : The objective that these limits are given to.

    Examples
    --------
    A street of 5 km; money for one site comes in 2027 only:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> years = (hh.YearBudget(year=2026, budget=0.0), hh.YearBudget(year=2027, budget=1.0))
    >>> plan = hh.solve(hh.Scenario(times, limit_min=15, objective=hh.MultiPeriodCovering(years=years)))
    >>> plan.opened, plan.years
    (('east',), (2027,))
    """

    year: int
    max_new: int | None = None
    budget: float | None = None
    people: Floats | pd.DataFrame | None = None
    weight: float = 1.0
    carry_over: bool = True
    unopened: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        as_numbers(self, whole=["year", "max_new"], real=["budget", "weight"])

    def faults(self, cells: int) -> Iterator[Fault]:
        """Yield what is wrong with it for a number of cells."""
        for column, value in [
            ("max_new", self.max_new),
            ("budget", self.budget),
            ("weight", self.weight),
        ]:
            if value is not None and not value >= 0:
                yield self._fault(column, value, "is below 0", "write 0 or more, or leave it out")
        if self.people is None:
            return
        if len(self.people) != cells:
            yield self._fault(
                "people", len(self.people), "cells, too many or too few", f"give all {cells} cells"
            )
        elif not (np.asarray(self.people) >= 0).all():
            worst = float(np.min(self.people))
            yield self._fault("people", worst, "is below 0 or missing", "give people of 0 or more")

    def people_of(self, group: str) -> Floats | None:
        """Return by cell the people of a group in this year; None where they are those of the scenario.

        Raises
        ------
        InputError
            If a table has no such group.
        """
        if self.people is None:
            return None
        if not isinstance(self.people, pd.DataFrame):
            return np.asarray(self.people, dtype=np.float64)
        if group not in self.people:
            known = ", ".join(map(str, self.people))
            raise InputError(
                self._fault(
                    "people",
                    group,
                    f"there is no such group; there are {known}",
                    "give a column for every group that the scenario counts",
                )
            )
        return self.people[group].to_numpy(dtype=np.float64)

    def _fault(self, column: str, value: object, cause: str, fix: str) -> Fault:
        return Fault(
            file="years", key=str(self.year), column=column, value=value, cause=cause, fix=fix
        )


def order_rows(years: int, candidates: int) -> Rows:
    """Return that no site is closed: ``y_j,t <= y_j,t+1``."""
    before_after = eye_array(years - 1, years) - eye_array(years - 1, years, k=1)
    matrix = csr_array(kron(coo_array(before_after), coo_array(eye_array(candidates))))
    none = np.full(matrix.shape[0], -np.inf)
    return Rows(matrix=matrix, lower=none, upper=np.zeros(matrix.shape[0]))


def spending_rows(years: Sequence[YearBudget], siting: Siting) -> Rows:
    """Return that each year's new sites fit its limits and the remainders carried over."""
    one = np.ones(len(siting.opening_cost))
    carry = [year.carry_over for year in years]
    parts = [
        purse_rows([year.max_new for year in years], carry, one),
        purse_rows([year.budget for year in years], carry, siting.opening_cost),
    ]
    return stack_rows(parts, len(years) * len(one))


def total_rows(years: int, siting: Siting) -> Rows:
    """Return the siting's own limits and `must_open`, on the sites of the last year."""
    candidates = len(siting.opening_cost)
    last = np.arange(candidates) + (years - 1) * candidates
    must = np.flatnonzero(siting.must_open)
    shape = (1, years * candidates)
    parts = [
        rows_from((np.zeros(candidates), last, taken), shape, upper=most)
        for taken, most in [
            (np.ones(candidates), siting.max_new),
            (siting.opening_cost, siting.budget),
        ]
        if most is not None
    ]
    must_row = rows_from((np.zeros(len(must)), last[must], 1.0), shape, lower=float(len(must)))
    return stack_rows([*parts, must_row], shape[1])


def purse_rows(limits: Sequence[float | None], carry: Sequence[bool], taken: Floats) -> Rows:
    """Return a row for each year with a limit: cumulative use is at most the cumulative limit.

    Both are summed from the last year that nothing was carried over to. This is equivalent to remainders that
    are not negative and are carried over.
    """
    years = len(limits)
    # Opened in a year: y_j,t - y_j,t-1.
    change = np.eye(years) - np.eye(years, k=-1)
    coefficients, upper = [], []
    spent, allowed = np.zeros(years), 0.0
    for year, limit in enumerate(limits):
        if year and not carry[year - 1]:
            spent, allowed = np.zeros(years), 0.0
        if limit is not None:
            spent, allowed = spent + change[year], allowed + limit
            coefficients.append(spent)
            upper.append(allowed)
    matrix = csr_array(
        kron(coo_array(np.array(coefficients).reshape(-1, years)), coo_array(taken[None, :]))
    )
    matrix.eliminate_zeros()
    return Rows(matrix=matrix, lower=np.full(len(upper), -np.inf), upper=np.array(upper))
