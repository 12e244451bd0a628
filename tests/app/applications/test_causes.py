"""What is wrong with rows of a table, said in Chinese."""

import re
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pytest
import shapely
from halfhour.app.applications.causes import cause_said
from halfhour.app.applications.rank import rank_applications
from halfhour.maps.wording.messages import say
from study_fixtures import study_files
from towns import place

__all__ = ["study_files"]


def _chinese(ranking: hh.ApplicationRanking) -> dict[str, str]:
    """Causes by id, without the columns and values before them and the name of our CRS."""
    said = {one.id: one.reason.said(lambda text: say("zh", text)) for one in ranking.refused}
    return {key: text.partition("\uff1a")[2].replace("WGS 84", "") for key, text in said.items()}


@pytest.mark.parametrize(
    "coordinates",
    [
        *("0,0", "x", "1,2,3", "39.9,119.6", "95,95", "190,10", "N1 N2", "E1 E2", "nan,1"),
        *("119\u00b061'0\",39\u00b00'0\"", "1'2'3'4',5", "E119W,39", "1.5\u00b01',2", "9" * 300),
    ],
)
def test_every_row_that_is_no_place_is_told_in_chinese(
    study_files: Path, tmp_path: Path, coordinates: str
) -> None:
    lon, lat = place(3, 3)
    quoted = coordinates.replace('"', '""')
    table = tmp_path / "list.csv"
    table.write_text(f'id,coordinates\na,"{lon},{lat}"\nbad,"{quoted}"\n', encoding="utf-8")
    told = _chinese(rank_applications(study_files / "study.yaml", table, service="clinic"))
    assert told["bad"]
    assert re.findall(r"[A-Za-z]{2,}", told["bad"]) == []


def test_parcels_that_are_none_are_told_in_chinese(study_files: Path, tmp_path: Path) -> None:
    good = shapely.box(*place(3, 3), *place(3.2, 3.2))
    shapes = {
        "good": good,
        "bow": shapely.Polygon([place(1, 1), place(2, 2), place(2, 1), place(1, 2)]),
        "line": shapely.LineString([place(1, 1), place(2, 2)]),
        "none": None,
    }
    table = tmp_path / "list.gpkg"
    gpd.GeoDataFrame({"id": [*shapes]}, geometry=[*shapes.values()], crs=4326).to_file(table)
    told = _chinese(rank_applications(study_files / "study.yaml", table, service="clinic"))
    assert told.keys() == {"bow", "line", "none"}
    for said in told.values():
        assert re.findall(r"[A-Za-z]{2,}", said) == []


def test_what_nobody_knows_stays_as_it_is() -> None:
    assert cause_said("is {odd}") == "is {odd}"
