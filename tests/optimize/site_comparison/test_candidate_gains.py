import numpy as np
import pytest
from halfhour.coverage.assessment import Assessment, assess
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.site_comparison.candidate_gains import candidate_gains
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
CANDIDATES = [place(5, 5), place(3, 3), place(0, 0.4), place(90, 90)]
TIMES = travel_times(
    demand_at(CELLS, PEOPLE),
    sites_at([place(0, 0), place(2, 1)], CANDIDATES),
    TOWN,
    limit_min=12,
)


def assert_gains_are_those_of_full_assessments(today: Assessment) -> None:
    gains = candidate_gains(today)
    for site, row in gains.iterrows():
        after = assess(
            today.times,
            limit_min=today.limit_min,
            open_sites=[*today.open_sites, str(site)],
            capacity=today.capacity,
        )
        assert row["newly_served"] == pytest.approx(
            after.people_served - today.people_served, abs=1e-6
        ), site
        alone = assess(today.times, limit_min=today.limit_min, open_sites=[str(site)])
        assert row["people_in_reach"] == alone.people_within_reach


@pytest.mark.parametrize("limit_min", [6, 12])
def test_gains_equal_full_assessments_with_each_candidate_added(limit_min: float) -> None:
    today = assess(TIMES, limit_min=limit_min)
    # p3 has no road: nothing may be built there.
    assert list(candidate_gains(today).index) == ["p0", "p1", "p2"]
    assert_gains_are_those_of_full_assessments(today)


@settings(deadline=None, max_examples=20)
@given(
    places=st.lists(st.sampled_from([0.0, 7.0, 40.0, 95.0, np.inf]), min_size=6, max_size=6),
    assignment=st.sampled_from(["system", "closest"]),
    need=st.sampled_from([0.3, 1.0]),
)
def test_with_places_gains_equal_full_assessments(
    places: list[float], assignment: str, need: float
) -> None:
    times = travel_times(
        demand_at(CELLS, PEOPLE),
        sites_at([place(0, 0), place(2, 1)], CANDIDATES).assign(capacity=places),
        TOWN,
        limit_min=12,
    )
    rule = ServiceCapacity(assignment=assignment, need={"residents": need})
    assert_gains_are_those_of_full_assessments(assess(times, capacity=rule))


def test_only_sites_that_may_be_opened_and_are_not_count() -> None:
    status = ["existing", "closed", "candidate", "ineligible", "candidate", "candidate"]
    times = travel_times(
        demand_at(CELLS, PEOPLE),
        sites_at([place(0, 0), place(2, 1)], CANDIDATES).assign(status=status),
        TOWN,
        limit_min=12,
    )
    today = assess(times, open_sites=["e0", "p2"])
    assert list(candidate_gains(today).index) == ["p0"]


def test_candidates_without_known_places_are_left_out_where_places_count() -> None:
    capacity = [10.0, 10.0, 5.0, np.nan, 5.0, 5.0]
    times = travel_times(
        demand_at(CELLS, PEOPLE),
        sites_at([place(0, 0), place(2, 1)], CANDIDATES).assign(capacity=capacity),
        TOWN,
        limit_min=12,
    )
    assert list(candidate_gains(assess(times, capacity=ServiceCapacity())).index) == [
        "p0",
        "p2",
    ]
    assert len(candidate_gains(assess(times))) == 3
