"""The plan of several services, with one certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ...common.written.shown import Shown
from ..compare import near_limit_columns
from ..plan import Certificate, Plan
from .scenario import JointScenario


@dataclass(frozen=True, kw_only=True, eq=False)
class JointPlan(Shown):
    """The sites to open of several services, with one certificate.

    Parameters
    ----------
    joint
        The joint scenario.
    plans
        By service its sites in build order, and its coverage before and after. The certificate of each is the
        joint one.
    certificate
        Its objective is the people served, summed over services with their weights.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.

    See Also
    --------
    solve_together : Compute a joint plan.
    Plan : The plan of one service.

    Examples
    --------
    Clinics and rehabilitation rooms along a street, two new sites in all:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = street_times()
    >>> rehab = street_times("rehab", existing={}, candidates={"r-west": 1.0, "r-mid": 2.0})
    >>> joint = hh.JointScenario(
    ...     {
    ...         "clinic": hh.Scenario(clinic, limit_min=15),
    ...         "rehab": hh.Scenario(rehab, limit_min=15, group="residents"),
    ...     },
    ...     max_new=2,
    ... )
    >>> plan = hh.solve_together(joint)
    >>> plan
    <JointPlan new sites: 1 of clinic, 1 of rehab; optimal: 580 of at most 580 people>
    >>> plan.table().set_index("service")["served_after"].to_dict()
    {'clinic': 340.0, 'rehab': 240.0}
    """

    joint: JointScenario
    plans: Mapping[str, Plan]
    certificate: Certificate
    conflicts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        name = f"{self.joint.name!r}: " if self.joint.name else ""
        opened = ", ".join(
            f"{len(plan.opened)} of {service}" for service, plan in self.plans.items()
        )
        return f"<JointPlan {name}new sites: {opened}; {self.certificate}>"

    def table(self) -> pd.DataFrame:
        """Return one row per service.

        Returns
        -------
        pandas.DataFrame
            Columns ``service``, ``group``, ``opened`` (sites), ``cost`` (what these cost), ``people``,
            ``served_before``, ``served_after``, ``share_after``, ``gap_after``, ``lost_after`` and
            ``gained_after`` (people near the limit, see `limit_sensitivity`).
        """
        return pd.DataFrame(
            [
                {
                    "service": service,
                    "group": plan.scenario.group,
                    "opened": len(plan.opened),
                    "cost": float(plan.scenario.times.sites["cost"].loc[[*plan.opened]].sum()),
                    "people": plan.after.people_total,
                    "served_before": plan.before.people_served,
                    "served_after": plan.after.people_served,
                    "share_after": plan.after.share,
                    "gap_after": plan.after.gap_people,
                    **near_limit_columns(plan),
                }
                for service, plan in self.plans.items()
            ]
        )
