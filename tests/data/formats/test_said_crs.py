"""A list that names another CRS in words than the one it is read in says so; nothing is changed."""

from __future__ import annotations

from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest


def notes_of(
    folder: Path,
    title: str,
    *,
    crs: str | None = None,
    x: str = "经度",
    name: str = "诊所",
    at: tuple[float, float] = (119.5, 39.9),
) -> list[str]:
    """Read a workbook with a title above its headings, and return the notes on its CRS."""
    path = folder / f"{name}.xlsx"
    rows = [
        [title, None, None],
        ["site_id", x, "y"],
        *([str(n), at[0] + n, at[1]] for n in range(3)),
    ]
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    keys = {} if crs is None else {"crs": crs}
    columns = {"x": x, "y": "y"} if x != "lon" else {}
    if x == "lon":
        rows[1][2] = "lat"
        pd.DataFrame(rows).to_excel(path, index=False, header=False)
    layer = hh.Layer.model_validate({"file": path, "columns": columns, **keys})
    with hh.collected_notes() as notes:
        sites = hh.read_sites(existing=layer, service="clinic")
    assert len(sites) == 3
    return [note for note in notes if "coordinates are read in" in note]


@pytest.mark.parametrize(
    ("title", "crs", "said"),
    [
        ("诊所一览表 坐标系：GCJ-02", "EPSG:4326", "GCJ-02"),
        ("诊所一览表（百度坐标）", "EPSG:4490", "BD-09"),
        ("坐标系：GCJ-02", "bd09", "GCJ-02"),
        ("坐标系：WGS84", "gcj02", "EPSG:4326"),
        ("坐标系：西安80", "EPSG:4326", "EPSG:4610"),
    ],
)
def test_another_datum_in_the_title_is_told(
    tmp_path: Path, title: str, crs: str, said: str
) -> None:
    [note] = notes_of(tmp_path, title, crs=crs)
    assert note.startswith("诊所.xlsx: its coordinates are read in ")
    assert f"say {said}: check which is right" in note


def test_the_name_and_headings_speak_too_and_degrees_need_no_crs(tmp_path: Path) -> None:
    assert notes_of(tmp_path, "诊所", crs="EPSG:4326", name="clinics_gcj02")
    assert notes_of(tmp_path, "诊所", crs="EPSG:4326", x="经度(BD-09)")
    # Columns lon and lat are degrees of WGS 84 where nobody says otherwise.
    assert notes_of(tmp_path, "坐标系：GCJ-02", x="lon")


@pytest.mark.parametrize(
    ("title", "crs"),
    [
        ("坐标系：GCJ-02", "gcj02"),
        ("坐标系：CGCS2000", "EPSG:4326"),
        ("坐标系：WGS84", "EPSG:4490"),
        ("由 GCJ-02 转为 WGS84", "EPSG:4326"),
        ("诊所一览表", "EPSG:4326"),
    ],
)
def test_what_agrees_within_a_metre_or_says_two_things_is_not(
    tmp_path: Path, title: str, crs: str
) -> None:
    assert not notes_of(tmp_path, title, crs=crs)


def test_zones_are_compared(tmp_path: Path) -> None:
    title, at = "坐标系：CGCS2000 3度带 39带", (39_700_000.0, 4_420_000.0)
    assert not notes_of(tmp_path, title, crs="EPSG:4527", x="x", at=at)
    [note] = notes_of(tmp_path, title, crs="EPSG:4549", x="x", at=(540_000.0, 4_420_000.0))
    assert "read in EPSG:4549" in note
    assert "say EPSG:4527" in note


def test_inspection_follows_it_and_asks_once(tmp_path: Path) -> None:
    notes_of(tmp_path, "坐标系：GCJ-02", x="lon")
    [layer] = hh.inspect_file(tmp_path / "诊所.xlsx").layers
    assert layer.layer.crs == "gcj02"
    assert not [note for note in layer.notes if "coordinates are read in" in note]
    assert [note for note in layer.notes if "the coordinates are taken so" in note]
