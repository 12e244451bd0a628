"""Administrative units of a level inside the made-up town."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
import yaml
from halfhour.common.errors import InputError
from halfhour.data.osm.fetch import fetch_place
from osm_server import OsmData


def add_square(data: OsmData, number: int, west: float, east: float) -> list[int]:
    """Add a square from one longitude to another, its ring cut into two ways."""
    corners = [(west, 0), (east, 0), (east, 0.02), (west, 0.02)]
    for corner, (lon, lat) in enumerate(corners):
        data.add_node(number + corner, lon, lat)
    data.add_way(number, [number, number + 1, number + 2], {})
    data.add_way(number + 1, [number + 2, number + 3, number], {})
    return [number, number + 1]


@pytest.fixture
def units(server):
    data = server.data
    data.add_unit(501, add_square(data, 1000, 10.0, 10.01), 8, "West")
    data.add_unit(502, add_square(data, 1010, 10.01, 10.02), 8, "East")
    data.add_unit(503, add_square(data, 1020, 10.02, 10.03), 8, "Neighbour")
    data.add_unit(504, add_square(data, 1030, 9.0, 11.0), 6, "County")
    return server


def test_units_inside_the_place(units, tmp_path):
    report = fetch_place("Town", tmp_path / "town", **units.urls, units_level=8)
    assert report.units == 2
    assert "units: 2" in str(report)
    table = gpd.read_file(tmp_path / "town" / "units.gpkg").set_index("unit_id")
    assert table["name"].to_dict() == {"r501": "West", "r502": "East"}
    assert table.loc["r501", "geometry"].equals(shapely.box(10.0, 0, 10.01, 0.02))
    study = yaml.safe_load((tmp_path / "town" / "study.yaml").read_text(encoding="utf-8"))
    assert [entry["level"] for entry in study["units"]] == ["admin_level_8", "place"]
    assert "units.gpkg" in (tmp_path / "town" / "SOURCES.txt").read_text(encoding="utf-8")


def test_a_hole_is_no_part_of_a_unit(units, tmp_path):
    data = units.data
    ring = add_square(data, 1040, 10.004, 10.006)
    members = data.relations[501]["members"]
    members += [{"type": "way", "ref": way, "role": "inner"} for way in ring]
    # A node that stands for the unit is no part of its boundary.
    members.append({"type": "node", "ref": 1, "role": "label"})
    data.relations[501]["members"] = members[:-1]
    fetch_place("Town", tmp_path / "town", **units.urls, units_level=8)
    table = gpd.read_file(tmp_path / "town" / "units.gpkg").set_index("unit_id")
    assert table.loc["r501", "geometry"].area == pytest.approx(0.008 * 0.02)


def test_a_boundary_that_is_not_closed_is_told(units, tmp_path):
    units.data.relations[502]["members"].pop()
    report = fetch_place("Town", tmp_path / "town", **units.urls, units_level=8)
    assert report.units == 1
    assert "1 unit of level 8 has boundaries that are not closed" in str(report)
    assert "r502" in str(report)


@pytest.mark.parametrize(("level", "cause"), [(7, "has units here"), (6, "has units here")])
def test_a_level_without_units(units, tmp_path, level, cause):
    # The county is there, but the town is only a small part of it.
    with pytest.raises(InputError, match=cause):
        fetch_place("Town", tmp_path / "town", **units.urls, units_level=level)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("level", [0, 12, 8.5])
def test_levels_that_are_none(server, tmp_path, level):
    with pytest.raises(InputError, match="is not a whole number from 2 to 11"):
        fetch_place("Town", tmp_path / "town", **server.urls, units_level=level)
