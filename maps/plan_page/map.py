"""The map of a plan: today, the plan and the gap that is left, on one page that works without a network."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import geopandas as gpd
import numpy as np

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared
from ...common.stage import Stage
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...geo.study_context import FROM_STUDY, FromStudy, StudyContext, Text
from ...optimize.plan import Plan
from ..basemap.credits import credits_shown
from ..basemap.names import place_faults
from ..basemap.tiles import Tiles
from ..compliance_page.data import Checked
from ..document.leaflet import Corners, corners_of
from ..document.map_page import MapPage
from ..document.offline import OfflineFigure, script_json
from ..document.paper import paper_data
from ..document.readings import readings
from ..document.shapes import points_deg
from ..document.unit_check import unit_faults
from ..wording.messages import require_lang
from ..wording.titles import joined_titles, scenario_titles
from .data import page_data
from .drawn_map import Drawing, drawn_map, stage_of_cells
from .panel import panel_html
from .reach import selectable_limits
from .shown import shown_on_page
from .surface_table import surface_table

_SURFACE_S: Final = 1.0
"""Seconds of the travel-time surfaces of a city."""


def plan_map(  # noqa: PLR0913 - all but the plan are options
    plan: Plan,
    today: Assessment | None = None,
    *,
    units: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    title: Text = None,
    notice: Text | FromStudy = FROM_STUDY,
    credits: Text | FromStudy = FROM_STUDY,  # noqa: A002 - the study file's own word
    water: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    places: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    tiles: Tiles | FromStudy | None = FROM_STUDY,
    date: dt.date | FromStudy | None = FROM_STUDY,
    compliance: Checked | None = None,
    lang: str = "en",
    gaps: gpd.GeoDataFrame | None = None,
    prepared: Prepared | None = None,
    report: Report = say_nothing,
) -> MapPage:
    """Draw a plan as one self-contained HTML page.

    Where the plan's travel times came from a study (`open_study`), its titles, notice, credits, units, water,
    places, online map and date are shown by themselves.
    What is given here goes before them; an empty text or None leaves one out.
    A text may be ``{"en": ..., "zh": ...}``.

    Parameters
    ----------
    plan
        The plan.
    today
        Coverage to compare with; by default the plan's own coverage before.
    units
        Administrative units as `halfhour.read_units` makes them: index ``unit_id``, columns ``level`` and
        ``name``, polygons in any CRS. Figures are shown for levels that the demand table knows.
    title
        Heading; by default the scenario's title or name, or its question in words.
    notice
        A sentence that the reader must see, such as that the data are synthetic.
    credits
        Whose data are shown; where the study says nothing OpenStreetMap's contributors, if the roads' file is
        an extract.
    water
        Lakes, rivers and perhaps the sea: polygons in the demand table's CRS. They are drawn, and the access
        zones do not cross them.
    places
        Places to be named on the map and found by its search: columns ``name`` and perhaps ``kind`` (such as
        ``"village"``), points or areas in any CRS.
    tiles
        An online map that the list of layers offers, off at first; without it the page asks for nothing from
        any network.
    date
        When the plan was made, for the page's "about".
    compliance
        What `halfhour.check_compliance` returns: popups of units then say how many standards about the plan's
        service are met.
    lang
        The language that the page opens in, ``"en"`` or ``"zh"``; it can be changed in the page.
    gaps
        What `gap_list` returns of the plan with the page's places, so that it is not computed again.
    prepared
        What pages of the same study have made, such as `Study.prepared`, so that it is not made again.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    MapPage
        The same inputs give the same bytes.

    Raises
    ------
    InputError
        If `today` counts other cells, another group or another limit than the plan, the units lack a
        column or a CRS, so do the places, the water is in another CRS than the plan, or there is no such
        language.

    See Also
    --------
    solve : Which sites to open.
    plan_picture : Draw a plan as a picture.
    compliance_map : Which standards are met where.
    Tiles : An online map that the page offers.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    >>> page = hh.plan_map(plan, notice="A made town.")
    >>> page.title
    'One more clinic'
    >>> "A made town." in page.content
    True
    """
    language = require_lang(lang)
    before = plan.before if today is None else today
    around = plan.scenario.times.study.given(
        notice=notice,
        credits=credits_shown(credits, plan.scenario.times.study, before.times.network),
        units=units,
        water=water,
        places=places,
        tiles=tiles,
        date=date,
    )
    faults = [
        *_today_faults(plan, before),
        *unit_faults(around.units),
        *place_faults(around.places),
    ]
    if faults:
        raise InputError(*faults)
    cells = len(before.cells)
    report(stage_of_cells("choice of cells and sites", cells))
    shown = shown_on_page(plan, before)
    heading = Words.of(title) or scenario_titles(plan.scenario)
    document = joined_titles(around.title, heading)
    panel = panel_html(
        plan,
        before,
        title=heading,
        study=around,
        shown=shown,
    )
    drawing = Drawing(
        plan=plan,
        before=before,
        shown=shown,
        around=around,
        corners=_corners(plan, before),
        lang=language,
        prepared=prepared,
        report=report,
    )
    data = _data(drawing, document, gaps)
    figure = OfflineFigure(
        title=document.said(language),
        panel=panel,
        data=script_json(data),
        lang=language,
        hosts=() if around.tiles is None else around.tiles.hosts,
    )
    figure.add_child(drawn_map(drawing, compliance))
    report(stage_of_cells("the page itself", cells))
    return MapPage(title=document.said(language), content=figure.render(), notes=shown.notes)


def _data(drawing: Drawing, title: Words, gaps: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return what the page's scripts read."""
    plan, before, around = drawing.plan, drawing.before, drawing.around
    drawing.report(stage_of_cells("cells and their sites", len(before.cells)))
    data = page_data(
        plan,
        before,
        lang=drawing.lang,
        meridian_deg=drawing.meridian_deg,
        shown=drawing.shown,
        places=around.places,
        gaps=gaps,
    )
    data["title"] = title.in_both()
    data["paper"] = paper_data(
        drawing.corners, tables="tables.xlsx", credit=around.credits, date=around.date
    )
    drawing.report(Stage("travel-time surfaces", seconds=_SURFACE_S))
    data["surface"] = surface_table(
        before,
        plan.after,
        limits=selectable_limits(plan.scenario.times, plan.after.limit),
        meridian_deg=drawing.meridian_deg,
        water=around.water,
        prepared=drawing.prepared,
    )
    data["frame"] = drawing.frame_deg
    data["readings"] = readings(_names(plan, around))
    return data


def _corners(plan: Plan, before: Assessment) -> Corners:
    """South-west and north-east of all cells and proposed sites."""
    demand = before.times.demand
    seen = [points_deg(demand.geometry, demand.crs)]
    if plan.opened:
        sites = plan.after.times.sites.loc[list(plan.opened)]
        seen.append(points_deg(sites.geometry, sites.crs))
    return corners_of(np.concatenate(seen))


def _names(plan: Plan, around: StudyContext) -> list[object]:
    """Return the names that the page's search may find."""
    tables = [plan.scenario.times.sites, around.units, around.places]
    return [name for table in tables if table is not None for name in table["name"]]


def _today_faults(plan: Plan, today: Assessment) -> list[Fault]:
    fix = "assess the travel times that the plan was made from, with its group and limit"
    pairs = {
        "group": (today.group, plan.after.group),
        "limit": (today.limit, plan.after.limit),
        "unit": (today.times.unit, plan.after.times.unit),
        "mode": (today.times.mode_text, plan.after.times.mode_text),
        "capacity": (_places_rule(today), _places_rule(plan.after)),
    }
    faults = [
        Fault(
            file="today",
            column=column,
            value=value,
            cause=f"differs from the plan's, which is {planned}",
            fix=fix,
        )
        for column, (value, planned) in pairs.items()
        if value != planned
    ]
    if not today.cells.index.equals(plan.after.cells.index):
        faults.append(
            Fault(file="today", column="cell_id", cause="has other cells than the plan", fix=fix)
        )
    return faults


def _places_rule(assessment: Assessment) -> str:
    rule = assessment.capacity
    if rule is None:
        return "reach alone"
    return f"{rule.assignment} assignment, {rule.need_of(assessment.group):g} places a person"
