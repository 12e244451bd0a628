"""What Python packs and counts for pages: the numbers that the scripts' own tests compare with.

``python tests/support/page_numbers.py`` writes ``tests/page/page_numbers.json`` anew.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from gap_numbers import gaps_expected
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.maps.basemap.roads import line_steps
from halfhour.maps.document.packing import packed, packed_steps
from halfhour.maps.document.shapes import polygon_codes
from halfhour.maps.plan_page.cells import populated_cells
from halfhour.maps.plan_page.data import page_data
from halfhour.maps.wording.messages import LANGS
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import STEP_DEG, WEST, city
from places_numbers import places_numbers

FILE = Path(__file__).resolve().parents[1] / "page" / "page_numbers.json"
COLUMNS, ROWS = 14, 9
STEPS = (5, 1, 127, 128, 1, 16383, 16384, 40000)
Rows = npt.NDArray[np.int64]
WORDS = ("Cells", "under {number}", "{amount} min", "{site}, {cost}")


def page_numbers() -> dict[str, Any]:
    """Return arrays, shapes, words, and a town with choices that Python has assessed."""
    return {
        "arrays": _arrays(),
        "deflated": {
            "packed": packed(np.arange(9000) ** 2 % 97),
            "values": {"count": 9000, "divisor": 97},
        },
        "steps": {"text": packed_steps(np.array(STEPS, dtype=np.int64)), "values": list(STEPS)},
        "shapes": _shapes(),
        "words": _words(),
        "town": _town(),
        "places": places_numbers(),
    }


def _arrays() -> list[dict[str, Any]]:
    values = (
        [0, 255],
        [-1, 300],
        [0, 65535],
        [-1, 65535],
        [0, 2**32 - 1],
        [0.5, -1.25],
        [0.1, 2e9],
        [],
    )
    return [{"packed": packed(np.array(numbers)), "values": numbers} for numbers in values]


def _shapes() -> dict[str, Any]:
    """Polygons and lines as the page gets them, and their vertices in degrees."""
    island = shapely.box(0.5, 0.25, 1.0, 0.75)
    areas = shapely.multipolygons(
        [
            shapely.Polygon([(-3, 1), (2, 1), (2, -0.125), (-3, -2)], [island.exterior.coords]),
            shapely.box(179.5, -0.000001, 180.5, 0.000001),
        ]
    )
    lines = np.array(
        [
            shapely.LineString([(119.5, 39.9), (119.51, 39.9), (119.50999, 39.89998)]),
            shapely.LineString([(-0.5, -0.25), (0, 0), (100, 1)]),
        ]
    )
    sizes, steps = line_steps(lines, 5)
    return {
        "polygons": polygon_codes(areas),
        "rings": [
            [np.asarray(ring.coords).tolist() for ring in (part.exterior, *part.interiors)]
            for part in areas.geoms
        ],
        "sizes": packed(sizes),
        "steps": packed_steps(steps),
        "lines": [np.asarray(line.coords).tolist() for line in lines],
    }


def _words() -> dict[str, Any]:
    """Numbers as Python writes them; halves and noise far behind the point among them."""
    random = np.random.default_rng(3)
    people = [0, 0.04, 0.25, 2.25, 2.35, 9.95, 0.5, 1.5, 999.5, 1000.5, 1234567, 13393.5000000018]
    people += [round(float(n), 3) for n in np.exp(random.uniform(-3, 16, 200))]
    shares = [0.0, 1.0, 0.9995, 0.99949, 0.0005, 0.00049, 0.0625, 0.1875, 0.5]
    shares += [round(float(n), 5) for n in random.uniform(0, 1, 200)]
    return {
        "count": {lang: [[n, count(n, lang)] for n in people] for lang in LANGS},
        "percent": [[share, percent(share)] for share in shares],
    }


def _town() -> dict[str, Any]:
    """A page's data without its surface, and what Python assesses of some choices of sites."""
    times = _times()
    plan = solve(Scenario(times, max_new=2))
    rows = populated_cells(plan.before)
    data = page_data(plan, plan.before, lang="en", meridian_deg=WEST + COLUMNS * STEP_DEG / 2)
    data["words"] = {
        lang: {text: words for text, words in known.items() if text in WORDS}
        for lang, known in data["words"].items()
    }
    ids = [site["id"] for site in data["sites"]]
    random = np.random.default_rng(11)
    choices = [list(plan.after.open_sites), list(plan.before.open_sites), []]
    choices += [[site for site in ids if random.random() < share] for share in (0.2, 0.5, 0.8)]
    return {
        "data": data,
        "choices": [
            {
                "open": [int(site in opened) for site in ids],
                **_nearest(assess(times, open_sites=opened).cells.iloc[rows], ids),
                "limits": [
                    _counted(times, opened, ids, rows, limit=limit)
                    for limit in data["reach"]["limits"]
                ],
            }
            for opened in choices
        ],
    }


def _times() -> TravelTimes:
    """Travel times in a town that counts elderly people too; its east has no roads, its edge no county."""
    times = city(COLUMNS, ROWS, existing=3, candidates=9, roads_cut=0.5)
    demand = times.demand.assign(elderly=(0.2 * times.demand["residents"]).round(2))
    outside = np.arange(len(demand)) % COLUMNS == COLUMNS - 1
    demand.loc[outside, ["county", "county_name"]] = ""
    return dataclasses.replace(times, demand=demand)


def _nearest(cells: pd.DataFrame, ids: list[str]) -> dict[str, Any]:
    """The nearest open site of each cell and the cost of reaching it, without limit."""
    return {
        "nearest": [None if pd.isna(site) else ids.index(site) for site in cells["site_id"]],
        "cost": [float(cost) if np.isfinite(cost) else None for cost in cells["cost"]],
    }


def _counted(
    times: TravelTimes, opened: list[str], ids: list[str], rows: Rows, *, limit: float
) -> dict[str, Any]:
    """What is counted of some open sites: for each group in all and by county, for each cell and site."""
    groups = {
        group: assess(times, group=group, limit_min=limit / 60, open_sites=opened)
        for group in ("residents", "elderly")
    }
    state = groups["residents"]
    cells = state.cells.iloc[rows]
    changed = [
        assess(times, group="residents", limit_min=limit / 60, open_sites=_switched(opened, site))
        for site in ids
    ]
    return {
        "groups": {group: _figures(one) for group, one in groups.items()},
        "served": cells["served"].astype(int).tolist(),
        "reason": cells["reason"].tolist(),
        "gaps": gaps_expected(state, ids),
        "adds": [abs(one.people_served - state.people_served) for one in changed],
    }


def _switched(opened: list[str], site: str) -> list[str]:
    return [one for one in opened if one != site] if site in opened else [*opened, site]


def _figures(state: Assessment) -> dict[str, Any]:
    counties = state.summary("county").drop(index="", errors="ignore")
    near = limit_sensitivity(state)
    return {
        "total": state.people_total,
        "served": state.people_served,
        "lost": near.people_lost,
        "gained": near.people_gained,
        "counties": {str(unit): [row.people, row.served] for unit, row in counties.iterrows()},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(page_numbers()), encoding="utf-8")
