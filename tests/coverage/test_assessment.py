import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import OUTSIDE_UNITS, assess
from halfhour.geo.travel.road_times import travel_times
from towns import demand_at, grid_town, place, sites_at

FAR = place(60, 60)


def times(limit_min: float = 15):
    demand = demand_at(
        [place(0, 0), place(1, 0), place(5, 5), FAR],
        [100, 50, 30, 7],
        units=["A", "A", "B", ""],
    )
    sites = sites_at([place(0, 0)], [place(5, 4)])
    return travel_times(demand, sites, grid_town(), limit_min=limit_min)


def test_every_person_is_served_or_in_the_gap_with_a_reason() -> None:
    today = assess(times())
    assert (today.people_total, today.people_served, today.gap_people) == (187, 150, 37)
    assert today.unreachable_people == 7
    assert today.share == pytest.approx(150 / 187)
    assert today.cells["reason"].tolist() == ["", "", "beyond_limit", "no_road"]
    assert today.cells.loc["cell2", "cost"] > 15 * 60
    assert np.isinf(today.cells.loc["cell3", "cost"])
    assert today.limit_min == 15


def test_units_add_up_to_the_whole() -> None:
    today = assess(times())
    table = today.summary(by="county")
    assert table["people"].to_dict() == {"": 7, "A": 150, "B": 30}
    assert table["served"].to_dict() == {"": 0, "A": 150, "B": 0}
    assert table.loc["", "name"] == OUTSIDE_UNITS
    assert table["gap"].sum() == today.gap_people
    assert today.summary().loc["all", "unreachable"] == 7


def test_no_open_site_leaves_everybody_in_the_gap() -> None:
    nobody = assess(times(), open_sites=[])
    assert nobody.people_served == 0
    assert nobody.cells["reason"].tolist() == ["no_site", "no_site", "no_site", "no_road"]


def test_more_sites_and_a_longer_limit_never_lower_coverage() -> None:
    wide = times(60)
    today = assess(wide, limit_min=15)
    assert assess(wide, limit_min=15, open_sites=["e0", "p0"]).people_served >= today.people_served
    assert assess(wide).people_served >= today.people_served


def test_row_order_changes_nothing() -> None:
    base = times()
    demand = base.demand.iloc[::-1]
    shuffled = travel_times(demand, base.sites, base.network, limit_min=15)
    assert assess(shuffled).cells.loc[base.demand.index].equals(assess(base).cells)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"group": "elderly"}, "there is no such group; it has residents"),
        ({"open_sites": ["e9"]}, "site_id e9.*there is no such site"),
        ({"limit_min": 0}, "must be a number above 0"),
    ],
)
def test_what_is_not_there_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        assess(times(), **arguments)


def test_an_unknown_level_of_units_is_refused() -> None:
    with pytest.raises(InputError, match="no such level of units; it has county"):
        assess(times()).summary(by="township")


def test_a_summary_that_is_changed_changes_no_other() -> None:
    today = assess(times())
    first = today.summary(by="county")
    expected = first.copy()
    first["people"] = -1.0
    pd.testing.assert_frame_equal(today.summary(by="county"), expected)
