"""Official counts and shares by unit: tables of offices, with all their faults at once."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.data.counts.known_units import unit_level
from halfhour.data.counts.official_counts import read_group_shares, read_official_counts
from halfhour.data.formats.layer import Layer


def written(folder: Path, text: str) -> Path:
    path = folder / "census.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_counts_of_known_and_mapped_groups_with_blanks(tmp_path: Path) -> None:
    path = written(tmp_path, "区县,总人口,elderly,kids\n001,1200人,—,30\n002,800,90,\n")
    layer = Layer(file=path, columns={"unit": "区县", "residents": "总人口", "children": "kids"})
    table = read_official_counts(layer)
    assert list(table.index) == ["001", "002"]
    assert table["residents"].tolist() == [1200, 800]
    assert table["elderly"].fillna(-1).tolist() == [-1, 90]
    assert table["children"].fillna(-1).tolist() == [30, -1]


def test_a_workbook_and_a_vector_layer_are_read_alike(tmp_path: Path) -> None:
    table = pd.DataFrame({"unit": ["A", "B"], "residents": [5, 7]})
    table.to_excel(tmp_path / "census.xlsx", index=False)
    gpd.GeoDataFrame(
        table, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs="EPSG:4326"
    ).to_file(tmp_path / "census.gpkg")
    for name in ("census.xlsx", "census.gpkg"):
        assert read_official_counts(tmp_path / name)["residents"].to_dict() == {"A": 5, "B": 7}


def test_every_fault_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,residents\nA,5\nA,-2\n,9\nB,many\n")
    with pytest.raises(InputError) as refused:
        read_official_counts(path)
    assert [(f.row, f.cause) for f in refused.value.faults] == [(4, "is not a number")]
    path = written(tmp_path, "unit,residents\nA,5\nA,-2\n,9\n")
    with pytest.raises(InputError) as refused:
        read_official_counts(path)
    assert {(f.row, f.cause) for f in refused.value.faults} == {
        (2, "is no count of people"),
        (2, "this unit is given twice"),
        (3, "is missing"),
    }


def test_a_table_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column counts people"):
        read_official_counts(written(tmp_path, "unit,area\nA,5\n"))


def test_shares_are_no_percents(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,share\nA,18.6\nB,0.2\n")
    with pytest.raises(InputError, match=r"write 0\.186 for 18\.6 %"):
        read_group_shares(path)
    assert read_group_shares(written(tmp_path, "unit,share\nA,0.186\n")).to_dict() == {"A": 0.186}


def units(**names: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": list(names.values())},
        geometry=[shapely.box(0, 0, 1, 1)] * len(names),
        index=pd.Index(names, name="unit_id"),
        crs="EPSG:32650",
    )


def test_units_are_found_by_id_or_by_a_name_of_their_own() -> None:
    levels = {
        "county": units(c1="North", c2="South"),
        "town": units(t1="Mill", t2="Mill", t3="South"),
    }
    level, ids = unit_level(pd.Index(["South", "c1"]), levels, file="census.csv")
    assert (level, list(ids)) == ("county", ["c2", "c1"])
    with pytest.raises(InputError, match="1 of 2 records are of no unit of level town"):
        unit_level(pd.Index(["t3", "Mill"]), levels, file="census.csv")
    with pytest.raises(InputError, match="by its id and by its name"):
        unit_level(pd.Index(["c1", "North"]), levels, file="census.csv")
    with pytest.raises(InputError, match="no `units:` are areas"):
        unit_level(pd.Index(["c1"]), {}, file="census.csv")
