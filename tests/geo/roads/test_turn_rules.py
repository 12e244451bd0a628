"""For whom turn restrictions hold, by OSM's wiki."""

import pytest
from halfhour.geo.roads.turn_rules import turn_rule

NO, ONLY = "no_left_turn", "only_straight_on"
WHEELS = {"cycle", "ebike", "drive"}
BICYCLES = {"cycle", "ebike"}


@pytest.mark.parametrize(
    ("tags", "no", "only"),
    [
        ({"restriction": NO}, WHEELS, set()),
        ({"restriction": ONLY}, set(), WHEELS),
        *(({"restriction": f"no_{turn}"}, WHEELS, set()) for turn in ("u_turn", "entry", "exit")),
        ({"restriction": NO, "except": "bicycle"}, {"drive"}, set()),
        ({"restriction": NO, "except": "psv; bicycle"}, {"drive"}, set()),
        ({"restriction": NO, "except": "motorcar"}, BICYCLES, set()),
        ({"restriction": NO, "except": "motor_vehicle"}, BICYCLES, set()),
        ({"restriction": NO, "except": "psv;emergency"}, WHEELS, set()),
        ({"restriction:motorcar": NO}, {"drive"}, set()),
        ({"restriction:motor_vehicle": NO}, {"drive"}, set()),
        ({"restriction:vehicle": NO}, WHEELS, set()),
        ({"restriction:bicycle": NO}, BICYCLES, set()),
        ({"restriction:foot": NO}, {"walk"}, set()),
        ({"restriction": NO, "restriction:bicycle": "none"}, {"drive"}, set()),
        ({"restriction": NO, "restriction:bicycle": ONLY}, {"drive"}, BICYCLES),
        ({"type": "restriction:motorcar", "restriction": NO}, {"drive"}, set()),
        ({"restriction": "no_left_turn;no_u_turn"}, WHEELS, set()),
        *(({f"restriction:{other}": NO}, set(), set()) for other in ("hgv", "bus", "caravan")),
        ({"type": "restriction:hgv", "restriction": NO}, set(), set()),
        ({"restriction:hgv:conditional": "no_left_turn @ (22:00-06:00)"}, set(), set()),
        ({"restriction": "no_right_turn_on_red"}, set(), set()),
        ({"restriction:bicycle": "give_way"}, set(), set()),
    ],
)
def test_for_whom_a_restriction_holds(tags, no, only):
    rule = turn_rule(tags)
    assert {mode for mode, kind in rule.kinds.items() if kind == "no"} == no
    assert {mode for mode, kind in rule.kinds.items() if kind == "only"} == only
    assert not rule.unclear
    assert not rule.conditional


@pytest.mark.parametrize(
    "tags",
    [
        {"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"},
        {"restriction:motorcar:conditional": "no_left_turn @ (07:00-09:00)"},
        {"restriction": NO, "day_on": "Monday", "hour_on": "07:00"},
    ],
)
def test_conditions_are_not_followed(tags):
    rule = turn_rule(tags)
    assert rule.conditional
    assert not rule.kinds


def test_what_holds_always_is_followed_beside_a_condition():
    rule = turn_rule({"restriction": NO, "restriction:conditional": "no_u_turn @ (07:00-09:00)"})
    assert rule.conditional
    assert set(rule.kinds) == WHEELS


@pytest.mark.parametrize("value", ["no_turning", "left", "no_left_turn;only_u_turn", "yes"])
def test_other_values_are_not_understood(value):
    rule = turn_rule({"restriction": value})
    assert rule.unclear
    assert not rule.kinds
