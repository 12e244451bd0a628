"""Room at the open sites, on tables."""

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.capacity.assign import assign
from towns import demand_at, grid_town, place, sites_at


def times(capacity: list[float], limit_min: float = 15) -> TravelTimes:
    """Two cells near e0, one of which e1 reaches too, one near the candidate only, one on no road."""
    demand = demand_at(
        [place(0, 0), place(1, 0), place(5, 5), place(60, 60)],
        [100, 50, 30, 7],
        units=["A", "B", "B", ""],
    )
    sites = sites_at([place(0, 0), place(2, 0)], [place(5, 4)])
    sites["capacity"] = capacity
    return travel_times(demand, sites, grid_town(), limit_min=limit_min)


def test_every_person_is_served_or_overflows_or_has_a_reason() -> None:
    got = assign(times([110, 20, np.inf]), assignment="system")
    table = got.cells
    assert got.people_within_reach == 150
    assert got.people_served == pytest.approx(130)
    assert got.overflow_people == pytest.approx(20)
    assert table["served"].sum() + table["overflow"].sum() == pytest.approx(150)
    assert table["reason"].tolist()[2:] == ["beyond_limit", "no_road"]
    assert "no_place" in table["reason"].tolist()
    assert got.sites["load"].tolist() == pytest.approx([110, 20])
    assert got.sites["free"].tolist() == pytest.approx([0, 0])
    assert got.flows["people"].sum() == pytest.approx(130)
    assert list(got.flows.index.names) == ["cell_id", "site_id"]


def test_who_goes_to_the_nearest_overflows_where_another_has_room() -> None:
    capacity = times([60, 500, np.inf])
    nearest, best = assign(capacity, assignment="closest"), assign(capacity)
    assert nearest.people_served < best.people_served == pytest.approx(150)
    assert nearest.cells.loc["cell0", "reason"] == "no_place"
    assert best.sites.loc["e1", "load"] == pytest.approx(90)


def test_less_room_than_people_is_said_with_both_sums() -> None:
    (note,) = assign(times([30, 20, np.inf])).notes
    assert "room for 50 in all, but there are 187 residents, 150 of them within reach" in note
    assert assign(times([np.inf, 20, 1])).notes == ()


def test_units_add_up_to_the_whole() -> None:
    got = assign(times([60, 20, np.inf]))
    table = got.summary(by="county")
    assert table["within_reach"].to_dict() == {"": 0, "A": 100, "B": 50}
    assert table["served"].sum() == pytest.approx(got.people_served)
    assert table["overflow"].sum() == pytest.approx(got.overflow_people)
    assert got.summary().loc["all", "share"] == pytest.approx(80 / 187)
    assert "80 of 150 residents within reach find room, 70 do not" in repr(got)


def test_unlimited_room_serves_all_within_reach() -> None:
    for assignment in ("system", "closest"):
        got = assign(
            times([np.inf] * 3), assignment=assignment, open_sites=["e0", "e1", "p0", "p0"]
        )
        assert got.people_served == pytest.approx(got.people_within_reach) == 180
        assert list(got.sites.index) == ["e0", "e1", "p0"]
        assert np.isinf(got.sites["free"]).all()


def test_no_open_site_serves_nobody() -> None:
    got = assign(times([1, 1, 1]), open_sites=[])
    assert (got.people_served, got.overflow_people, len(got.flows)) == (0, 0, 0)
    assert got.cells["reason"].tolist() == ["no_site", "no_site", "no_site", "no_road"]


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"site_id e9.*there is no such site"):
        assign(times([1, 1, 1]), open_sites=["e9"])
    with pytest.raises(InputError, match="no such level of units"):
        assign(times([1, 1, 1])).summary(by="township")
