"""A multi-period plan by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..common.arrays import Floats
from ..common.errors import Fault, InputError
from ..coverage.assessment import assess_within
from ..coverage.given_places import given_places
from ..geo.tables import people
from .objectives.multi_period import MultiPeriodCovering
from .plan import Plan
from .scenario import Scenario


def by_year(plan: Plan) -> pd.DataFrame:
    """Return the sites opened and the people served in each year, recounted.

    Parameters
    ----------
    plan
        A plan with the objective `MultiPeriodCovering`.

    Returns
    -------
    pandas.DataFrame
        Index ``year``, columns ``opened`` (ids, in build order), ``cost`` (what these cost), ``sites`` (open by
        then, existing ones included), ``people`` (of that year), ``served`` and ``share``.

    Raises
    ------
    InputError
        If the plan has another objective.

    See Also
    --------
    MultiPeriodCovering : The objective over years.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> years = (hh.YearBudget(year=2026, max_new=1), hh.YearBudget(year=2027, max_new=1))
    >>> plan = hh.solve(hh.Scenario(times, limit_min=15, objective=hh.MultiPeriodCovering(years=years)))
    >>> table = hh.by_year(plan)
    >>> table["opened"].to_dict()
    {2026: ('east',), 2027: ('mid',)}
    >>> table["served"].tolist(), table["share"].tolist()
    ([340.0, 400.0], [0.85, 1.0])
    """
    scenario, objective = plan.scenario, plan.scenario.objective
    if not isinstance(objective, MultiPeriodCovering):
        raise InputError(
            Fault(
                file=f"plan {scenario.name}".rstrip(),
                column="objective",
                value=type(objective).__name__,
                cause="has no years",
                fix="solve a scenario with objective=MultiPeriodCovering(...)",
            )
        )
    since, standing = np.array(plan.years, dtype=np.int64), plan.before.open_sites
    today = people(scenario.times.demand, scenario.group).to_numpy(dtype=np.float64)
    rows = []
    for year in objective.years:
        new = [site for site, at in zip(plan.opened, plan.years, strict=True) if at == year.year]
        there = [site for site in standing if site not in year.unopened]
        by_then = [*there, *np.array(plan.opened, dtype=object)[since <= year.year]]
        own = year.people_of(scenario.group)
        counted = today if own is None else own
        served = _served(scenario, by_then, counted)
        total = float(counted.sum())
        rows.append(
            {
                "year": year.year,
                "opened": tuple(new),
                "cost": float(scenario.times.sites["cost"].loc[new].sum()),
                "sites": len(by_then),
                "people": total,
                "served": served,
                "share": served / total if total else float("nan"),
            }
        )
    return pd.DataFrame(rows).set_index("year")


def _served(scenario: Scenario, open_sites: Sequence[str], counted: Floats) -> float:
    """Return how many of the people of a year open sites serve."""
    times, rule = scenario.times, scenario.places
    after = assess_within(times, scenario.limit, group=scenario.group, open_sites=open_sites)
    within = after.cells["within_reach"].to_numpy(dtype=np.float64)
    if rule is None:
        return float(counted @ within)
    given = given_places(
        times, open_sites, counted, limit=scenario.limit, group=scenario.group, rule=rule
    )
    return float(counted @ within - given.without.sum())
