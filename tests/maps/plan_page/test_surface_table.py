import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.common.prepared import Prepared
from halfhour.coverage.assessment import assess
from halfhour.coverage.zones.access_zones import ROAD_BUFFER_M
from halfhour.geo.travel.reach import reached_parts
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.maps.plan_page.surface_table import class_ends, classes, ring_width, surface_table
from page_fixtures import packed_text
from towns import demand_at, place, sites_at

LIMITS = [600.0, 900.0, 1200.0, 1800.0]
MERIDIAN_DEG = 119.57


def picture(table, key):
    """The classes of all pixels, read as docs say: runs of values, with lengths of seven bits a byte."""
    values = packed_text(table[key]["values"])
    lengths, length, shift = [], 0, 0
    for byte in packed_text(table[key]["lengths"]):
        length += (byte & 127) << shift
        shift += 7
        if byte < 128:
            lengths.append(length)
            length = shift = 0
    return np.repeat(np.frombuffer(values, dtype=np.uint8), lengths).reshape(
        table["rows"], table["columns"]
    )


def middles(table, crs):
    """Places of the pixels' middles in a CRS, by pyproj's own Web Mercator."""
    row, column = np.indices((table["rows"], table["columns"]))
    x = table["west"] + (column.ravel() + 0.5) * table["pixel"]
    y = table["north"] + (row.ravel() + 0.5) * table["pixel"]
    half_m = np.pi * 6_378_137
    to_crs = pyproj.Transformer.from_crs("EPSG:3857", crs, always_xy=True)
    return to_crs.transform((x / 256 - 0.5) * 2 * half_m, (0.5 - y / 256) * 2 * half_m)


def distance_m(state, limit, points):
    """How far points are from the roads that reach an open site within a limit."""
    [part] = state.times.road_parts
    sites = state.times.positions(state.open_sites)
    [reached] = reached_parts(part.search, sites, [limit])
    roads = reached.lines(part.search.network)
    tree = shapely.STRtree(roads)
    return shapely.distance(points, roads[tree.nearest(points)])


def test_pixels_up_to_a_limit_are_the_access_zone_today_and_with_the_plan(town):
    before, after = town.plan.before, town.plan.after
    table = surface_table(before, after, limits=LIMITS, meridian_deg=MERIDIAN_DEG)
    now, changed = picture(table, "today"), picture(table, "plan")
    points = shapely.points(*middles(table, before.times.demand.crs))
    for numbers, state in ((now, before), (now ^ changed, after)):
        for limit in LIMITS:
            last = table["ends"].index(limit) + 1
            within = (numbers.ravel() > 0) & (numbers.ravel() <= last)
            away_m = distance_m(state, limit, points)
            inside = away_m <= ROAD_BUFFER_M
            assert inside.sum() > 1000
            # As far as the projections differ.
            assert (np.abs(away_m - ROAD_BUFFER_M)[inside != within] < 2).all()
    assert (now != now ^ changed).any()


def test_every_limit_and_every_ring_is_the_end_of_a_class():
    ends = class_ends(LIMITS, "s")
    assert set(LIMITS) <= set(ends.tolist())
    assert {300.0, 1500.0} <= set(ends.tolist())
    assert ends.max() == 5400
    assert len(ends) < 254
    assert (np.diff(ends) > 0).all()


def test_a_cost_at_the_end_of_a_class_belongs_to_it():
    ends = np.array([60.0, 120.0])
    costs = np.array([0, 60, 60.01, 120, 121, np.inf], dtype=np.float32)
    assert classes(costs, ends).tolist() == [1, 1, 2, 2, 3, 0]


@pytest.mark.parametrize(
    ("widest", "unit", "ring"),
    [
        (1800, "s", 300),
        (2700, "s", 300),
        (3600, "s", 600),
        (500, "m", 500),
        (5000, "m", 1000),
        (1e6, "s", 3600),
    ],
)
def test_rings_are_wide_enough_to_be_told_apart(widest, unit, ring):
    assert ring_width(widest, unit) == ring


def test_without_roads_pixels_are_the_cells():
    demand = demand_at([place(c, 0) for c in range(4)], [1] * 4)
    pairs = pd.DataFrame({"cell_id": ["cell0", "cell1"], "site_id": "e0", "cost": [60.0, 500.0]})
    times = travel_times_from_table(demand, sites_at([place(0, 0)]), pairs, limit_min=10)
    state = assess(times)
    table = surface_table(state, state, limits=[600.0], meridian_deg=MERIDIAN_DEG)
    numbers = picture(table, "today")
    share = [
        (numbers == number).mean()
        for number in classes(np.float32([60, 500, np.inf]), np.array(table["ends"]))
    ]
    assert share == pytest.approx([0.25, 0.25, 0.5], abs=0.05)
    assert not picture(table, "plan").any()


def test_no_open_site_has_no_pixels(town):
    nobody = assess(town.plan.before.times, open_sites=[])
    table = surface_table(nobody, nobody, limits=LIMITS, meridian_deg=MERIDIAN_DEG)
    assert not picture(table, "today").any()


def test_pages_of_one_study_share_surfaces_and_show_what_they_would_alone(town) -> None:
    plan, prepared = town.plan, Prepared()
    options = {"limits": LIMITS, "meridian_deg": MERIDIAN_DEG}
    for after in (plan.after, plan.before, plan.after):
        shared = surface_table(plan.before, after, prepared=prepared, **options)
        assert shared == surface_table(plan.before, after, **options)
