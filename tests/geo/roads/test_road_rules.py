"""Cases from the pages of OSM's wiki that geo/roads/road_rules.py names."""

import pytest
from halfhour.geo.roads.road_rules import RoadUse, road_use
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from halfhour.geo.tables import MODES, Mode

BOTH, FORWARD, BACKWARD, CLOSED = (True, True), (True, False), (False, True), (False, False)
STREET, ONE_WAY = {"highway": "residential"}, {"highway": "residential", "oneway": "yes"}
FERRY = {"highway": "", "route": "ferry"}


def ways(use: RoadUse) -> tuple[bool, bool]:
    return use.forward_kph is not None, use.backward_kph is not None


def by_mode(tags: dict[str, str]) -> dict[Mode, tuple[bool, bool]]:
    return {mode: ways(road_use(tags, mode, DEFAULT_SPEEDS)) for mode in MODES}


@pytest.mark.parametrize(
    ("tags", "walk", "cycle", "drive"),
    [
        (STREET, BOTH, BOTH, BOTH),
        (STREET | {"access": "private"}, CLOSED, CLOSED, CLOSED),
        (STREET | {"access": "private", "foot": "yes"}, BOTH, CLOSED, CLOSED),
        (STREET | {"access": "no", "motor_vehicle": "yes"}, CLOSED, CLOSED, BOTH),
        (STREET | {"motor_vehicle": "no"}, BOTH, BOTH, CLOSED),
        (STREET | {"motor_vehicle": "no", "motorcar": "yes"}, BOTH, BOTH, BOTH),
        (STREET | {"vehicle": "no"}, BOTH, CLOSED, CLOSED),
        (STREET | {"vehicle": "no", "bicycle": "yes"}, BOTH, BOTH, CLOSED),
        (STREET | {"foot": "no"}, CLOSED, BOTH, BOTH),
        (STREET | {"foot": "use_sidepath"}, CLOSED, BOTH, BOTH),
        (STREET | {"bicycle": "use_sidepath"}, BOTH, CLOSED, BOTH),
        (STREET | {"sidewalk": "separate"}, BOTH, BOTH, BOTH),
        (STREET | {"motor_vehicle": "destination"}, BOTH, BOTH, BOTH),
        (STREET | {"access": "destination"}, BOTH, BOTH, BOTH),
        (STREET | {"access": "customers"}, BOTH, BOTH, BOTH),
        (STREET | {"access": "permit"}, CLOSED, CLOSED, CLOSED),
        (STREET | {"motor_vehicle": "delivery"}, BOTH, BOTH, CLOSED),
        (STREET | {"vehicle": "agricultural;forestry"}, BOTH, CLOSED, CLOSED),
        (STREET | {"motor_vehicle": "agricultural;destination"}, BOTH, BOTH, BOTH),
        (STREET | {"access": "no", "foot": "unknown"}, CLOSED, CLOSED, CLOSED),
        (STREET | {"access:conditional": "no @ (Mo-Fr 07:00-09:00)"}, BOTH, BOTH, BOTH),
        ({"highway": "trunk", "motorroad": "yes"}, CLOSED, CLOSED, BOTH),
        ({"highway": "trunk", "motorroad": "yes", "access": "yes"}, CLOSED, CLOSED, BOTH),
        ({"highway": "trunk", "motorroad": "yes", "bicycle": "yes"}, CLOSED, BOTH, BOTH),
        ({"highway": "motorway"}, CLOSED, CLOSED, FORWARD),
        ({"highway": "motorway", "bicycle": "yes"}, CLOSED, FORWARD, FORWARD),
        ({"highway": "motorway", "foot": "yes"}, BOTH, CLOSED, FORWARD),
        ({"highway": "motorway_link"}, CLOSED, CLOSED, BOTH),
        ({"highway": "footway"}, BOTH, BOTH, CLOSED),
        ({"highway": "footway", "motor_vehicle": "yes"}, BOTH, BOTH, CLOSED),
        ({"highway": "pedestrian", "area": "yes"}, BOTH, BOTH, CLOSED),
        ({"highway": "steps"}, BOTH, BOTH, CLOSED),
        ({"highway": "steps", "bicycle": "no"}, BOTH, CLOSED, CLOSED),
        ({"highway": "steps", "ramp:bicycle": "yes"}, BOTH, BOTH, CLOSED),
        ({"highway": "steps", "ramp:bicycle": "yes", "bicycle": "no"}, BOTH, CLOSED, CLOSED),
        ({"highway": "bridleway"}, BOTH, CLOSED, CLOSED),
        ({"highway": "bridleway", "bicycle": "designated"}, BOTH, BOTH, CLOSED),
        (FERRY, BOTH, BOTH, BOTH),
        (FERRY | {"foot": "yes"}, BOTH, BOTH, CLOSED),
        (FERRY | {"foot": "yes", "bicycle": "no"}, BOTH, CLOSED, CLOSED),
        (FERRY | {"foot": "no"}, CLOSED, BOTH, BOTH),
        (FERRY | {"foot": "yes", "motor_vehicle": "yes"}, BOTH, BOTH, BOTH),
        (FERRY | {"motor_vehicle": "no"}, BOTH, BOTH, CLOSED),
        ({"highway": "", "route": "bus"}, CLOSED, CLOSED, CLOSED),
        *(
            ({"highway": road}, CLOSED, CLOSED, CLOSED)
            for road in ("construction", "proposed", "planned", "razed", "raceway", "busway")
        ),
        ({"highway": "construction", "foot": "yes"}, CLOSED, CLOSED, CLOSED),
    ],
)
def test_access(
    tags: dict[str, str],
    walk: tuple[bool, bool],
    cycle: tuple[bool, bool],
    drive: tuple[bool, bool],
) -> None:
    assert by_mode(tags) == {"walk": walk, "cycle": cycle, "ebike": cycle, "drive": drive}


@pytest.mark.parametrize(
    ("tags", "walk", "cycle", "drive"),
    [
        (ONE_WAY, BOTH, FORWARD, FORWARD),
        (STREET | {"oneway": "-1"}, BOTH, BACKWARD, BACKWARD),
        (STREET | {"oneway": "no"}, BOTH, BOTH, BOTH),
        (STREET | {"oneway": "reversible"}, BOTH, CLOSED, CLOSED),
        (STREET | {"oneway": "alternating"}, BOTH, BOTH, BOTH),
        (STREET | {"oneway": "reversible", "oneway:bicycle": "no"}, BOTH, BOTH, CLOSED),
        (ONE_WAY | {"oneway:foot": "yes"}, FORWARD, FORWARD, FORWARD),
        (ONE_WAY | {"oneway:foot": "-1"}, BACKWARD, FORWARD, FORWARD),
        (ONE_WAY | {"oneway:bicycle": "no"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"oneway:bicycle": "-1"}, BOTH, BACKWARD, FORWARD),
        (ONE_WAY | {"oneway:motor_vehicle": "no"}, BOTH, FORWARD, BOTH),
        (STREET | {"oneway:motor_vehicle": "yes"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"cycleway": "opposite"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"cycleway": "opposite_lane"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"cycleway:left": "opposite_lane"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"cycleway:right": "opposite_track"}, BOTH, BOTH, FORWARD),
        (ONE_WAY | {"cycleway:left": "lane"}, BOTH, FORWARD, FORWARD),
        (ONE_WAY | {"cycleway:left": "lane", "cycleway:left:oneway": "-1"}, BOTH, BOTH, FORWARD),
        (
            ONE_WAY | {"cycleway:left": "lane", "cycleway:left:oneway": "yes"},
            BOTH,
            FORWARD,
            FORWARD,
        ),
        (ONE_WAY | {"cycleway:right:oneway": "no"}, BOTH, BOTH, FORWARD),
        (STREET | {"oneway": "-1", "cycleway:left:oneway": "yes"}, BOTH, BOTH, BACKWARD),
        (ONE_WAY | {"cycleway": "opposite", "oneway:bicycle": "yes"}, BOTH, FORWARD, FORWARD),
        (STREET | {"junction": "roundabout"}, BOTH, FORWARD, FORWARD),
        (STREET | {"junction": "circular"}, BOTH, FORWARD, FORWARD),
        (STREET | {"junction": "roundabout", "oneway": "no"}, BOTH, BOTH, BOTH),
        (STREET | {"junction": "roundabout", "oneway": "-1"}, BOTH, BACKWARD, BACKWARD),
        (STREET | {"junction": "roundabout", "oneway:bicycle": "no"}, BOTH, BOTH, FORWARD),
    ],
)
def test_one_way_streets(
    tags: dict[str, str],
    walk: tuple[bool, bool],
    cycle: tuple[bool, bool],
    drive: tuple[bool, bool],
) -> None:
    assert by_mode(tags) == {"walk": walk, "cycle": cycle, "ebike": cycle, "drive": drive}


def test_e_bikes_follow_bicycles_unless_a_tag_speaks_of_them() -> None:
    tags = STREET | {"bicycle": "no", "electric_bicycle": "yes"}
    assert by_mode(tags)["cycle"] == CLOSED
    assert by_mode(tags)["ebike"] == BOTH
    tags = STREET | {"bicycle": "yes", "electric_bicycle": "no"}
    assert by_mode(tags)["cycle"] == BOTH
    assert by_mode(tags)["ebike"] == CLOSED


@pytest.mark.parametrize(
    ("tags", "mode", "kph"),
    [
        ({"highway": "residential"}, "cycle", 15.0),
        ({"highway": "residential", "bicycle": "dismount"}, "cycle", 5.0),
        ({"highway": "footway"}, "ebike", 5.0),
        ({"highway": "footway", "bicycle": "yes"}, "ebike", 20.0),
        ({"highway": "pedestrian", "bicycle": "permissive"}, "cycle", 15.0),
        ({"highway": "steps"}, "cycle", 2.5),
        ({"highway": "steps"}, "ebike", 2.5),
        ({"highway": "steps", "ramp:bicycle": "yes"}, "cycle", 2.5),
        ({"highway": "steps", "bicycle": "yes"}, "ebike", 2.5),
        ({"highway": "steps"}, "walk", 2.5),
        ({"highway": "motorway", "foot": "yes"}, "walk", 5.0),
    ],
)
def test_bicycles_are_ridden_pushed_or_carried(
    tags: dict[str, str], mode: Mode, kph: float
) -> None:
    assert road_use(tags, mode, DEFAULT_SPEEDS).forward_kph == kph


def test_maxspeed_replaces_the_class_speed_for_driving_alone() -> None:
    tags = {"highway": "residential", "maxspeed": "40"}
    assert road_use(tags, "drive", DEFAULT_SPEEDS) == RoadUse(40, 40)
    assert road_use(tags, "walk", DEFAULT_SPEEDS) == RoadUse(5, 5)
    assert road_use(tags, "drive", SpeedTable(use_maxspeed=False)) == RoadUse(20, 20)
    assert road_use(tags, "drive", DEFAULT_SPEEDS.scaled("drive", 0.5)) == RoadUse(20, 20)
    assert road_use(FERRY | {"maxspeed": "15"}, "drive", DEFAULT_SPEEDS) == RoadUse(10, 10)


@pytest.mark.parametrize(
    ("tags", "forward_kph", "backward_kph"),
    [
        ({"maxspeed": "60", "maxspeed:forward": "70"}, 70, 60),
        ({"maxspeed:backward": "30"}, 50, 30),
        ({"maxspeed": "60", "maxspeed:backward": "signals"}, 60, 60),
        ({"maxspeed": "none"}, 50, 50),
        ({"maxspeed": "300"}, 100, 100),
        ({"maxspeed": "walk"}, 7, 7),
    ],
)
def test_maxspeed_by_direction(
    tags: dict[str, str], forward_kph: float, backward_kph: float
) -> None:
    use = road_use({"highway": "primary"} | tags, "drive", DEFAULT_SPEEDS)
    assert use == RoadUse(forward_kph, backward_kph)
