"""What the page needs besides its layers: cells, sites, who reaches whom, the plan, and the words."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np

from ...common.arrays import Ints
from ...coverage.assessment import Assessment
from ...geo.travel.travel_times import TravelTimes
from ...optimize.plan import Plan
from ..document.packing import packed
from ..document.shapes import points_deg
from ..wording.messages import LANG_NAMES, LANGS, Lang, Message, catalogue, message, thousands_sign
from ..wording.money import money_said
from ..wording.proof import proof_said
from ..wording.words import REASONS, mode_words, services
from .cells import cell_table
from .gaps import gaps_table
from .places import places_table
from .reach import reach_table, selectable_limits
from .shown import Shown, shown_on_page
from .sites import site_names
from .ways import ways_table
from .years import year_table

CHOICE_FORMAT = "halfhour-choice/1"
"""What the page writes into the files that it exports: see docs/reference/maps/map-page.md."""


def page_data(
    plan: Plan,
    today: Assessment,
    *,
    lang: Lang,
    meridian_deg: float,
    shown: Shown | None = None,
    places: gpd.GeoDataFrame | None = None,
    gaps: gpd.GeoDataFrame | None = None,
) -> dict[str, Any]:
    """Return the data of the explorer, fit for `offline.script_json`.

    Parameters
    ----------
    plan, today
        The plan, and coverage before it.
    lang
        Language that the page opens in.
    meridian_deg
        Longitude of the middle of the map: others are counted from it, so that a city on both sides of the
        180th meridian stays in one piece.
    shown
        Its cells and sites; by default those of `shown_on_page`.
    places
        Places with a name, after which areas are called that are no units.
    gaps
        What `gap_list` returns of the plan, where it is known.
    """
    times = plan.scenario.times
    seen = shown_on_page(plan, today) if shown is None else shown
    rows, sites = seen.cells.rows, seen.sites
    limits = selectable_limits(times, plan.after.limit)
    number = {site_id: at for at, site_id in enumerate(times.sites.index[sites])}
    given = _places(today, plan.after, times, seen)
    cells = cell_table(today, plan.after, rows, merged=seen.cells)
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "words": {each: catalogue(each) for each in LANGS},
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "mode": {each: mode_words(times.mode, each) for each in LANGS},
        "service": {each: services(plan.after, each) for each in LANGS},
        "money": {each: money_said(times.study, "{amount}", each) for each in LANGS},
        "format": CHOICE_FORMAT,
        "services": sorted({str(name) for name in times.sites["service"]}),
        "reasons": list(REASONS.values()),
        "snap": _snap_distance(plan),
        "unit": times.unit,
        "meridian": meridian_deg,
        "cells": cells,
        "gaps": gaps_table(
            plan,
            seen.cells,
            sites,
            cells["near_ids"],
            places,
            counted=given is None or given["order"] is not None,
            gaps=gaps,
        ),
        "sites": _sites(plan, sites),
        "reach": reach_table(times, cells=rows, sites=sites, limits=limits),
        "ways": ways_table(today, plan.after, rows),
        "places": given,
        "year": times.year,
        "plan": {
            "limit": limits.index(plan.after.limit),
            "group": plan.after.group,
            "level": plan.scenario.by or "",
            "opened": [number[site_id] for site_id in plan.opened],
            "existing": [
                number[site_id] for site_id in plan.before.open_sites if site_id in number
            ],
            "years": year_table(plan, rows, number=number, merged=seen.cells),
            "gains": [float(gain) for gain in plan.gains],
            "proof": {each: proof_said(plan, each) for each in LANGS},
            "loads": _loads(plan, number) if given and given["order"] is None else None,
        },
    }


def _snap_distance(plan: Plan) -> Message | None:
    """How near a usable road must be, as a message; None for times that were computed elsewhere."""
    parts = plan.scenario.times.road_parts
    if not parts:
        return None
    distance_m = parts[0].search.snap_max_m
    if distance_m < 1000:
        return message("{amount} m", amount=f"{distance_m:g}")
    return message("{amount} km", amount=f"{distance_m / 1000:g}")


def _places(today: Assessment, after: Assessment, times: TravelTimes, seen: Shown) -> Any:  # noqa: ANN401 - JSON
    """Return places and their order; none where the page has coarser cells or only some of the sites."""
    cells = seen.cells
    table = places_table(today, after, times, cells=cells.rows, sites=seen.sites)
    if table is None or not seen.notes:
        return table
    # Sites that are left out give places too, and coarser cells would share them otherwise.
    now, then = (
        packed(cells.sums(one.cells["people_served"].to_numpy(dtype=np.float64)))
        for one in (today, after)
    )
    return {**table, "now": now, "then": then, "order": None}


def _loads(plan: Plan, number: Mapping[Hashable, int]) -> list[dict[str, Any]]:
    """Return how each open site stands with the plan, for pages that cannot count it themselves.

    Sites that turn most people away come first; one that the page does not have is number -1.
    """
    loads = plan.after.sites
    if loads is None:
        return []
    names = site_names(plan.after.times.sites)
    ordered = loads.sort_values("turned_away", ascending=False, kind="stable")
    columns = ("places", "used", "turned_away", "ten_more_serve")
    figures = [ordered[name].astype(float).tolist() for name in columns]
    return [
        {
            "site": number.get(site, -1),
            "name": names[site],
            "places": places if math.isfinite(places) else None,
            "used": used,
            "turned": turned,
            "more": more,
        }
        for site, places, used, turned, more in zip(
            ordered.index.astype(str), *figures, strict=True
        )
    ]


def _sites(plan: Plan, columns: Ints) -> list[dict[str, Any]]:
    sites = plan.scenario.times.sites.iloc[columns]
    names = site_names(sites)
    lonlat = points_deg(sites.geometry, sites.crs) if len(sites) else np.zeros((0, 2))
    return [
        {
            "id": int(site_id) if isinstance(site_id, (int, np.integer)) else str(site_id),
            "name": names[site_id],
            "at": [float(lat), float(lon)],
            "cost": float(cost) if math.isfinite(cost) else None,
        }
        for site_id, cost, (lon, lat) in zip(sites.index, sites["cost"], lonlat, strict=True)
    ]
