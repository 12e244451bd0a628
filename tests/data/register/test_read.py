"""The register as tables."""

from pathlib import Path

import shapely
from halfhour.data.register.append import append_checks, approve
from halfhour.data.register.approved import read_approved
from halfhour.data.register.read import read_decisions, read_register
from register_rows import entry


def test_an_absent_register_is_an_empty_table_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    assert read_register(path).empty
    assert read_decisions(path).empty
    assert {"check_id", "decision", "parcel", "geometry"} <= {*read_register(path).columns}
    assert not path.exists()


def test_points_parcels_and_decisions_are_those_that_were_appended(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    hole = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    both = shapely.MultiPolygon([hole, shapely.box(5, 5, 6, 6)])
    rows = [entry("a"), entry("b", parcel_wkb=shapely.to_wkb(hole)), entry("c")]
    append_checks(path, [*rows, entry("d", lon=1.5, lat=3.0, parcel_wkb=shapely.to_wkb(both))])
    approve(path, "d", reason="good", opens_year=2030)
    table = read_register(path)
    assert table.index.tolist() == [1, 2, 3, 4]
    assert [shape is None for shape in table["parcel"]] == [True, False, True, False]
    assert table["parcel"].iloc[1].equals(hole)
    assert table["parcel"].iloc[3].equals(both)
    assert (table.geometry.iloc[3].x, table.geometry.iloc[3].y) == (1.5, 3.0)
    assert table["opens_year"].fillna(0).tolist() == [0, 0, 0, 2030]
    assert table["capacity"].tolist() == [80.0] * 4


def test_only_checks_of_a_decision_are_read(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a"), entry("b"), entry("c"), entry("a")])
    approve(path, "a", "refused", reason="no")
    approve(path, "a", reason="yes")
    approve(path, "b", "refused", reason="no")
    for decision, ids in (("approved", ["a", "a"]), ("refused", ["b"]), ("", ["c"])):
        assert read_register(path, decision=decision)["check_id"].tolist() == ids
    assert len(read_register(path)) == 4
    assert read_approved(path).index.tolist() == ["a"]
