"""The figures of a check against a full assessment with the site in the table, over all kinds of services."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.site_check.check import SiteCheck, check_site
from halfhour.geo.tables import groups
from halfhour.geo.travel.demand_classes import GroupTravel
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, demand_at, grid_town, place, sites_at

TOWN = grid_town(5)
CELLS = [place(c + 0.1 * ((3 * r) % 4), r) for c in range(5) for r in range(5)]
TIERS = ["room", "hospital"]
MODES = ["walk", "drive", {"room": "walk", "hospital": "drive"}]
COLUMNS = [
    "people",
    "in_reach",
    "newly_within_reach",
    "newly_served",
    "share_before",
    "share_after",
]


def demand() -> gpd.GeoDataFrame:
    count = np.arange(25)
    table = demand_at(CELLS, [float((7 * i) % 23) for i in count], units=["A", "B", ""] * 8 + ["A"])
    table["elderly"] = (count * 5) % 9
    table["children"] = np.where(count % 4 == 0, 0.0, (count * 3) % 7 + 0.5)
    table["township"] = [f"T{i // 7}" for i in count]
    table["township_name"] = table["township"]
    return table


@st.composite
def services(draw: st.DrawFn) -> dict[str, object]:
    mode = draw(st.sampled_from(MODES))
    elderly = GroupTravel(walk_kph=3.0, drive_share=draw(st.sampled_from([0.0, 0.4, 1.0])))
    return {
        "mode": mode,
        "limit_min": 9 if mode == "walk" else 3,
        "direction": draw(st.sampled_from(["to_site", "from_site"])),
        "groups": draw(st.sampled_from([None, {"elderly": elderly}])),
    }


@st.composite
def shapes(draw: st.DrawFn) -> tuple[float, float] | shapely.Polygon:
    column, row = draw(st.floats(-1, 5)), draw(st.floats(-1, 5))
    if draw(st.booleans()):
        return place(column, row)
    width, depth = draw(st.floats(0.01, 1.2)), draw(st.floats(0.01, 1.2))
    one = shapely.box(*place(column, row), *place(column + width, row + depth))
    if draw(st.booleans()):
        return one
    other = shapely.box(*place(column + 2, row), *place(column + 2 + width, row + depth))
    return shapely.MultiPolygon([one, other])


def times_with(service: dict[str, object], proposed: list, tier: str, places: list) -> TravelTimes:
    sites = sites_at([place(0, 0), place(3, 2)], proposed)
    sites["tier"] = [*TIERS, *([tier] * len(proposed))]
    sites["capacity"] = places[: len(sites)]
    return travel_times(demand(), sites, TOWN, **service)  # type: ignore[arg-type]


def added_up(
    before: Assessment, after: Assessment, alone: Assessment, codes: pd.Series
) -> pd.DataFrame:
    weight = before.cells["people"]
    cost = alone.cells["cost"].astype(np.float32)
    within = alone.cells["within_reach"]
    sooner = within & (cost < before.cells["cost"].astype(np.float32))
    table = pd.DataFrame(
        {
            "people": weight,
            "in_reach": weight * within,
            "newly_within_reach": weight * (within & ~before.cells["within_reach"]),
            "newly_served": after.cells["people_served"] - before.cells["people_served"],
            "time_falls": weight * sooner,
            "before": before.cells["people_served"],
            "after": after.cells["people_served"],
        }
    )
    sums = table.groupby(codes.to_numpy()).sum()
    shared = sums["people"].where(sums["people"] > 0)
    return sums.assign(share_before=sums["before"] / shared, share_after=sums["after"] / shared)


def require_same(found: pd.DataFrame, wanted: pd.DataFrame, columns: list[str]) -> None:
    np.testing.assert_allclose(
        found[columns].astype(float), wanted.loc[found.index, columns].astype(float), atol=1e-6
    )


@settings(deadline=None, max_examples=15)
@given(
    at=shapes(),
    service=services(),
    group=st.sampled_from(["residents", "elderly", "children"]),
    tier=st.sampled_from(TIERS),
    rule=st.sampled_from(
        [
            None,
            ServiceCapacity(assignment="system", need={"residents": 0.5, "elderly": 1.0}),
            ServiceCapacity(assignment="closest", need={"residents": 0.5, "elderly": 1.0}),
        ]
    ),
    places=st.lists(st.sampled_from([0.0, 6.0, 21.0, np.inf]), min_size=3, max_size=3),
    narrower=st.booleans(),
)
def test_figures_equal_a_full_assessment(
    at: object,
    service: dict[str, object],
    group: str,
    tier: str,
    rule: ServiceCapacity | None,
    places: list[float],
    narrower: bool,  # noqa: FBT001 - drawn
) -> None:
    if rule is not None and group == "children":
        group = "residents"
    limit = float(service["limit_min"]) * (0.6 if narrower else 1.0)  # type: ignore[arg-type]
    before = times_with(service, [], tier, places)
    today = assess(before, group=group, limit_min=None, capacity=rule)
    check = check_site(
        today,
        at=at,  # type: ignore[arg-type]
        tier=tier,
        capacity=None if rule is None else places[2],
        limit_min=limit if narrower else None,
    )
    after = times_with(service, [check.at], tier, places)
    states = {}
    for one in groups(demand()):
        counted = rule if rule is not None and one in rule.need else None
        known = {"group": one, "limit_min": limit}
        states[one] = (
            assess(before, **known, capacity=counted),  # type: ignore[arg-type]
            assess(after, **known, capacity=counted, open_sites=["e0", "e1", "p0"]),  # type: ignore[arg-type]
            assess(after, **known, open_sites=["p0"]),  # type: ignore[arg-type]
        )
        assert check.by_group.loc[one, "counts"] == ("reach" if counted is None else "places")
        [wanted] = added_up(*states[one], _whole(before)).itertuples()
        for column in [*COLUMNS, "time_falls"]:
            found = check.by_group.loc[one, column]
            assert found == pytest.approx(getattr(wanted, column), abs=1e-6, nan_ok=True), column
    require_whole(check, *states[group])
    unique = rule is None or rule.assignment == "closest"
    columns = COLUMNS if unique else ["people", "in_reach", "newly_within_reach", "share_before"]
    for level in ("county", "township"):
        found = check.units[check.units["level"] == level]
        wanted = added_up(*states[group], before.demand[level])
        assert set(found.index) == set(wanted.index)
        require_same(found, wanted, columns)


def _whole(times: TravelTimes) -> pd.Series:
    return pd.Series("all", index=times.demand.index)


def require_whole(
    check: SiteCheck, before: Assessment, after: Assessment, alone: Assessment
) -> None:
    gained = after.people_served - before.people_served
    assert check.newly_served == pytest.approx(gained, abs=1e-6)
    assert check.people_in_reach == pytest.approx(alone.people_within_reach, abs=1e-6)
    assert check.share_before == pytest.approx(before.share, nan_ok=True)
    assert check.share_after == pytest.approx(after.share, nan_ok=True)
    assert check.limit == before.limit
    if before.capacity is not None:
        assert check.used == pytest.approx(after.sites["used"]["p0"], abs=1e-6)
        assert check.no_place_before == pytest.approx(before.no_place_people, abs=1e-6)
        assert check.no_place_after == pytest.approx(after.no_place_people, abs=1e-6)
    # By how much the way becomes shorter, of those who had one.
    weight = before.cells["people"].to_numpy()
    was, now = before.cells["cost"].to_numpy(), alone.cells["cost"].to_numpy()
    falls = alone.cells["within_reach"].to_numpy() & (
        now.astype(np.float32) < was.astype(np.float32)
    )
    known = falls & np.isfinite(was)
    if (weight * known).sum() > 0:
        mean = (weight[known] @ (was[known] - now[known])) / weight[known].sum() / 60
        assert check.mean_fall == pytest.approx(mean, abs=1e-4)
    else:
        assert np.isnan(check.mean_fall)
    shared = check.overlaps["people"].to_dict()
    for site in ("e0", "e1"):
        other = assess(
            before.times, group=before.group, limit_min=before.limit_min, open_sites=[site]
        )
        both = alone.cells["within_reach"].to_numpy() & other.cells["within_reach"].to_numpy()
        assert shared.get(site, 0.0) == pytest.approx(float(weight @ both))
    assert before.times.demand.crs == CRS
