"""Coverage of a service with capacities: within reach, and with a place."""

from dataclasses import replace

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.capacity.assign import assign
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from hypothesis import given
from hypothesis import strategies as st

PLACES = st.lists(st.sampled_from([0.0, 10.0, 55.5, 120.0, 260.0, np.inf]), min_size=4, max_size=4)


def times(capacity: list[float]) -> TravelTimes:
    return street_times(capacity=capacity)


def with_more(given: TravelTimes, site: str, places: float) -> TravelTimes:
    sites = given.sites.copy()
    sites.loc[site, "capacity"] += places
    return replace(given, sites=sites)


@given(PLACES, st.sampled_from(["system", "closest"]), st.sampled_from([0.03, 0.5, 1.0, 3.0]))
def test_the_figures_of_an_assessment_agree(
    capacity: list[float], assignment: str, need: float
) -> None:
    rule = ServiceCapacity(assignment=assignment, need={"residents": need})  # type: ignore[arg-type]
    street = times(capacity)
    got = assess(street, limit_min=15, open_sites=["old", "mid", "east"], capacity=rule)
    reach = assess(street, limit_min=15, open_sites=["old", "mid", "east"])
    assert got.people_within_reach == reach.people_served
    assert got.people_served + got.no_place_people == pytest.approx(got.people_within_reach)
    assert got.people_served + got.gap_people == pytest.approx(got.people_total)
    assert got.sites is not None
    assert got.flows is not None
    assert got.sites["people"].sum() == pytest.approx(got.people_served)
    assert got.sites["used"].sum() == pytest.approx(got.people_served * need)
    assert (got.sites["used"] <= got.sites["places"] * (1 + 1e-9) + 1e-6).all()
    by_unit = got.summary(by=None).loc["all"]
    assert by_unit["no_place"] == pytest.approx(got.no_place_people, abs=1e-6)
    full = (got.cells["reason"] == "no_place").to_numpy()
    assert not got.cells["served"][full].any()
    assert got.cells["within_reach"][full].all()


@given(PLACES, st.sampled_from(["system", "closest"]))
def test_ten_more_places_never_bring_more_than_is_told(
    capacity: list[float], assignment: str
) -> None:
    rule = ServiceCapacity(assignment=assignment)  # type: ignore[arg-type]
    street, sites = times(capacity), ["old", "mid", "east"]
    got = assess(street, limit_min=15, open_sites=sites, capacity=rule)
    assert got.sites is not None
    for site in sites:
        told = got.sites.loc[site, "ten_more_serve"]
        more = assess(with_more(street, site, 10), limit_min=15, open_sites=sites, capacity=rule)
        little = assess(
            with_more(street, site, 1e-3), limit_min=15, open_sites=sites, capacity=rule
        )
        assert more.people_served - got.people_served <= told + 1e-6
        gained = little.people_served - got.people_served
        assert gained == pytest.approx(min(1e-3, told), abs=1e-6)


def test_half_a_place_each_serves_twice_as_many() -> None:
    street = times([100.0, 0.0, 0.0, 0.0])
    half = ServiceCapacity(need={"residents": 0.6})
    assert assess(street, limit_min=15, capacity=half).people_served == pytest.approx(140)
    assert assess(street, limit_min=15, capacity=ServiceCapacity()).people_served == pytest.approx(
        100
    )
    assert assign(street, limit_min=15).people_served == pytest.approx(100)


def test_a_rule_that_cannot_be_is_refused_by_key() -> None:
    with pytest.raises(InputError, match=r"assignment.*is no rule.*system or closest"):
        ServiceCapacity(assignment="nearest")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"need\.elderly.*above 0"):
        ServiceCapacity(need={"elderly": 0.0})
    with pytest.raises(InputError, match="there is one for elderly"):
        assess(times([1.0] * 4), capacity=ServiceCapacity(need={"elderly": 0.03}))
    with pytest.raises(InputError, match=r"site_id old.*is no capacity"):
        assess(times([np.nan, 1.0, 1.0, 1.0]), capacity=ServiceCapacity())
