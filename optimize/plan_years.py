"""A plan over years, year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..common.errors import Fault, InputError
from ..coverage.assessment import assess_within
from ..geo.tables import people
from .objectives.multi_period import BuildOverYears
from .plan import Plan


def by_year(plan: Plan) -> pd.DataFrame:
    """Return what is opened in each year, and whom that serves, counted anew.

    Parameters
    ----------
    plan
        The answer to `BuildOverYears`.

    Returns
    -------
    pandas.DataFrame
        Index ``year``, columns ``opened`` (ids, in build order), ``cost`` (what these cost), ``sites`` (open by
        then, existing ones included), ``people`` (of that year), ``served`` and ``share``.

    Raises
    ------
    InputError
        If the plan is not about years.
    """
    scenario, question = plan.scenario, plan.scenario.question
    if not isinstance(question, BuildOverYears):
        raise InputError(
            Fault(
                file=f"plan {scenario.name}".rstrip(),
                column="question",
                value=type(question).__name__,
                cause="has no years",
                fix="solve a scenario with question=BuildOverYears(...)",
            )
        )
    since, standing = np.array(plan.years, dtype=np.int64), plan.before.open_sites
    today = people(scenario.times.demand, scenario.maximise).to_numpy(dtype=np.float64)
    rows = []
    for year in question.years:
        new = [site for site, at in zip(plan.opened, plan.years, strict=True) if at == year.year]
        by_then = [*standing, *np.array(plan.opened, dtype=object)[since <= year.year]]
        after = assess_within(
            scenario.times, scenario.limit, group=scenario.maximise, open_sites=by_then
        )
        counted = today if year.people is None else np.asarray(year.people, dtype=np.float64)
        served = float(counted @ after.cells["served"].to_numpy(dtype=np.float64))
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
