"""A plan and its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np

from ..common.written.shares import share_text
from ..common.written.shown import Shown
from ..coverage.assessment import Assessment
from ..geo.tables import Unit
from .core.linear_model import Sense
from .core.result import Sizes, Status
from .plan_gpkg import write_plan_layers
from .plan_layers import cell_layer, site_layer, unit_layer
from .scenario import Scenario

_COST_WORDS: Final[Mapping[tuple[str, Unit], str]] = {
    ("average", "s"): "s on average",
    ("average", "m"): "m on average",
    ("worst", "s"): "s at worst",
    ("worst", "m"): "m at worst",
}
_MEASURE_WORDS: Final = {
    "share": "as lowest share",
    "cost": "money",
    "weighted_people": "weighted people",
    "people_by_nearness": "people by nearness",
    "weighted_people_by_nearness": "weighted people by nearness",
    "person_years": "person-years",
    "weighted_person_years": "weighted person-years",
}


def measure_words(measure: str, cost_unit: Unit) -> str:
    """Return the words after the figures of a measure; of costs they name the unit."""
    return _COST_WORDS.get((measure, cost_unit), _MEASURE_WORDS.get(measure, measure))


@dataclass(frozen=True, kw_only=True)
class Certificate(Shown):
    """The quality of a plan: status, objective value, proven bound and optimality gap.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"infeasible"``: no plan is feasible; else what stopped the search.
    objective_value
        The objective of the plan; people served by existing sites are included.
    bound
        Proven: no plan has a better objective value.
    optimality_gap
        abs(bound - objective) / abs(objective); 0 where proven optimal, infinite where there is no value.
    seconds
        Wall time of the search.
    solver
        The solver or method that proved the bound, with its version.
    measure
        What the objective counts: ``"people"``, ``"people_by_nearness"`` (those near count more),
        ``"person_years"`` (people served, summed over the years of the plan), each with ``weighted_`` before
        it where weights differ; ``"sites"``, ``"cost"``, ``"share"``, or ``"average"`` or ``"worst"`` (in
        `cost_unit`).
    cost_unit
        Unit of travel costs: ``"s"``, or ``"m"`` where distance is counted.
    sense
        ``"maximise"`` or ``"minimise"``.
    sizes
        Cells and candidates as given, and after exact reduction.
    shadow_prices
        Upper bound on the gain of one more site, or one more unit of money, in units of the objective: from
        the duals of the linear relaxation.

    See Also
    --------
    Plan : The plan that it belongs to.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> certificate = hh.solve(hh.Scenario(times, max_new=1, limit_min=15)).certificate
    >>> print(certificate)
    optimal: 340 of at most 340 people
    >>> certificate.optimality_gap, certificate.sizes.cells, certificate.sizes.candidates
    (0.0, 4, 3)
    """

    status: Status
    objective_value: float
    bound: float
    optimality_gap: float
    seconds: float
    solver: str
    sizes: Sizes
    measure: str = "people"
    cost_unit: Unit = "s"
    sense: Sense = "maximise"
    shadow_prices: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.status == "infeasible":
            return "infeasible: nothing fulfils what is asked"
        unit = measure_words(self.measure, self.cost_unit)
        most = "at most" if self.sense == "maximise" else "at least"
        figures = (
            f"{self._figure(self.objective_value)} of {most} {self._figure(self.bound)} {unit}"
        )
        if self.status == "optimal":
            return f"optimal: {figures}"
        return f"within {self.optimality_gap:.2%} ({self.status}): {figures}"

    def _figure(self, value: float) -> str:
        if self.measure == "share":
            return f"{value:.1%}"
        digits = 1 if self.measure in ("average", "worst") else 0
        return f"{value:,.{digits}f}".replace(",", " ")


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan(Shown):
    """The sites to open, in build order, with coverage before and after.

    Parameters
    ----------
    scenario
        What was solved.
    opened
        Ids of the sites to open, in build order: each adds the most people to those before it.
    gains
        People newly served by each, in that order.
    before, after
        Assessments of the existing sites, and of these with the opened ones.
    certificate
        Status, objective value and bound.
    notes
        Remarks, such as that fewer sites than allowed are enough.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.
    figures
        Further figures by name, such as the price of fairness.
    years
        For `MultiPeriodCovering`: the year in which each of `opened` is opened.
    together
        Whether it is one service's part of a joint plan, whose certificate it has.

    See Also
    --------
    solve : Compute a plan.
    compare : Plans side by side.
    plan_map : Draw a plan as an HTML map.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15))
    >>> plan.opened, plan.gains
    (('east',), (200.0,))
    >>> plan.before.share, plan.after.share
    (0.35, 0.85)
    >>> plan.certificate.status
    'optimal'

    Its cells and sites as tables, for maps of one's own:

    >>> plan.cells["minutes_after"].round().tolist()
    [0.0, 12.0, 24.0, 12.0, 0.0, 12.0]
    >>> plan.sites["build_order"].dropna().to_dict()
    {'east': 1}
    """

    scenario: Scenario
    opened: tuple[str, ...]
    gains: tuple[float, ...]
    before: Assessment
    after: Assessment
    certificate: Certificate
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    together: bool = False

    @property
    def cells(self) -> gpd.GeoDataFrame:
        """The cells and who is served of them, in the CRS of the demand table, index ``cell_id``.

        ``people`` (of the scenario's group); and today (``_before``) and with the plan (``_after``)
        ``site_`` (id of the nearest open site, none where no way leads to one), ``minutes_`` (to it, without
        limit; ``metres_`` where distance is counted), ``within_reach_``, ``people_served_``, ``served_``
        (whether all are) and ``reason_`` (empty where all are served, else as `Assessment.cells` has it).
        """
        return cell_layer(self.before, self.after)

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """All sites, existing ones and candidates, in the CRS of the site table, index ``site_id``.

        The columns of the site table (``capacity`` in people, unknown where it has no limit; ``cost`` in the
        study's money); ``reason`` (why a site is on no road, else empty); of the sites that the plan opens
        ``build_order`` (1 is the first) and ``people_added`` (people newly served); where places count, of
        open sites ``places_used_before``, ``places_used_after``, ``places_free_after``,
        ``people_served_after``, ``turned_away_after`` (people within reach without a place) and
        ``ten_more_serve`` (people whom ten more places would serve).
        """
        sites, _ = site_layer(self.before, self.after, opened=self.opened, gains=self.gains)
        return sites

    @property
    def units(self) -> gpd.GeoDataFrame:
        """The units of all levels, in the CRS of the demand table, index ``level`` and ``unit_id``.

        ``name``; ``people`` of the group; today (``_before``) and with the plan (``_after``) ``served_``,
        ``share_`` (served of all, 0 to 1), ``within_reach_``, ``no_place_`` (within reach, without a place) and
        ``gap_`` (not served); ``unreachable`` (on no road). All but shares are people; they are not known of
        units without cells. People outside every unit stand under an empty id. Outlines are those of the
        study that the travel times come from; a unit without one has no geometry.
        """
        return unit_layer(self.before, self.after, self.after.times.study.boundaries)

    def to_gpkg(self, path: str | Path) -> Path:
        """Write `cells`, `sites` and `units` to a GeoPackage, as layers of these names.

        It is written beside and renamed, so that it is never half there. A file that an earlier call wrote is
        replaced; any other, and one to which somebody added a layer, is left as it is. A layer without rows,
        such as the units of tables that name none, is left out.

        Parameters
        ----------
        path
            The file, ``*.gpkg``, in a folder that exists.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            If the path is no GeoPackage's, something else stands there, or it cannot be written.

        Examples
        --------
        >>> import pathlib
        >>> import tempfile
        >>> import geopandas as gpd
        >>> import halfhour as hh
        >>> from halfhour.optimize.example_street import street_times
        >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = plan.to_gpkg(pathlib.Path(folder) / "plan.gpkg")
        ...     gpd.read_file(file, layer="sites")["site_id"].tolist()
        ['old', 'mid', 'east', 'end']
        """
        layers = {"cells": self.cells, "sites": self.sites, "units": self.units}
        return write_plan_layers(layers, path)

    def __repr__(self) -> str:
        name = f"{self.scenario.name!r}: " if self.scenario.name else ""
        return (
            f"<Plan {name}{len(self.opened)} new sites, {share_text(self.before.share)} -> "
            f"{share_text(self.after.share)} of {self.scenario.group} served; {self.certificate}>"
        )


def opening_cost(plan: Plan) -> float | None:
    """Return what the opened sites cost; None where the cost of one is not known."""
    cost = float(plan.scenario.times.sites["cost"].loc[[*plan.opened]].sum(skipna=False))
    return cost if cost < float("inf") else None


def relative_gap(objective: float, bound: float) -> float:
    """Return abs(bound - objective) / abs(objective); 0 where they are the same, infinite without a value."""
    if bound == objective:
        return 0.0
    if not objective or not np.isfinite(objective):
        return float("inf")
    return abs(bound - objective) / abs(objective)
