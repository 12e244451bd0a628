"""A scenario as arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csc_array

from ..common.arrays import Bools, Floats
from ..common.errors import Fault, InputError
from ..coverage.assessment import Assessment
from ..geo.tables import people
from .constraints.years import YearBudget
from .core.problem import Siting
from .costs_needed import costs_needed
from .objectives.multi_period import MultiPeriodCovering
from .scenario import Scenario


def siting_of(scenario: Scenario, today: Assessment) -> Siting:
    """Return the cells, sites and candidates of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    today
        The assessment of the existing sites, of the scenario's group and limit.
    """
    times, candidates = scenario.times, scenario.candidates
    sites = times.sites
    existing = np.flatnonzero((sites["status"] == "existing").to_numpy())
    ids = sites.index[candidates]
    unit, names = _units(scenario)
    counted, nearest = _people(scenario), today.cells["cost"].to_numpy(dtype=np.float64)
    up_to = scenario.objective.costs_up_to
    # In people of the group: a place is for as many as its share.
    need = 1.0 if scenario.places is None else scenario.places.need_of(scenario.group)
    capacity = sites["capacity"].to_numpy(dtype=np.float64) / need
    costs = _columns(times.costs, candidates)
    if up_to is not None and up_to > today.limit:
        costs = costs_needed(
            times,
            candidates,
            limit=today.limit,
            up_to=up_to,
            people=counted,
            today=nearest,
            kind=scenario.objective.kind,
        )
    return Siting(
        costs=costs,
        existing_costs=_columns(times.costs, existing),
        today=nearest,
        served_today=today.cells["within_reach"].to_numpy(),
        limit=today.limit,
        people=counted,
        opening_cost=sites["cost"].to_numpy(dtype=np.float64)[candidates],
        must_open=np.asarray(ids.isin(scenario.must_open)),
        capacity=capacity[candidates],
        existing_capacity=capacity[existing],
        max_new=scenario.max_new,
        budget=scenario.budget,
        unit=unit,
        unit_names=names,
        candidate_names=tuple(map(str, ids)),
        cost_unit=times.unit,
        people_of_year=_people_of_years(scenario),
        unopened_of_year=_unopened_of_years(scenario, sites.index[existing]),
        assignment=None if scenario.places is None else scenario.places.assignment,
        table_order=np.concatenate([existing, candidates]),
    )


def _columns(costs: csc_array, numbers: npt.NDArray[np.int64]) -> csc_array:
    """Return some columns; explicit zeros are kept."""
    if np.array_equal(numbers, np.arange(costs.shape[1])):
        return costs
    size = np.diff(costs.indptr)[numbers]
    indptr = np.concatenate([[0], np.cumsum(size)])
    entries = np.repeat(costs.indptr[numbers] - indptr[:-1], size) + np.arange(indptr[-1])
    return csc_array(
        (costs.data[entries], costs.indices[entries], indptr), shape=(costs.shape[0], len(numbers))
    )


def _people(scenario: Scenario) -> Floats:
    demand = scenario.times.demand
    return _weighted(scenario, lambda group: people(demand, group).to_numpy(dtype=np.float64))


def _people_of_years(scenario: Scenario) -> dict[int, Floats]:
    """Return the weighted people of those years of a multi-period scenario that have a table of their own."""
    if not isinstance(scenario.objective, MultiPeriodCovering):
        return {}
    return {
        year.year: _weighted(scenario, partial(_table_column, year))
        for year in scenario.objective.years
        # A table of another length is refused where the years are checked.
        if isinstance(year.people, pd.DataFrame) and len(year.people) == len(scenario.times.demand)
    }


def _unopened_of_years(scenario: Scenario, existing: pd.Index) -> dict[int, Bools]:
    """Return by year which existing sites are not open yet, of the years that name some.

    Raises
    ------
    InputError
        If one is no existing site.
    """
    if not isinstance(scenario.objective, MultiPeriodCovering):
        return {}
    years = [year for year in scenario.objective.years if year.unopened]
    faults = [
        Fault(
            file="years",
            key=str(year.year),
            column="unopened",
            value=site,
            cause="is no existing site of the scenario",
            fix="name sites whose status is existing",
        )
        for year in years
        for site in year.unopened
        if site not in existing
    ]
    if faults:
        raise InputError(*faults)
    return {year.year: np.asarray(existing.isin(year.unopened)) for year in years}


def _table_column(year: YearBudget, group: str) -> Floats:
    counted = year.people_of(group)
    assert counted is not None  # noqa: S101 - asked of years with a table alone
    return counted


def _weighted(scenario: Scenario, count: Callable[[str], Floats]) -> Floats:
    """Return by cell the people who count, each with the weights of group and unit."""
    demand = scenario.times.demand
    counted = count(scenario.group)
    for group, weight in scenario.group_weights.items():
        counted = counted + weight * count(group)
    if scenario.by is not None and scenario.unit_weights:
        ids, names = demand[scenario.by], demand[f"{scenario.by}_name"]
        weights = ids.map(scenario.unit_weights).astype(float)
        weights = weights.fillna(names.map(scenario.unit_weights).astype(float)).fillna(1.0)
        counted = counted * weights.to_numpy(dtype=np.float64)
    return counted


def _units(scenario: Scenario) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return by cell the number of its unit, -1 outside every unit, and the names of the units."""
    demand = scenario.times.demand
    if scenario.by is None:
        return np.full(len(demand), -1), ()
    ids = demand[scenario.by].replace("", None)
    unit, found = pd.factorize(ids, sort=True)
    by_id = dict(zip(demand[scenario.by], demand[f"{scenario.by}_name"], strict=True))
    names = [str(by_id[one] or one) for one in found]
    # Where two units have one name, the id tells them apart.
    return unit.astype(np.int64), tuple(
        name if names.count(name) == 1 else f"{name} ({one})"
        for name, one in zip(names, found, strict=True)
    )
