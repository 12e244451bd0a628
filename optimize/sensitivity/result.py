"""A plan under other assumptions, as one table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from ...common.written.shown import Shown
from ..plan import Plan

COLUMNS: Final = (
    *("varied", "value", "people", "served_before", "served_after", "share_before", "share_after"),
    *("change", "objective_value", "best_objective", "bound", "optimality_gap", "regret"),
    *("best_served", "best_share", "sites", "sites_kept", "status", "seconds", "opened"),
)
"""The columns of the table."""

AS_PLANNED: Final = "as planned"
NOT_KNOWN: Final = "not known"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sensitivity(Shown):
    """A plan under other speeds, limits and numbers of people, one of them changed at a time.

    Parameters
    ----------
    plan
        The plan.
    table
        The first row is the plan as it was asked for, each other one a change: ``varied`` (``"speeds"``,
        ``"limit_min"`` or ``"limit_m"``, ``"people"``) and ``value`` (factor of all speeds or of all people;
        minutes or metres). ``people``, ``served_before``, ``served_after``, ``share_before`` and
        ``share_after``: the group, today and with the plan's own sites; ``change``: how many more than planned
        these serve. ``objective_value``: of the plan's own sites; ``best_objective``, ``bound`` and
        ``optimality_gap``: of the best plan under the change; ``regret``: what the plan's sites lose to it, 0
        or more, in units of the objective. ``best_served`` and ``best_share``: people with the best plan;
        ``sites``: how many it opens, ``sites_kept``: how many of these the plan opens, too. ``status`` and
        ``seconds`` of its search, and ``opened``, its ids. What is not known is empty.

    See Also
    --------
    sensitivity : Compute it.
    sensitivity_chart : Draw it.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
    >>> hh.sensitivity(plan, speeds=[0.5], limits_min=[], people=[])
    <Sensitivity of a plan to 1 changes: 85.0% of residents served as planned, 17.5% to 85.0% under the changes>
    """

    plan: Plan
    table: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"<Sensitivity of a plan to {len(self.table) - 1} changes: {self.said}>"

    @property
    def said(self) -> str:
        """The shares served with the plan's own sites, from the lowest to the highest, as text."""
        shares = self.table["share_after"].dropna().astype(float)
        if shares.empty:
            return "nobody counted"
        planned = shares.iloc[0]
        return (
            f"{planned:.1%} of {self.plan.scenario.group} served as planned, "
            f"{shares.min():.1%} to {shares.max():.1%} under the changes"
        )
