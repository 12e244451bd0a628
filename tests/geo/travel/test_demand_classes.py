"""Demand classes: people of a cell by group and way of travel."""

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.geo.example_street import walked_street
from halfhour.geo.tables import people
from halfhour.geo.travel.demand_classes import GroupTravel
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.walking_pace import walked_at
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import demand_at, grid_town, place, sites_at

PLACES = [(0, 0), (1, 0), (4, 4), (5, 5), (9, 2), (60, 60)]
PEOPLE = [100.0, 50.0, 30.0, 0.0, 70.0, 7.0]


def town(tiers: list[str] | None = None):
    demand = demand_at([place(*at) for at in PLACES], PEOPLE, units=["A", "B", "B", "", "A", ""])
    demand["elderly"] = np.array(PEOPLE) / 4
    demand["disabled"] = np.array(PEOPLE) / 10
    sites = sites_at([place(0, 0), place(5, 4)], [place(9, 3)])
    if tiers:
        sites["tier"] = tiers
    return grid_town(), demand, sites


MODES = ["walk", "drive", {"": "walk", "big": "drive"}]


@settings(max_examples=25)
@given(
    st.sampled_from(MODES),
    st.floats(0.5, 8),
    st.floats(0, 1),
    st.sampled_from(["walk", "ebike"]),
    st.sampled_from([5.0, 12.0]),
)
def test_people_of_a_group_are_the_sum_over_its_ways(
    mode: object, kph: float, share: float, otherwise: str, limit_min: float
) -> None:
    roads, demand, sites = town(["", "big", "big"] if isinstance(mode, dict) else None)
    travel = GroupTravel(walk_kph=kph, drive_share=share, otherwise=otherwise)  # type: ignore[arg-type]
    got = travel_times(
        demand,
        sites,
        roads,
        mode=mode,
        limit_min=limit_min,
        groups={"elderly": travel},  # type: ignore[arg-type]
    )
    # Each group by itself, on a network of its own pace; who cannot drive goes the other way.
    own = walked_at(roads, kph)

    def without(one: str) -> str:
        return otherwise if one == "drive" else one

    slow = without(mode) if isinstance(mode, str) else {k: without(v) for k, v in mode.items()}  # type: ignore[attr-defined]
    by_car = assess(
        travel_times(demand, sites, own, mode=mode, limit_min=limit_min),
        group="elderly",  # type: ignore[arg-type]
    )
    on_foot = assess(
        travel_times(demand, sites, own, mode=slow, limit_min=limit_min),
        group="elderly",  # type: ignore[arg-type]
    )
    usual = travel_times(demand, sites, roads, mode=mode, limit_min=limit_min)  # type: ignore[arg-type]
    found = assess(got, group="elderly")
    expected = share * by_car.people_served + (1 - share) * on_foot.people_served
    assert found.people_served == pytest.approx(expected)
    assert found.people_total == pytest.approx(sum(PEOPLE) / 4)
    for group in ("residents", "disabled"):
        assert assess(got, group=group).people_served == assess(usual, group=group).people_served
    by_unit = found.summary(by="county")["served"]
    units = (
        share * by_car.summary(by="county")["served"]
        + (1 - share) * on_foot.summary(by="county")["served"]
    )
    np.testing.assert_allclose(by_unit.sort_index(), units.sort_index())


def test_both_ends_where_the_share_is_not_known() -> None:
    roads, demand, sites = town()
    got = travel_times(
        demand, sites, roads, mode="drive", limit_min=6, groups={"elderly": GroupTravel()}
    )
    assert got.upper_demand is not None
    assert people(got.demand, "elderly").sum() == people(got.upper_demand, "elderly").sum()
    drive = travel_times(demand, sites, roads, mode="drive", limit_min=6)
    walk = travel_times(demand, sites, roads, mode="walk", limit_min=6)
    low = assess(got, group="elderly")
    assert low.people_served == assess(walk, group="elderly").people_served
    high = assess(low.at_upper_end().times, group="elderly")
    assert high.people_served == assess(drive, group="elderly").people_served
    known = travel_times(demand, sites, roads, groups={"elderly": GroupTravel(walk_kph=3)})
    assert known.upper_demand is None


def test_plan_path_and_check_follow_the_classes() -> None:
    roads, demand, _ = town()
    sites = sites_at([place(0, 0)], [place(5, 4)])
    travel = GroupTravel(walk_kph=3, drive_share=0.4)
    times = travel_times(
        demand, sites, roads, mode="drive", limit_min=4, groups={"elderly": travel}
    )
    plan = solve(Scenario(times, group="elderly", max_new=1))
    assert plan.before.people_served + sum(plan.gains) == pytest.approx(plan.after.people_served)
    car, foot = (
        times.path(f"cell2:elderly-{way}", str(sites.index[1])) for way in ("drive", "walk")
    )
    assert car is not None
    assert foot is not None
    assert car.minutes < foot.minutes
    lon, lat = sites.geometry.to_crs(4326).iloc[1].coords[0]
    check = check_site(plan.before, at=(lon, lat))
    assert check.newly_served == pytest.approx(plan.gains[0], abs=1e-6)
    assert check.share_after == pytest.approx(plan.after.share)
    assert plan.notes[-2:] == (
        "elderly walk at 3 km/h",
        "40% of elderly go by car, the others: walk",
    )


def test_a_plan_tells_both_ends() -> None:
    roads, demand, _ = town()
    sites = sites_at([place(0, 0)], [place(5, 4)])
    times = travel_times(
        demand, sites, roads, mode="drive", limit_min=4, groups={"elderly": GroupTravel()}
    )
    plan = solve(Scenario(times, group="elderly", max_new=1))
    upper = plan.after.at_upper_end()
    assert plan.after.people_served < upper.people_served
    assert f"{upper.people_served:,.0f} ({upper.share:.1%}) with the plan" in plan.notes[-1]
    assert "if 100% go by car" in plan.notes[-1]


@pytest.mark.parametrize(
    ("travel", "message"),
    [
        ({"walk_kph": 0}, r"walk_kph.*0.*is no speed"),
        ({"drive_share": 1.2}, r"drive_share.*is no share between 0 and 1"),
        ({"drive_share": (0.5, 0.2)}, r"drive_share.*lowest and a highest"),
        ({"otherwise": "drive"}, r"otherwise.*is no way to go without a car"),
    ],
)
def test_what_cannot_be_is_refused(travel: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        GroupTravel(**travel)  # type: ignore[arg-type]


def test_a_group_that_is_not_there_is_refused() -> None:
    roads, demand, sites = walked_street()
    with pytest.raises(InputError, match=r"elderly.*there is no such group"):
        travel_times(demand, sites, roads, groups={"elderly": GroupTravel(walk_kph=3)})


def test_a_group_of_nobody_takes_nothing_from_the_others() -> None:
    roads, demand, _ = town()
    sites = sites_at([place(0, 0)], [place(5, 4)])
    demand["elderly"] = 0.0
    travel = GroupTravel(walk_kph=3, drive_share=(0.2, 0.5))
    usual = travel_times(demand, sites, roads, mode="drive", limit_min=4)
    times = travel_times(
        demand, sites, roads, mode="drive", limit_min=4, groups={"elderly": travel}
    )
    assert assess(times, group="elderly").people_total == 0
    plan, expected = (solve(Scenario(one, max_new=1)) for one in (times, usual))
    assert plan.after.people_served == expected.after.people_served
    lon, lat = sites.geometry.to_crs(4326).iloc[1].coords[0]
    assert check_site(plan.before, at=(lon, lat)).newly_served == pytest.approx(plan.gains[0])
