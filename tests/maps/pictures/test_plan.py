from __future__ import annotations

import dataclasses
import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.spacing import cell_size_m
from halfhour.geo.travel.road_times import travel_times
from halfhour.maps.pictures.map import shown_extent
from halfhour.maps.pictures.plan import Captions, plan_picture, save_png
from halfhour.maps.signs.picture_states import NEW, PROPOSED, SERVED, UNREACHABLE
from halfhour.maps.signs.states import GAP_COLOURS, people_breaks
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image
from towns import demand_at, grid_town, place, sites_at

DPI = 150


def pixels_of(figure):
    """The picture as it is saved, and a function from map coordinates to its rows and columns."""
    image = io.BytesIO()
    figure.set_dpi(DPI)
    figure.savefig(image, format="png", dpi=DPI)
    with Image.open(image) as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(np.int64)
    transform = figure.axes[0].transData.transform

    def at(x, y):
        column, row = np.floor(transform((x, y))).astype(int)
        return pixels[len(pixels) - 1 - row, column]

    return pixels, at


def rgb(colour):
    return np.round(255 * np.array(to_rgb(colour))).astype(int)


def expected_colour(plan, cell):
    """The colour of a cell by the words of the legend."""
    if plan.before.cells.loc[cell, "served"]:
        return SERVED
    if plan.after.cells.loc[cell, "served"]:
        return NEW
    if plan.after.cells.loc[cell, "reason"] in ("no_road", "island"):
        return UNREACHABLE
    people = plan.before.cells.loc[cell, "people"]
    return GAP_COLOURS[sum(people >= least for least in people_breaks(plan.before))]


def words(figure):
    return [text.get_text() for text in figure.findobj(Text)]


def renamed(plan, names):
    sites = plan.before.times.sites.copy()
    sites.loc[list(plan.opened), "name"] = names
    times = dataclasses.replace(plan.before.times, sites=sites)
    return dataclasses.replace(
        plan,
        scenario=plan.scenario.replace(times=times),
        before=dataclasses.replace(plan.before, times=times),
        after=dataclasses.replace(plan.after, times=times),
    )


def small_plan(*, candidates=((1, 1), (4, 4)), people=(100.0, 50.0, 80.0), existing=((0, 0),)):
    demand = demand_at([place(0, 0), place(2, 3), place(5, 5)][: len(people)], people)
    sites = sites_at([place(*at) for at in existing], [place(*at) for at in candidates])
    times = travel_times(demand, sites, grid_town(), mode="walk", limit_min=10)
    return solve(Scenario(times, max_new=1 if candidates else 0))


def test_cells_have_the_colours_of_the_legend_where_they_lie(town):
    plan = town.plan
    _, at = pixels_of(plan_picture(plan, units=town.units))
    demand = plan.before.times.demand
    across, up = cell_size_m(np.column_stack([demand.geometry.x, demand.geometry.y]))
    right = dict.fromkeys((SERVED, NEW, UNREACHABLE, *GAP_COLOURS), 0)
    seen = dict(right)
    for cell, point in demand.geometry.items():
        colour = expected_colour(plan, cell)
        if plan.before.cells.loc[cell, "people"] > 0:
            seen[colour] += 1
            # Off the middle, where sites and roads are not.
            here = at(point.x + 0.3 * across, point.y - 0.3 * up)
            right[colour] += int(np.abs(here - rgb(colour)).max() <= 2)
    for colour, number in seen.items():
        assert number > 0
        assert right[colour] >= 0.8 * number


def test_grid_in_degrees_is_drawn_without_stripes(town):
    demand = town.plan.before.times.demand
    across, up = cell_size_m(np.column_stack([demand.geometry.x, demand.geometry.y]))
    degrees = demand.to_crs(4326).geometry
    lon, lat = np.unique(degrees.x.round(6)), np.unique(degrees.y.round(6))
    middle = np.deg2rad(lat.mean())
    assert across == pytest.approx(np.diff(lon).mean() * 111_320 * np.cos(middle), rel=0.01)
    assert up == pytest.approx(np.diff(lat).mean() * 111_050, rel=0.01)


@pytest.mark.parametrize(
    ("xy", "size"),
    [
        ([(0, 0)], (250, 250)),
        ([(0, 0), (0, 0)], (250, 250)),
        ([(0, 0), (100, 0), (200, 0)], (100, 100)),
        ([(0, 0), (0, 70), (0, 0)], (70, 70)),
        ([(x, y) for x in (0, 40, 80, 120) for y in (0, 90, 180)], (40, 90)),
    ],
)
def test_size_of_cells(xy, size):
    assert cell_size_m(np.array(xy, dtype=np.float64)) == pytest.approx(size)


def test_proposed_sites_are_seen_with_their_numbers(town):
    plan = town.plan
    figure = plan_picture(plan)
    _, at = pixels_of(figure)
    sites = plan.before.times.sites
    metres_per_point = (figure.axes[0].get_xlim()[1] - figure.axes[0].get_xlim()[0]) / (
        figure.axes[0].get_position().width * figure.get_size_inches()[0] * 72
    )
    for order, site_id in enumerate(plan.opened, start=1):
        point = sites.geometry[site_id]
        # Left of the number, inside the disc.
        here = at(point.x - 4.6 * metres_per_point, point.y)
        assert np.abs(here - rgb(PROPOSED)).max() <= 2
        numbers = [
            text
            for text in figure.axes[0].texts
            if text.get_text() == str(order) and text.get_position() == (point.x, point.y)
        ]
        assert len(numbers) == 1


def test_size_is_as_asked_and_bytes_are_the_same(town, tmp_path):
    first = save_png(town.plan, tmp_path / "a.png", units=town.units, dpi=127, width_cm=20)
    second = save_png(town.plan, tmp_path / "b.PNG", units=town.units, dpi=127, width_cm=20)
    assert first.read_bytes() == second.read_bytes()
    with Image.open(first) as image:
        assert image.width == 1000
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.png", "b.PNG"]


def test_words_around_the_map(town):
    captions = Captions(title="Where to build", notice="Synthetic data.", credits="Roads: the city")
    said = " ".join(words(plan_picture(town.plan, captions=captions))).replace("\n", " ")
    for text in ("Where to build", "Synthetic data.", "Roads: the city", "N"):
        assert text in said
    assert "OpenStreetMap" not in said
    assert str(town.plan.certificate) in said
    default = " ".join(words(plan_picture(town.plan)))
    assert "three_clinics" in default
    assert "OpenStreetMap contributors" in default


def test_chinese_is_drawn_in_a_chinese_font(town):
    # A character without a glyph is a warning, and that an error.
    figure = plan_picture(
        town.plan, units=town.units, lang="zh", captions=Captions(title="三处社区卫生站选址")
    )
    pixels_of(figure)
    said = words(figure)
    assert "三处社区卫生站选址" in said
    assert "海港区" in said
    assert "主要指标" in said
    families = {tuple(text.get_fontfamily()) for text in figure.findobj(Text)}
    assert len(families) == 1
    assert families.pop()[0] != "DejaVu Sans"


def test_names_with_signs_of_formulas_and_pages_are_drawn_as_they_are(town):
    attacks = (r"$\nonsense{$", "<b>5 & 6</b>", "{{7*7}} {x}")
    figure = plan_picture(renamed(town.plan, attacks))
    pixels_of(figure)
    said = words(figure)
    assert all(name in said for name in attacks)


def test_inputs_are_not_changed(town):
    units = town.units.copy()
    demand = town.plan.before.times.demand.copy()
    plan_picture(town.plan, units=units)
    assert units.equals(town.units)
    assert demand.equals(town.plan.before.times.demand)


def test_units_without_columns_or_crs_are_refused(town):
    bare = gpd.GeoDataFrame(geometry=town.units.geometry.to_numpy())
    with pytest.raises(InputError) as caught:
        plan_picture(town.plan, units=bare)
    assert {fault.column for fault in caught.value.faults} == {"level", "name", "crs"}


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"lang": "fr"}, "lang"),
        ({"width_cm": 1.0}, "width_cm"),
        ({"dpi": 0}, "dpi"),
    ],
)
def test_options_out_of_range_are_refused(town, tmp_path, options, what):
    with pytest.raises(InputError, match=what):
        save_png(town.plan, tmp_path / "plan.png", **options)
    assert not list(tmp_path.iterdir())


def test_only_png_is_saved_as_png(town, tmp_path):
    with pytest.raises(InputError, match=r"end the name in \.png"):
        save_png(town.plan, tmp_path / "plan.jpg")


@pytest.mark.parametrize(
    "case",
    [
        {"candidates": ()},
        {"people": (100.0,)},
        {"people": (0.0, 0.0, 0.0)},
        {"existing": (), "candidates": ()},
        {"existing": ()},
    ],
    ids=["no candidates", "one cell", "nobody", "no site at all", "nothing exists"],
)
def test_odd_studies_give_a_picture(case):
    plan = small_plan(**case)
    figure = plan_picture(plan)
    pixels, _ = pixels_of(figure)
    assert pixels.std() > 0
    west, south, east, north = shown_extent(plan)
    assert east - west > 100
    assert north - south > 100
    share = plan.after.share
    assert ("-" if np.isnan(share) else f"{share:.1%}") in words(figure)


def test_areas_are_drawn_as_they_are():
    plan = small_plan()
    demand = plan.before.times.demand
    # A triangle whose middle is not that of its frame.
    x, y = demand.geometry.iloc[1].x, demand.geometry.iloc[1].y
    triangle = shapely.Polygon([(x, y), (x + 900, y), (x, y + 900)])
    shapes = [demand.geometry.iloc[0].buffer(100), triangle, demand.geometry.iloc[2].buffer(100)]
    areas = demand.set_geometry(gpd.GeoSeries(shapes, index=demand.index, crs=demand.crs))
    times = dataclasses.replace(plan.before.times, demand=areas, network=None)
    drawn = solve(Scenario(times, max_new=1))
    _, at = pixels_of(plan_picture(drawn))
    inside, outside = at(x + 80, y + 300), at(x + 800, y + 800)
    cell = areas.index[1]
    np.testing.assert_array_equal(inside, rgb(expected_colour(drawn, cell)))
    assert np.abs(outside - inside).max() > 20


def test_tiers_have_shapes_of_their_own(town):
    times = town.plan.before.times
    sites = times.sites.assign(tier=np.where(np.arange(len(times.sites)) % 2, "县级", "village"))
    plan = solve(Scenario(dataclasses.replace(times, sites=sites), max_new=1))
    said = words(plan_picture(plan))
    assert {"existing site: 县级", "existing site: village"} <= set(said)


def test_many_sites_are_listed_up_to_a_number(town):
    times = town.plan.before.times
    near_roads = (times.sites["status"] == "candidate") & (times.site_reason == "")
    candidates = times.sites.index[near_roads][:17]
    plan = solve(town.plan.scenario.replace(max_new=17, must_open=list(candidates)))
    assert len(plan.opened) == 17
    said = words(plan_picture(plan))
    assert "and 2 more" in said
    assert sum(text.startswith("+") for text in said) == 15


def test_many_existing_sites_are_small_and_lie_below_the_rare_ones(town):
    def signs(plan):
        drawn = plan_picture(plan).axes[0].collections
        return [
            (len(one.get_offsets()), one.get_sizes()[0], one.get_zorder())
            for one in drawn
            if isinstance(one, PathCollection) and rgba_of(one) == to_rgb("white")
        ]

    times = town.plan.before.times
    existing = times.sites[times.sites["status"] == "existing"]
    copies = pd.concat([existing.assign(tier="village")] * 100)
    copies.index = pd.Index([f"v{n}" for n in range(len(copies))], name="site_id")
    sites = pd.concat([times.sites.assign(tier="county"), copies])
    plan = solve(
        Scenario(
            travel_times(times.demand, sites, times.network, mode="walk", limit_min=30), max_new=1
        )
    )
    rare, many = signs(plan)
    assert (rare[0], many[0]) == (len(existing), len(copies))
    assert many[1] < 0.3 * rare[1]
    assert many[2] < rare[2]


def rgba_of(collection):
    return tuple(collection.get_facecolor()[0][:3])
