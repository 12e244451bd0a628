"""The map of a joint plan: several services under one budget, on one page that needs no network."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np

from ...common.errors import InputError
from ...common.packages.version import halfhour_version
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...geo.study_context import FROM_STUDY, FromStudy, StudyContext, Text
from ...optimize.joint.plan import JointPlan
from ...optimize.plan import Plan, opening_cost
from ..basemap.credits import credits_shown
from ..basemap.layer import basemap_layer
from ..basemap.names import name_layer
from ..document.leaflet import Corners, corners_of, first_view, leaflet_map
from ..document.licences import inlined_licences
from ..document.map_page import MapPage
from ..document.offline import FRAME_SCRIPTS, DataLayer, OfflineFigure, page_styles, script_json
from ..document.paper import paper_data
from ..document.readings import readings
from ..document.shapes import points_deg
from ..document.templates import rendered
from ..document.unit_check import unit_faults
from ..plan_page.sites import site_name
from ..signs.picture_states import NEW, NO_PLACE_COLOUR, SERVED, UNREACHABLE
from ..signs.sites import sign_svg
from ..signs.states import GAP_COLOURS
from ..wording.messages import LANGS, Lang, require_lang, say
from ..wording.names import level_said
from ..wording.picture_words import certificate_said, limit_in_short
from ..wording.proof import joint_proof_said
from ..wording.titles import joined_titles
from ..wording.words import count, percent, sentence, whose
from .data import (
    hosts_of,
    joint_data,
    joint_titles,
    service_signs,
    service_words,
    study_of,
)

SCRIPTS: Final = (
    *FRAME_SCRIPTS,
    "joint/cells.js",
    "joint/joint.js",
)

PANES: Final = {"ground": 150, "roads": 250, "cells": 400, "names": 440, "sites": 450}
"""Leaflet panes from bottom to top."""

_MARGIN_DEG: Final = 0.1


def joint_map(
    plan: JointPlan,
    *,
    units: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    title: Text = None,
    notice: Text | FromStudy = FROM_STUDY,
    credits: Text | FromStudy = FROM_STUDY,  # noqa: A002 - the study file's own word
    water: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    lang: str = "en",
) -> MapPage:
    """Draw the plan of several services as one self-contained HTML page.

    Where the travel times came from a study (`open_study`), its titles, notice, credits, units and water are
    shown by themselves, as `plan_map` does.

    Parameters
    ----------
    plan
        The joint plan.
    units
        Administrative units as `halfhour.read_units` makes them; the first level that the demand tables know
        gets a table for each service.
    title
        Heading; by default the joint scenario's name.
    notice
        A sentence that the reader must see, such as that the data are synthetic.
    credits
        Whose data are shown; by default OpenStreetMap's contributors where the roads' file is an extract.
    water
        Lakes, rivers and perhaps the sea: polygons in the demand tables' CRS.
    lang
        The language that the page opens in, ``"en"`` or ``"zh"``; it can be changed in the page.

    Returns
    -------
    MapPage
        The same inputs give the same bytes.

    Raises
    ------
    InputError
        If the units lack a column or a CRS, or there is no such language.

    See Also
    --------
    solve_together : Compute a joint plan.
    plan_map : Draw the plan of one service, with what-if.

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
    ...     name="Two of both",
    ... )
    >>> page = hh.joint_map(hh.solve_together(joint))
    >>> page.title
    'Two of both'
    """
    language = require_lang(lang)
    first = next(iter(plan.plans.values()))
    study, network = study_of(plan), first.before.times.network
    around = study.given(
        notice=notice, credits=credits_shown(credits, study, network), units=units, water=water
    )
    shown = around.units
    faults = unit_faults(shown)
    if faults:
        raise InputError(*faults)
    heading = Words.of(title) or joint_titles(plan)
    document = joined_titles(around.title, heading)
    corners = _corners(plan)
    (south, west), (north, east) = corners
    frame = (west - _MARGIN_DEG, south - _MARGIN_DEG, east + _MARGIN_DEG, north + _MARGIN_DEG)
    data = joint_data(plan, lang=language, meridian_deg=(west + east) / 2)
    data["frame"] = frame
    data["title"] = document.in_both()
    data["paper"] = paper_data(
        corners, tables="tables.xlsx", credit=around.credits, date=around.date
    )
    named = [] if shown is None else list(shown["name"])
    data["readings"] = readings(
        [
            *named,
            *(name for one in plan.plans.values() for name in one.scenario.times.sites["name"]),
        ]
    )
    figure = OfflineFigure(
        title=document.said(language),
        panel=_panel(plan, heading, around),
        data=script_json(data),
        lang=language,
        scripts=SCRIPTS,
        styles=page_styles("joint/joint.css"),
    )
    page = leaflet_map(corners, PANES)
    ground = basemap_layer(first.before, units=shown, water=around.water, credit=around.credits)
    cells = DataLayer("joint_cells", {}, name="Who is served")
    sites = DataLayer("joint_sites", {}, name="Sites")
    for layer in (ground, cells, sites, name_layer(shown, around.places, frame, around)):
        if layer is not None:
            page.add_child(layer)
    page.add_child(folium.LayerControl(collapsed=True, position="topright"))
    page.add_child(first_view(corners))
    figure.add_child(page)
    return MapPage(title=document.said(language), content=figure.render())


def _corners(plan: JointPlan) -> Corners:
    seen = []
    for one in plan.plans.values():
        times = one.scenario.times
        seen.append(points_deg(times.demand.geometry, times.demand.crs))
        if one.opened:
            seen.append(points_deg(times.sites.geometry.loc[[*one.opened]], times.sites.crs))
    return corners_of(np.concatenate(seen))


def _panel(plan: JointPlan, title: Words, study: StudyContext) -> str:
    level = _level(plan, study.units)
    parts = [
        {
            "lang": lang,
            "_": partial(say, lang),
            "credit": study.credits.said(lang),
            **_figures(plan, lang, level),
        }
        for lang in LANGS
    ]
    return rendered(
        "page/joint/panel.html.jinja",
        title=title.in_both(),
        study=study.title.in_both() if study.title else {},
        notice=study.notice.in_both() if study.notice else {},
        parts=parts,
        colours={
            "served": SERVED,
            "new": NEW,
            "gap": GAP_COLOURS,
            "unreachable": UNREACHABLE,
            "no_place": NO_PLACE_COLOUR,
        },
        places=any(one.after.capacity is not None for one in plan.plans.values()),
        licences=inlined_licences(),
        version=halfhour_version(),
    )


def _level(plan: JointPlan, units: gpd.GeoDataFrame | None) -> str | None:
    """Return the first level of units that every service knows."""
    if units is None or not len(units):
        return None
    for level in dict.fromkeys(units["level"].astype(str)):
        demands = [one.scenario.times.demand for one in plan.plans.values()]
        if all(level in demand and f"{level}_name" in demand for demand in demands):
            return str(level)
    return None


def _figures(plan: JointPlan, lang: Lang, level: str | None) -> dict[str, Any]:
    joint = plan.joint
    costs = [opening_cost(one) for one in plan.plans.values()]
    opened = sum(len(one.opened) for one in plan.plans.values())
    cost = None if None in costs else sum(one for one in costs if one is not None)
    shared = [
        (say(lang, "New sites"), _used(opened, joint.max_new, lang)),
        *([(say(lang, "Cost"), _used(cost, joint.budget, lang))] if cost is not None else []),
    ]
    return {
        "certificate": say(
            lang,
            "{sentence} {other}",
            sentence=joint_proof_said(plan, lang),
            other=certificate_said(plan.certificate, lang, study=study_of(plan)),
        ),
        "conflicts": [sentence(text, lang) for text in plan.conflicts],
        "shared": shared,
        "services": [_service(plan, name, lang, level) for name in plan.plans],
        "level": None if level is None else level_said(study_of(plan), level, lang),
    }


def _used(used: float, most: float | None, lang: Lang) -> str:
    if most is None:
        return count(used, lang)
    return say(lang, "{used} of at most {most}", used=count(used, lang), most=count(most, lang))


def _service(joint: JointPlan, name: str, lang: Lang, level: str | None) -> dict[str, Any]:
    plan, sites = joint.plans[name], joint.plans[name].scenario.times.sites
    before, after = plan.before, plan.after
    colour, shape = service_signs(joint)[name]
    hosts = hosts_of(joint)
    weight = (joint.joint.weights or {}).get(name, 1.0)
    cost = opening_cost(plan)
    proposed = []
    for order, (site, gain) in enumerate(zip(plan.opened, plan.gains, strict=True), start=1):
        host = hosts.get((name, str(site)))
        proposed.append(
            {
                "order": order,
                "name": site_name(sites, site),
                "gain": count(gain, lang),
                "host": "" if host is None else _host_name(joint, host),
            }
        )
    return {
        "title": service_words(name, plan)[lang],
        "colour": colour,
        "sign": sign_svg(shape, radius=7, centre=10),
        "whose": whose(after, lang),
        "limit": limit_in_short(after, lang),
        "weight": None if weight == 1 else f"{weight:g}",
        "share_before": percent(before.share),
        "share_after": percent(after.share),
        "rows": _rows(before, after, lang),
        "gained": count(after.people_served - before.people_served, lang),
        "sites": _used(len(plan.opened), plan.scenario.max_new, lang),
        "cost": None if cost is None else _used(cost, plan.scenario.budget, lang),
        "proposed": proposed,
        "units": _units(plan, level, lang),
    }


def _host_name(joint: JointPlan, host: tuple[str, str]) -> str:
    sites = joint.joint.scenarios[host[0]].times.sites
    return next(site_name(sites, one) for one in sites.index if str(one) == host[1])


def _rows(before: Assessment, after: Assessment, lang: Lang) -> list[tuple[str, str, str]]:
    named = [
        ("People", before.people_total, after.people_total),
        ("Served", before.people_served, after.people_served),
        ("Gap", before.gap_people, after.gap_people),
    ]
    return [(say(lang, name), count(a, lang), count(b, lang)) for name, a, b in named]


def _units(plan: Plan, level: str | None, lang: Lang) -> list[tuple[str, str, str, str]]:
    """Return name, share today and with the plan, and the gap that is left, the lowest share first."""
    if level is None:
        return []
    shares, after = plan.before.summary(level)["share"], plan.after.summary(level)
    after = after[after["people"] > 0].sort_values("share", kind="stable")
    return [
        (
            say(lang, str(row["name"])),
            percent(float(shares[str(unit)])),
            percent(float(row["share"])),
            count(float(row["gap"]), lang),
        )
        for unit, row in after.iterrows()
    ]
