import numpy as np
import pyproj
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.site_comparison.comparison import compare_site
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
SPOTS = [(c + 0.5, r) for c in range(5) for r in range(0, 6, 2)]
CANDIDATES = [place(*spot) for spot in SPOTS]


def assessed(candidates=CANDIDATES, *, capacity=None):
    sites = sites_at([place(0, 0), place(2, 1)], candidates)
    if capacity is not None:
        sites = sites.assign(capacity=capacity)
    times = travel_times(demand_at(CELLS, PEOPLE), sites, TOWN, limit_min=9)
    return assess(times, capacity=None if capacity is None else ServiceCapacity())


TODAY = assessed()
GAINS = {
    site: assess(TODAY.times, open_sites=["e0", "e1", site]).people_served - TODAY.people_served
    for site in TODAY.times.sites.index[2:]
}


@settings(deadline=None, max_examples=15)
@given(column=st.floats(-0.5, 5.5), row=st.floats(-0.5, 5.5), within_m=st.sampled_from([600, 5000]))
def test_the_rank_the_better_sites_and_the_regret_are_those_of_full_assessments(
    column: float, row: float, within_m: float
) -> None:
    at = place(column, row)
    check = check_site(TODAY, at=at)
    found = compare_site(check, TODAY, within_m=within_m)
    own = check.newly_served
    assert found.of == len(GAINS)
    assert found.better_than == sum(gain < own for gain in GAINS.values())
    assert found.same == sum(gain == own for gain in GAINS.values())
    assert found.regret_people == max(0.0, *(gain - own for gain in GAINS.values()))
    assert found.regret_bound == found.regret_people
    geod = pyproj.Geod(ellps="WGS84")
    away_m = {f"p{i}": geod.inv(*at, *candidate)[2] for i, candidate in enumerate(CANDIDATES)}
    near = [site for site in GAINS if GAINS[site] > own and away_m[site] <= within_m]
    near.sort(key=lambda site: -GAINS[site])
    assert list(found.better.index) == near[:5]
    for site, row_of in found.better.iterrows():
        assert row_of["more"] == GAINS[site] - own
        assert row_of["distance_m"] == pytest.approx(away_m[site], abs=0.01)


def test_a_candidate_checked_at_its_own_place_is_as_good_as_itself() -> None:
    check = check_site(TODAY, at=CANDIDATES[4])
    found = compare_site(check, TODAY)
    assert found.candidates.loc["p4", "more"] == 0
    assert found.same >= 1


def test_a_site_that_is_better_than_every_candidate_has_no_regret() -> None:
    today = assessed([place(0, 0), place(1, 0)])
    found = compare_site(check_site(today, at=place(4, 4)), today)
    assert (found.better_than, found.of, found.regret_people) == (2, 2, 0.0)
    assert found.share_better_than == 1
    assert found.better.empty


@pytest.mark.parametrize("at", [(116.4, 39.9), (-60.4, -39.9), (0.0, 90.0)])
def test_a_place_far_away_is_compared_like_one_that_brings_nothing(at) -> None:
    found = compare_site(check_site(TODAY, at=at), TODAY)
    assert (found.newly_served, found.better_than) == (0, 0)
    assert found.regret_people == max(GAINS.values())
    assert found.farthest is not None
    assert found.farthest.way is None


def test_without_candidates_nothing_is_compared_and_the_village_is_still_told() -> None:
    today = assessed([])
    found = compare_site(check_site(today, at=place(4, 4)), today)
    assert (found.of, found.best, found.regret_people, found.share_better_than) == (
        0,
        None,
        0.0,
        None,
    )
    assert found.farthest is not None


def test_candidates_without_known_places_are_told() -> None:
    capacity = [20.0, 20.0, *(np.nan if i == 3 else 15.0 for i in range(len(CANDIDATES)))]
    today = assessed(capacity=capacity)
    found = compare_site(check_site(today, at=place(4, 4), capacity=30), today)
    assert (found.of, found.not_compared) == (len(CANDIDATES) - 1, 1)


def test_a_check_of_another_limit_is_not_compared() -> None:
    check = check_site(TODAY, at=place(4, 4), limit_min=6)
    with pytest.raises(InputError, match=r"limit = 360.*differs from that of the assessment, 540"):
        compare_site(check, TODAY)
    with pytest.raises(InputError, match="within_m"):
        compare_site(check_site(TODAY, at=place(4, 4)), TODAY, within_m=-1)
