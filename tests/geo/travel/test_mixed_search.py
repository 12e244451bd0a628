"""Services whose tiers people reach by different modes, against each mode by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.geo.travel.road_times import travel_times
from towns import demand_at, grid_town, place, sites_at

BY_TIER = {"township": "drive", "village": "walk"}


@pytest.fixture(scope="module")
def town():
    roads = grid_town(12)
    rng = np.random.default_rng(3)
    demand = demand_at([tuple(place(*at)) for at in rng.uniform(0, 11, (60, 2))], np.ones(60))
    sites = sites_at([place(*at) for at in rng.uniform(0, 11, (9, 2))])
    sites["tier"] = ["village", "township", "village"] * 3
    return demand, sites, roads


def test_each_tier_has_the_times_of_its_own_mode(town) -> None:
    demand, sites, roads = town
    mixed = travel_times(demand, sites, roads, mode=BY_TIER, limit_min=20)
    for mode in ("walk", "drive"):
        alone = travel_times(demand, sites, roads, mode=mode, limit_min=20)
        own = np.flatnonzero(sites["tier"].map(BY_TIER) == mode)
        expected = alone.costs.toarray()[:, own]
        assert np.array_equal(mixed.costs.toarray()[:, own], expected)
        assert (expected > 0).any()


def test_the_nearest_site_is_the_least_over_both_modes(town) -> None:
    demand, sites, roads = town
    mixed = travel_times(demand, sites, roads, mode=BY_TIER)
    found = mixed.nearest(list(sites.index))
    alone = [
        travel_times(demand, sites, roads, mode=mode).nearest(
            list(sites.index[sites["tier"].map(BY_TIER) == mode])
        )
        for mode in ("walk", "drive")
    ]
    by_foot = alone[0]["cost"] <= alone[1]["cost"]
    assert by_foot.any()
    assert not by_foot.all()
    assert (found["cost"] == np.where(by_foot, alone[0]["cost"], alone[1]["cost"])).all()
    assert (found["site_id"] == np.where(by_foot, alone[0]["site_id"], alone[1]["site_id"])).all()


def test_the_nearest_few_agree_with_one_mode_where_there_is_one(town) -> None:
    demand, sites, roads = town
    single = travel_times(demand, sites, roads, mode="walk", limit_min=1000)
    same = travel_times(
        demand, sites, roads, mode={"township": "walk", "village": "walk"}, limit_min=1000
    )
    few = single.nearest_k(list(sites.index), 3)
    pd.testing.assert_frame_equal(few, same.nearest_k(list(sites.index), 3))
    expected = np.sort(single.costs.toarray(), axis=1)[:, :3].ravel()
    assert few["cost"].to_numpy() == pytest.approx(expected, abs=1e-3)
    assert few.index.names == ["cell_id", "nth"]


def test_an_assessment_and_the_check_of_a_site_follow_the_tiers(town) -> None:
    demand, sites, roads = town
    mixed = travel_times(demand, sites, roads, mode=BY_TIER, limit_min=10)
    today = assess(mixed)
    assert today.people_served == pytest.approx((mixed.costs.toarray() > 0).any(axis=1).sum())
    driven = check_site(today, at=place(6, 6), tier="township")
    walked = check_site(today, at=place(6, 6), tier="village")
    assert driven.people_in_reach > walked.people_in_reach > 0
    with pytest.raises(InputError, match="township"):
        check_site(today, at=place(6, 6))


def test_the_path_is_the_mode_s_own(town) -> None:
    demand, sites, roads = town
    mixed = travel_times(demand, sites, roads, mode=BY_TIER)
    for site in ("e0", "e1"):
        path = mixed.path("cell0", site)
        cost = mixed.nearest([site]).loc["cell0", "cost"]
        assert path.minutes * 60 == pytest.approx(cost, abs=0.01)


def test_a_tier_without_a_mode_is_refused(town) -> None:
    demand, sites, roads = town
    with pytest.raises(InputError, match=r"village.*no mode is given"):
        travel_times(demand, sites, roads, mode={"township": "drive"})
