"""Which candidates are eligible: the same as a check of each, and as geometry alone says."""

import dataclasses
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.words import Words
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.coverage.site_check.eligibility import eligibility, with_eligibility
from halfhour.coverage.site_check.land_use import in_water, on_land
from halfhour.geo.land import LandLayer, LandRule, LandUse
from halfhour.geo.land_classes import ClassVerdict, LandClasses
from halfhour.geo.land_limits import LeastArea, SlopeLimit
from halfhour.geo.study_context import StudyContext
from halfhour.geo.terrain.grid import PlaceGrid
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, demand_at, grid_town, place, sites_at

TOWN = grid_town()
CLAUSE = Words(en="Law 1", zh="法一")
POINTS = [place(c + 0.13, r) for c in range(5) for r in range(5)]
SITES = sites_at([place(0, 0)], POINTS)
WEST, SOUTH, EAST, NORTH = SITES.total_bounds
VERDICTS: dict[str, ClassVerdict] = {"a": "allow", "c": "condition", "f": "forbid"}


def boxes(data: st.DataObject, most: int = 3) -> list[shapely.Polygon]:
    """Squares somewhere in the town whose corners lie on no candidate."""
    number = st.integers(0, 400)
    found = []
    for _ in range(data.draw(st.integers(1, most))):
        x, y, size = (data.draw(number) for _ in range(3))
        west, south = WEST + 5.37 * x, SOUTH + 6.41 * y
        found.append(shapely.box(west, south, west + 3.3 * size + 51, south + 3.3 * size + 51))
    return found


def areas(shapes: Sequence[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def layer(use: LandUse, shapes: Sequence[shapely.Geometry]) -> LandLayer:
    return LandLayer(use=use, areas=areas(shapes), title=Words.of(use), clause=CLAUSE)


def classes(shapes: Sequence[shapely.Geometry], names: Sequence[str]) -> LandClasses:
    table = areas(shapes, **{"class": list(names)})
    return LandClasses(verdicts=VERDICTS, areas=table, clause=CLAUSE, file="use.gpkg")


def slope(values: np.ndarray, most: float = 0.25) -> SlopeLimit:
    """A limit over slopes of cells of 100 m, the first at the town's north-west corner."""
    wkt = CRS.to_wkt()
    grid = PlaceGrid(
        values=values,
        transform=(100.0, 0.0, WEST - 50, 0.0, -100.0, NORTH + 50),
        crs_wkt=wkt,
        places_wkt=wkt,
    )
    return SlopeLimit(grid=grid, max_slope=most, unit="percent", clause=CLAUSE)


def land_of(data: st.DataObject) -> list[LandRule]:
    rules: list[LandRule] = [layer("forbid", boxes(data)), layer("condition", boxes(data))]
    if data.draw(st.booleans()):
        rules.append(layer("allow", [shapely.box(WEST - 100, SOUTH - 100, EAST, NORTH - 800)]))
    if data.draw(st.booleans()):
        shapes = boxes(data)
        names = [data.draw(st.sampled_from(["a", "c", "f", "other"])) for _ in shapes]
        rules.append(classes(shapes, names))
    if data.draw(st.booleans()):
        seed = data.draw(st.integers(0, 99))
        values = np.random.default_rng(seed).uniform(0, 0.35, (20, 15))
        values[values < 0.03] = np.nan
        rules.append(slope(values))
    if data.draw(st.booleans()):
        rules.append(LeastArea(min_area_m2=5_000, clause=CLAUSE))
    return rules


@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_all_at_once_say_what_each_alone_says(data: st.DataObject) -> None:
    land, water = land_of(data), areas(boxes(data, 1))
    candidates = SITES.index[SITES["status"] == "candidate"]
    parcels = gpd.GeoSeries(
        {site: SITES.geometry[site].buffer(10 + 3 * n) for n, site in enumerate(candidates[:9])},
        crs=CRS,
    )
    found = eligibility(SITES, water=water, land=land, parcels=parcels)
    assert list(found.table.index) == list(candidates)
    for site in candidates:
        shape = parcels.get(site, SITES.geometry[site])
        told = [one for one in (in_water(water, shape), *on_land(land, shape)) if one is not None]
        state = "eligible"
        if told:
            state = "forbidden" if any(one.forbids for one in told) else "conditional"
        assert found.table["eligibility"][site] == state
        assert {one.said for one in found.obstacles.get(site, ())} == {one.said for one in told}


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_points_are_judged_as_geometry_says(data: st.DataObject) -> None:
    forbid, condition, drawn = boxes(data), boxes(data), boxes(data)
    names = [data.draw(st.sampled_from(["a", "c", "f", "other"])) for _ in drawn]
    land = [layer("forbid", forbid), layer("condition", condition), classes(drawn, names)]
    table = eligibility(SITES, water=None, land=land).table
    for site, state in table["eligibility"].items():
        point = SITES.geometry[site]
        at = {name for name, shape in zip(names, drawn, strict=True) if shape.intersects(point)}
        expected = "eligible"
        if any(shape.intersects(point) for shape in condition) or at != {"a"}:
            expected = "conditional"
        if any(shape.intersects(point) for shape in forbid) or "f" in at:
            expected = "forbidden"
        assert state == expected


@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_no_plan_opens_what_a_check_refuses(data: st.DataObject) -> None:
    land, water = tuple(land_of(data)), areas(boxes(data, 1))
    more = sites_at([place(0, 0)], [*POINTS, place(9, 2), *(place(c + 0.15, 3) for c in range(5))])
    more["status"] = np.where(np.arange(len(more)) % 7 == 6, "ineligible", more["status"])
    sites = with_eligibility(more, eligibility(more, water=water, land=land))
    demand = demand_at([place(c, r) for c in range(6) for r in range(6)], range(1, 37))
    times = travel_times(demand, sites, TOWN, limit_min=8)
    times = dataclasses.replace(times, study=StudyContext(water=water, land=land))
    if not (sites["status"] == "candidate").any():
        return
    plan = solve(Scenario(times, max_new=data.draw(st.integers(1, 6))))
    today = assess(times)
    for site in plan.opened:
        [at] = gpd.GeoSeries([sites.geometry[site]], crs=CRS).to_crs(4326)
        check = check_site(today, at=(at.x, at.y))
        assert not check.forbidden, [one.said for one in check.obstacles]
    # And the other way round: what land forbids is refused at its place.
    for site in sites.index[sites["status"] == "ineligible"][::4]:
        [at] = gpd.GeoSeries([sites.geometry[site]], crs=CRS).to_crs(4326)
        told = check_site(today, at=(at.x, at.y)).obstacles
        assert "not_eligible" in {one.kind for one in told}


def test_a_candidate_beside_one_that_is_not_eligible_stays_its_own() -> None:
    near = sites_at([place(0, 0)], [place(3, 3), place(3.03, 3)])
    near.loc["p0", "status"] = "ineligible"
    demand = demand_at([place(3, 2), place(4, 4), place(0, 5)], [5.0, 1.0, 1.0])
    today = assess(travel_times(demand, near, TOWN, limit_min=12))
    [told] = check_site(today, at=place(3.03, 3)).obstacles
    assert told.kind == "not_eligible"
    assert told.forbids is False
    assert check_site(today, at=place(3.005, 3)).forbidden


PARCEL = shapely.box(WEST + 100, SOUTH + 100, WEST + 200, SOUTH + 200)


@pytest.mark.parametrize(
    ("rule", "forbids", "kind", "said"),
    [
        (
            layer("condition", [shapely.box(WEST, SOUTH, WEST + 125, NORTH)]),
            False,
            "conditional_land",
            (
                "2,500 m² of the parcel (25%) lie on land where something may be built only under a "
                "condition: condition (Law 1)."
            ),
        ),
        (
            classes([PARCEL.buffer(1), shapely.box(WEST, SOUTH, WEST + 110, NORTH)], ["a", "f"]),
            True,
            "forbidden_land",
            "1,000 m² of the parcel (10%) are of classes where nothing may be built, f: use.gpkg (Law 1).",
        ),
        (
            classes([shapely.box(WEST, SOUTH, WEST + 150, NORTH)], ["a"]),
            False,
            "unknown_class",
            "5,000 m² of the parcel (50%) lie where the layer of classes of land has none: use.gpkg (Law 1).",
        ),
        (
            classes([PARCEL.buffer(1)], ["x"]),
            False,
            "unknown_class",
            "10,000 m² of the parcel (100%) are of classes that the study leaves out, x: use.gpkg (Law 1).",
        ),
        (
            LeastArea(min_area_m2=12_000, clause=CLAUSE),
            True,
            "small_parcel",
            "The parcel has 10,000 m², and 12,000 m² are asked for: Law 1.",
        ),
        (
            slope(np.full((60, 60), 0.31)),
            True,
            "steep_slope",
            "The parcel has a slope of 31.0 % on average, above 25.0 %: Law 1.",
        ),
        (
            slope(np.full((2, 2), 0.01)),
            False,
            "unknown_slope",
            "The slope of the place is not known: Law 1.",
        ),
    ],
)
def test_what_is_said_of_a_parcel(rule: LandRule, forbids: bool, kind: str, said: str) -> None:  # noqa: FBT001
    [told] = on_land([rule], PARCEL)
    assert (told.kind, told.forbids, str(told.said)) == (kind, forbids, said)
    assert (told.clause, told.clause_in("zh")) == ("Law 1", "法一")


def test_the_least_area_is_not_known_of_a_point_and_met_by_a_parcel() -> None:
    rule = LeastArea(min_area_m2=9_000, clause=CLAUSE)
    assert not list(on_land([rule], PARCEL))
    [told] = on_land([rule], PARCEL.centroid)
    assert not told.forbids
    assert told.said.startswith("The area of the place is not known, and 9,000 m² are asked for")


def test_what_just_reaches_a_limit_is_within_it() -> None:
    values = np.full((60, 60), 0.3, dtype=np.float32)
    assert not list(on_land([slope(values, most=0.3)], PARCEL))
    assert list(on_land([slope(values, most=0.2999)], PARCEL))
    # In UTM a parcel of 10,000 m2 has 8 m2 less than in its own zone.
    assert not list(on_land([LeastArea(min_area_m2=10_008, clause=CLAUSE)], PARCEL))
    assert list(on_land([LeastArea(min_area_m2=10_020, clause=CLAUSE)], PARCEL))


def test_a_parcel_that_is_steep_in_parts_is_to_be_checked() -> None:
    values = np.zeros((60, 60))
    values[:, ::2] = 0.3
    whole = shapely.box(WEST - 50 + 1000, NORTH + 50 - 2000, WEST - 50 + 1200, NORTH + 50 - 1800)
    [told] = on_land([slope(values)], whole)
    assert (told.forbids, told.share) == (False, pytest.approx(0.5))
    assert told.said == "50% of the parcel has a slope above 25.0 %: Law 1."


def test_figures_of_candidates() -> None:
    [*candidates] = SITES.index[SITES["status"] == "candidate"]
    shapes = [shapely.box(WEST, SOUTH, (WEST + EAST) / 2, NORTH)]
    land = [classes(shapes, ["a"]), slope(np.full((60, 60), 0.2))]
    parcels = gpd.GeoSeries({candidates[0]: PARCEL}, crs=CRS)
    table = eligibility(SITES, water=None, land=land, parcels=parcels).table
    assert table["area_m2"][candidates[0]] == pytest.approx(10_000)
    assert table["area_m2"].isna().sum() == len(candidates) - 1
    assert table["land_class"][candidates[0]] == "a"
    assert set(table["land_class"]) == {"a", ""}
    assert pd.Series(table["slope_percent"]).to_numpy() == pytest.approx(20)
