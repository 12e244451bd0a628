"""What the page needs besides its layers: cells, sites, who reaches whom, the plan, and the words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...common.arrays import Ints
from ...coverage.assessment import Assessment
from ...optimize.plan import Plan
from ..document.shapes import points_deg
from ..wording.messages import LANG_NAMES, LANGS, Lang, Message, catalogue, message, thousands_sign
from ..wording.words import REASONS, mode_words, services
from .cells import cell_table, populated_cells
from .places import places_table
from .reach import reach_table, selectable_limits
from .sites import site_name
from .years import people_by_year, year_table

CHOICE_FORMAT = "halfhour-choice/1"
"""What the page writes into the files that it exports: see docs/reference/map-page.md."""


def page_data(plan: Plan, today: Assessment, *, lang: Lang, meridian_deg: float) -> dict[str, Any]:
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
    """
    times = plan.scenario.times
    rows = populated_cells(today, *people_by_year(plan).values())
    sites = explored_sites(plan)
    limits = selectable_limits(times, plan.after.limit)
    number = {site_id: at for at, site_id in enumerate(times.sites.index[sites])}
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "words": {each: catalogue(each) for each in LANGS},
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "mode": {each: mode_words(times.mode, each) for each in LANGS},
        "service": {each: services(plan.after, each) for each in LANGS},
        "format": CHOICE_FORMAT,
        "services": sorted({str(name) for name in times.sites["service"]}),
        "reasons": list(REASONS.values()),
        "snap": _snap_distance(plan),
        "unit": times.unit,
        "meridian": meridian_deg,
        "cells": cell_table(today, plan.after, rows),
        "sites": _sites(plan, sites),
        "reach": reach_table(times, cells=rows, sites=sites, limits=limits),
        "places": places_table(today, times, cells=rows, sites=sites),
        "plan": {
            "limit": limits.index(plan.after.limit),
            "group": plan.after.group,
            "level": plan.scenario.by or "",
            "opened": [number[site_id] for site_id in plan.opened],
            "existing": [number[site_id] for site_id in plan.before.open_sites],
            "years": year_table(plan, rows),
        },
    }


def explored_sites(plan: Plan) -> Ints:
    """Return the columns of the sites that can be chosen: open today, or candidates."""
    sites = plan.scenario.times.sites
    wanted = sites.index.isin([*plan.before.open_sites, *plan.opened])
    return np.flatnonzero(wanted | (sites["status"] == "candidate").to_numpy())


def _snap_distance(plan: Plan) -> Message | None:
    """How near a usable road must be, as a message; None for times that were computed elsewhere."""
    parts = plan.scenario.times.road_parts
    if not parts:
        return None
    distance_m = parts[0].search.snap_max_m
    if distance_m < 1000:
        return message("{amount} m", amount=f"{distance_m:g}")
    return message("{amount} km", amount=f"{distance_m / 1000:g}")


def _sites(plan: Plan, columns: Ints) -> list[dict[str, Any]]:
    sites = plan.scenario.times.sites.iloc[columns]
    lonlat = points_deg(sites.geometry, sites.crs) if len(sites) else np.zeros((0, 2))
    return [
        {
            "id": int(site_id) if isinstance(site_id, (int, np.integer)) else str(site_id),
            "name": site_name(sites, site_id),
            "at": [float(lat), float(lon)],
            "cost": float(cost) if math.isfinite(cost) else None,
        }
        for site_id, cost, (lon, lat) in zip(sites.index, sites["cost"], lonlat, strict=True)
    ]
