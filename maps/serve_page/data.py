"""What the page of a server draws: cells and sites of each service, as they are today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...common.arrays import Bools, Ints
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...geo.spacing import cell_size_m
from ...geo.travel.road_search import points_xy
from ..check_page.map_cells import STATES
from ..document.packing import packed
from ..document.shapes import points_deg
from ..plan_page.sites import site_name
from ..wording.messages import LANG_NAMES, LANGS, Lang, catalogue, thousands_sign

_DEGREE_M: Final = 111_320.0
_DIGITS: Final = 5
_CANDIDATES: Final = ("candidate", "ineligible")
_SERVED, _GAP, _NO_PLACE = range(3)
"""The first of `STATES`, those without a site: served, not served, within reach but not all with a place."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ServedService:
    """A service as the page shows it.

    Parameters
    ----------
    name, title
        As the study file names it, and what it is called.
    today
        Coverage by today's sites.
    tiers
        By name what its tiers are called; empty where a check names none.
    counts_places
        Whether a check names a capacity.
    limit_max
        The largest limit that a check may name, as `limit`.
    """

    name: str
    title: Words
    today: Assessment
    tiers: Mapping[str, Words]
    counts_places: bool
    limit_max: float

    @property
    def tier_needed(self) -> bool:
        """Whether a check names a tier: tiers differ in mode, and a site without one has none."""
        mode = self.today.times.mode
        return not isinstance(mode, str) and "" not in mode

    @property
    def limit(self) -> float:
        """The study's limit, in minutes or metres."""
        return self.today.limit if self.today.limit_min is None else self.today.limit_min


def serve_data(
    services: Sequence[ServedService], *, lang: Lang, meridian_deg: float, pdf: bool
) -> dict[str, Any]:
    """Return the data of the page, fit for `offline.script_json`.

    Parameters
    ----------
    services
        What is served.
    lang
        Language that the page opens in.
    meridian_deg
        Longitude of the middle of the map.
    pdf
        Whether memos can be had as PDF.
    """
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "words": {each: catalogue(each) for each in LANGS},
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "unit": services[0].today.times.unit,
        "meridian": meridian_deg,
        "colours": [colour for _, colour in STATES],
        "pdf": pdf,
        "services": [_service(one) for one in services],
    }


def _service(service: ServedService) -> dict[str, Any]:
    today = service.today
    return {
        "name": service.name,
        "title": service.title.in_both(),
        "tiers": [
            {"name": name, "title": title.in_both()} for name, title in service.tiers.items()
        ],
        "tier_needed": service.tier_needed,
        "counts_places": service.counts_places,
        "limit": service.limit,
        "limit_unit": "m" if today.limit_min is None else "min",
        "limit_max": service.limit_max,
        "cells": _cells(today),
        "sites": _sites(today),
    }


def today_states(today: Assessment) -> Ints:
    """Return the state of each cell as a position in `STATES`; -1 where nobody lives."""
    people = today.cells["people"].to_numpy(dtype=np.float64)
    served = today.cells["served"].to_numpy(dtype=bool)
    within = today.cells["within_reach"].to_numpy(dtype=bool)
    state = np.where(within, np.where(served, _SERVED, _NO_PLACE), _GAP)
    return np.asarray(np.where(people > 0, state, -1), dtype=np.int64)


def changed_cells(today: Assessment, states: Ints) -> dict[str, Any]:
    """Return the cells whose state differs from today's: their rows on the page, and the states.

    Parameters
    ----------
    today
        What the page shows.
    states
        The state of each cell, as of `today_states`.
    """
    before = today_states(today)
    lived_in: Bools = before >= 0
    changed = lived_in & (states != before) & (states >= 0)
    rows = np.cumsum(lived_in) - 1
    return {"rows": packed(rows[changed]), "state": packed(states[changed])}


def _cells(today: Assessment) -> dict[str, Any]:
    demand, state = today.times.demand, today_states(today)
    lonlat = points_deg(demand.geometry, demand.crs)
    lived_in = state >= 0
    whole = np.rint(lonlat[lived_in] * 10**_DIGITS).astype(np.int64)
    size_m = cell_size_m(points_xy(demand.geometry.to_numpy()))
    return {
        "digits": _DIGITS,
        "lon": packed(whole[:, 0]),
        "lat": packed(whole[:, 1]),
        # On a map in Mercator a degree of latitude is as high as a degree of longitude is wide there.
        "size_deg": [size / _DEGREE_M for size in size_m],
        "state": packed(state[lived_in]),
        "people": packed(today.cells["people"].to_numpy()[lived_in]),
        "served": packed(today.cells["people_served"].to_numpy()[lived_in]),
    }


def _sites(today: Assessment) -> list[dict[str, Any]]:
    """Return the sites that are open, then the candidates."""
    table = today.times.sites
    opened = set(today.open_sites)
    candidates = table.index[table["status"].isin(_CANDIDATES).to_numpy()]
    shown = [*today.open_sites, *(site for site in candidates if site not in opened)]
    if not shown:
        return []
    own = table.loc[shown]
    lonlat = points_deg(own.geometry, own.crs)
    return [
        {
            "id": str(site),
            "name": site_name(table, site),
            "at": [round(float(lat), 6), round(float(lon), 6)],
            "tier": tier if isinstance(tier, str) else "",
            "existing": int(site in opened),
            "eligible": status == "candidate",
        }
        for site, (lon, lat), tier, status in zip(
            shown, lonlat, own["tier"], own["status"], strict=True
        )
    ]
