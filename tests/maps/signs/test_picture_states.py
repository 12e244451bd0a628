"""The state of each cell of a picture, where places count."""

import halfhour as hh
import numpy as np
import pytest
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.maps.notebook.tables import assessment_html, plan_html
from halfhour.maps.pictures.panel import panel_rows
from halfhour.maps.signs.picture_states import (
    CELL_COLOURS,
    NEW,
    NO_PLACE_COLOUR,
    SERVED,
    cell_states,
)
from halfhour.optimize.example_street import street_times


def planned(times: TravelTimes, **asked: object) -> hh.Plan:
    rule = hh.ServiceCapacity(assignment="closest")
    return hh.solve(hh.Scenario(times, limit_min=15, capacity=rule, **asked))


@pytest.fixture(scope="module")
def plan() -> hh.Plan:
    # The old site serves 100 of 140; the east one all 200 within its reach.
    return planned(street_times(capacity=[100.0, 0.0, 250.0, 0.0]), max_new=1)


def test_cells_in_reach_without_enough_places_have_a_colour_of_their_own(plan: hh.Plan) -> None:
    colours = np.array([*CELL_COLOURS, ""])[cell_states(plan)]
    assert plan.opened == ("east",)
    assert colours.tolist() == [
        *[NO_PLACE_COLOUR] * 2,  # 40 and 100 people share 100 places
        colours[2],
        *[NEW] * 3,
    ]
    assert colours[2] not in (NO_PLACE_COLOUR, NEW, SERVED)


def test_a_cell_that_loses_its_places_is_not_told_to_be_served() -> None:
    # Everybody at km 0 and 1 is served today; those of km 1 now come to a site that has no place.
    times = street_times(candidates={"near": 1.0}, capacity=[250.0, 0.0])
    taken = planned(times, max_new=1, must_open=["near"])
    before, after = taken.before.cells, taken.after.cells
    lost = (before["served"] & ~after["served"]).to_numpy()
    assert taken.gains == (-100.0,)
    assert after.index[lost].tolist() == ["km1"]
    colours = np.array([*CELL_COLOURS, ""])[cell_states(taken)]
    assert colours[:2].tolist() == [SERVED, NO_PLACE_COLOUR]
    numbered = [row for row in panel_rows(taken, "en", chars=60, units=False) if row.number]
    assert [row.value for row in numbered] == ["-100"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_and_notebooks_say_who_is_without_a_place(plan: hh.Plan, lang: str) -> None:
    words = {
        "en": (
            "Within reach with the plan",
            "of it without a place",
            "within reach, places are short",
        ),
        "zh": ("规划后时限内可达", "其中没有名额", "时限内可达，名额不足"),
    }
    reached, without, legend = words[lang]
    rows = panel_rows(plan, lang, chars=60, units=False)
    values = {row.text: row.value for row in rows}
    assert (values[reached], values[without]) == ("340", "40")
    assert [row.colour for row in rows if row.text == legend] == [NO_PLACE_COLOUR]
    for html in (plan_html(plan, lang=lang), assessment_html(plan.after, lang=lang)):
        assert without in html
        assert ">40<" in html.replace("\n", "").replace(" ", "")


def test_without_capacities_nothing_is_said_of_places() -> None:
    plain = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
    rows = panel_rows(plain, "en", chars=60, units=False)
    assert not any("place" in row.text for row in rows)
    assert "without a place" not in plan_html(plain)
