import pytest
from halfhour.geo.road_rules import RoadUse, parse_maxspeed, road_use
from halfhour.geo.speeds import DEFAULT_SPEEDS, SpeedTable
from halfhour.geo.tables import MODES, Mode

BOTH, FORWARD, BACKWARD, CLOSED = (True, True), (True, False), (False, True), (False, False)


def ways(use: RoadUse) -> tuple[bool, bool]:
    return use.forward_kph is not None, use.backward_kph is not None


@pytest.mark.parametrize(
    ("tags", "mode", "expected"),
    [
        ({"highway": "residential"}, "drive", BOTH),
        ({"highway": "residential", "oneway": "yes"}, "drive", FORWARD),
        ({"highway": "residential", "oneway": "-1"}, "drive", BACKWARD),
        ({"highway": "residential", "oneway": "yes"}, "walk", BOTH),
        ({"highway": "residential", "oneway:foot": "yes"}, "walk", FORWARD),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "cycle", BOTH),
        ({"highway": "residential", "oneway": "yes"}, "cycle", FORWARD),
        ({"highway": "tertiary", "junction": "roundabout"}, "drive", FORWARD),
        ({"highway": "tertiary", "junction": "roundabout"}, "walk", BOTH),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, "drive", BOTH),
        ({"highway": "motorway"}, "drive", FORWARD),
        ({"highway": "motorway"}, "walk", CLOSED),
        ({"highway": "footway"}, "drive", CLOSED),
        ({"highway": "steps"}, "cycle", CLOSED),
        ({"highway": "residential", "access": "private"}, "drive", CLOSED),
        ({"highway": "residential", "access": "private", "foot": "yes"}, "walk", BOTH),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, "drive", BOTH),
        ({"highway": "residential", "motor_vehicle": "no"}, "drive", CLOSED),
        ({"highway": "residential", "motor_vehicle": "no"}, "walk", BOTH),
        ({"highway": "residential", "foot": "no"}, "walk", CLOSED),
        ({"highway": "", "route": "ferry"}, "walk", BOTH),
        ({"highway": "proposed"}, "walk", CLOSED),
    ],
)
def test_who_may_go_which_way(
    tags: dict[str, str], mode: Mode, expected: tuple[bool, bool]
) -> None:
    assert ways(road_use(tags, mode, DEFAULT_SPEEDS)) == expected


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("50", 50.0),
        ("30 mph", pytest.approx(48.28, abs=0.01)),
        ("60 km/h", 60.0),
        ("signals", None),
        ("50;30", None),
        ("0", None),
        ("", None),
    ],
)
def test_maxspeed_is_read_in_kilometres_per_hour(text: str, kph: float | None) -> None:
    assert parse_maxspeed(text) == kph


def test_maxspeed_replaces_the_class_speed_for_driving_alone() -> None:
    tags = {"highway": "residential", "maxspeed": "40"}
    assert road_use(tags, "drive", DEFAULT_SPEEDS).forward_kph == 40
    assert road_use(tags, "walk", DEFAULT_SPEEDS).forward_kph == 5


def test_a_speed_that_is_not_positive_is_refused() -> None:
    speeds = {mode: {"residential": 5.0} for mode in MODES}
    speeds["walk"] = {"residential": 0.0}
    with pytest.raises(ValueError, match="walk speed of 'residential' is 0"):
        SpeedTable(speeds)  # type: ignore[arg-type]
