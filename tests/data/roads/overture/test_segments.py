"""Overture's segments as roads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import halfhour as hh
import numpy as np
import pytest
import shapely
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.roads.roads import read_road_lines
from overture_files import write_segments

LINE = shapely.LineString([(119.50, 39.9), (119.51, 39.9)])
WHOLE = {"between": [0.0, 1.0]}


def tags_of(tmp_path: Path, **said: Any) -> dict[str, str]:
    """Return the tags of one segment that are there."""
    row = {"id": "a", "subtype": "road", "class": "primary", "geometry": LINE, "connectors": []}
    path = write_segments(tmp_path / "segments.parquet", [{**row, **said}])
    tags = read_road_lines(path).tags.iloc[0]
    return {str(key): str(value) for key, value in tags.items() if value}


def denied(**when: Any) -> dict[str, Any]:
    """Return a restriction under conditions."""
    return {"access_type": "denied", "when": when or None}


def allowed(**when: Any) -> dict[str, Any]:
    """Return a permission under conditions."""
    return {"access_type": "allowed", "when": when or None}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {"highway": "primary"}),
        ({"subclass": "link"}, {"highway": "primary_link"}),
        ({"road_flags": [{"values": ["is_link"]}]}, {"highway": "primary_link"}),
        ({"road_flags": [{"values": ["is_link"], "between": [0, 0.5]}]}, {"highway": "primary"}),
        ({"road_flags": [{"values": ["is_under_construction"]}]}, {"highway": "construction"}),
        ({"class": "unknown"}, {"highway": "road"}),
        ({"class": None}, {"highway": "road"}),
        (
            {"class": "footway", "subclass": "sidewalk"},
            {"highway": "footway", "footway": "sidewalk"},
        ),
        ({"class": "service", "subclass": "alley"}, {"highway": "service", "service": "alley"}),
        ({"names": {"primary": "河北大街"}}, {"highway": "primary", "name": "河北大街"}),
    ],
)
def test_classes(tmp_path: Path, said: dict[str, Any], expected: dict[str, str]) -> None:
    assert tags_of(tmp_path, **said) == expected


def test_class_may_be_mapped_to_class(tmp_path: Path) -> None:
    row = {"id": "a", "subtype": "road", "class": "trunk", "subclass": "link", "geometry": LINE}
    path = write_segments(tmp_path / "segments.parquet", [{**row, "connectors": []}])
    lines = read_road_lines(Layer(file=path, columns={"class": "class"}))
    assert lines.tags["highway"].tolist() == ["trunk_link"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([denied(heading="backward")], {"oneway": "yes"}),
        ([denied(heading="forward")], {"oneway": "-1"}),
        ([{**denied(heading="backward"), **WHOLE}], {"oneway": "yes"}),
        (
            [denied(heading="backward"), allowed(heading="backward", mode=["bicycle"])],
            {"oneway": "yes", "oneway:bicycle": "no"},
        ),
        ([denied(heading="backward", mode=["motor_vehicle"])], {"oneway:motor_vehicle": "yes"}),
        (
            [denied(heading="backward"), denied(heading="forward")],
            {"oneway": "yes", "access": "no"},
        ),
        ([denied()], {"access": "no"}),
        ([denied(mode=["motor_vehicle"])], {"motor_vehicle": "no"}),
        ([denied(mode=["foot", "bicycle"])], {"foot": "no", "bicycle": "no"}),
        ([denied(mode=["car"]), denied(mode=["hgv"])], {"motorcar": "no"}),
        ([denied(), allowed(mode=["foot"])], {"access": "no", "foot": "yes"}),
        ([denied(), allowed(recognized=["as_private"])], {"access": "no"}),
        ([denied(), allowed(using=["at_destination"])], {"access": "destination"}),
        (
            [
                denied(mode=["motor_vehicle"]),
                allowed(using=["as_customer"], mode=["motor_vehicle"]),
            ],
            {"motor_vehicle": "customers"},
        ),
        ([{"access_type": "designated", "when": {"mode": ["bicycle"]}}], {"bicycle": "designated"}),
    ],
)
def test_access(tmp_path: Path, rules: list[Any], expected: dict[str, str]) -> None:
    tags = tags_of(tmp_path, access_restrictions=rules)
    assert tags == {"highway": "primary", **expected}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"max_speed": {"value": 60, "unit": "km/h"}}], {"maxspeed": "60"}),
        ([{"max_speed": {"value": 30, "unit": "mph"}, **WHOLE}], {"maxspeed": "30 mph"}),
        (
            [
                {"max_speed": {"value": 60, "unit": "km/h"}, "when": {"heading": "forward"}},
                {"max_speed": {"value": 40, "unit": "km/h"}, "when": {"heading": "backward"}},
            ],
            {"maxspeed:forward": "60", "maxspeed:backward": "40"},
        ),
        ([{"min_speed": {"value": 60, "unit": "km/h"}}], {}),
    ],
)
def test_speed_limits(tmp_path: Path, rules: list[Any], expected: dict[str, str]) -> None:
    assert tags_of(tmp_path, speed_limits=rules) == {"highway": "primary", **expected}


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    road = {"subtype": "road", "class": "primary", "connectors": [], "geometry": LINE}
    partial = {"max_speed": {"value": 30, "unit": "km/h"}, "between": [0.2, 0.4]}
    hours = {"max_speed": {"value": 30, "unit": "km/h"}, "when": {"during": "Mo-Fr"}}
    lorries = denied(vehicle=[{"dimension": "height", "value": 3.0}])
    path = write_segments(
        tmp_path / "segments.parquet",
        [
            {**road, "id": "a", "speed_limits": [partial, hours], "access_restrictions": [lorries]},
            {**road, "id": "b", "prohibited_transitions": [{"final_heading": "forward"}]},
            {**road, "id": "c", "subtype": "rail", "class": "subway"},
        ],
    )
    with collected_notes() as notes:
        lines = read_road_lines(path)
    assert lines.tags["highway"].tolist() == ["primary", "primary", "no"]
    assert lines.tags["maxspeed"].tolist() == ["", "", ""]
    why = "they hold for a part of a line, at some hours or for some vehicles."
    assert notes[:4] == [
        "segments.parquet: 1 segment that is not of roads is not read: rail (1).",
        f"segments.parquet, speed_limits: 2 rules are not read: {why}",
        f"segments.parquet, access_restrictions: 1 rule is not read: {why}",
        "segments.parquet: 1 segment forbids turns, which are not read.",
    ]


def test_segments_become_a_network_that_is_one_way(tmp_path: Path) -> None:
    further = shapely.LineString([(119.51, 39.9), (119.51, 39.91)])
    path = write_segments(
        tmp_path / "segments.parquet",
        [
            {
                "id": "a",
                "subtype": "road",
                "class": "primary",
                "geometry": LINE,
                "connectors": [],
                "access_restrictions": [denied(heading="backward")],
            },
            {
                "id": "b",
                "subtype": "road",
                "class": "residential",
                "geometry": further,
                "connectors": [],
            },
        ],
    )
    roads = hh.read_roads(path)
    assert roads.road_class.tolist() == ["primary", "residential"]
    assert len(roads.node_xy) == 3
    assert np.isfinite(roads.forward_s["drive"]).tolist() == [True, True]
    assert np.isfinite(roads.backward_s["drive"]).tolist() == [False, True]
    assert np.isfinite(roads.backward_s["walk"]).tolist() == [True, True]
