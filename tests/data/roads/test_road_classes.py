"""Classes without a speed are told, or refused where most lines have one."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS
from shapely.geometry import LineString


def layer(folder: Path, classes: list[str | None]) -> Path:
    lines = [
        LineString([(119.5 + n / 100, 39.9), (119.51 + n / 100, 39.9)]) for n in range(len(classes))
    ]
    path = folder / "roads.gpkg"
    gpd.GeoDataFrame({"highway": classes}, geometry=lines, crs=4326).to_file(path)
    return path


def test_classes_that_nobody_travels_are_counted(tmp_path: Path) -> None:
    classes = ["primary"] * 6 + ["autobahn", "autobahn", None, "construction"]
    assert read_roads(layer(tmp_path, classes)).notes == (
        (
            "roads.gpkg: nobody travels 3 of 10 lines, whose class has no speed: autobahn (2), (empty) (1). "
            "speeds: gives a class a speed, and values: another meaning in a line layer."
        ),
        "roads.gpkg: nobody travels 1 of 10 lines, which are no roads: construction (1).",
    )


def test_a_class_with_a_speed_of_the_study_is_a_road(tmp_path: Path) -> None:
    speeds = DEFAULT_SPEEDS.replaced("drive", {"autobahn": 90.0})
    path = layer(tmp_path, ["autobahn", "autobahn", "primary"])
    assert read_roads(path, speeds=speeds).notes == ()
    with pytest.raises(InputError) as caught:
        read_roads(path)
    (fault,) = caught.value.faults
    assert (fault.column, fault.value) == ("class", "autobahn (2)")
    assert fault.cause == "2 of 3 lines have a class without a speed"
    assert "values: {class: {autobahn: residential}}" in fault.fix


def test_an_extract_tells_of_its_classes_too(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    ways = "".join(
        f'<way id="{n}"><nd ref="1"/><nd ref="2"/><tag k="highway" v="{road}"/></way>'
        for n, road in enumerate(["primary", "primary", "cart", "proposed"])
    )
    nodes = '<node id="1" lat="39.9" lon="119.5"/><node id="2" lat="39.9" lon="119.51"/>'
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>')
    notes = read_roads(path).notes
    assert ["cart (1)" in notes[0], "proposed (1)" in notes[1]] == [True, True]
