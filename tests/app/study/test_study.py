from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from halfhour.app.site_check.desk import site_desk
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from towns import place


def edit(folder: Path, old: str, new: str) -> Path:
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_people_inside_the_area_are_counted_and_sites_outside_still_serve(
    study_folder: Path,
) -> None:
    west = gpd.GeoDataFrame(
        geometry=[shapely.box(*place(0.5, -1), *place(2.5, 9))], crs="EPSG:4326"
    )
    west.to_file(study_folder / "area.geojson")
    study = open_study(edit(study_folder, "notice: made up", "area: area.geojson"))
    people = pd.read_csv(study_folder / "cells.csv")["people"].iloc[6:18].sum()
    today = study.assessments["clinic"]
    assert today.people_total == people
    # The only clinic stands at the corner outside the area.
    assert today.people_served > 0
    assert "people outside the area are not counted" in study.layers.notes[0]


def test_times_from_a_table_may_speak_of_cells_outside_the_area(study_folder: Path) -> None:
    gpd.GeoDataFrame(
        geometry=[shapely.box(*place(-1, -1), *place(0.5, 9))], crs="EPSG:4326"
    ).to_file(study_folder / "area.geojson")
    cells = pd.read_csv(study_folder / "cells.csv")["id"]
    pd.DataFrame({"cell": cells, "site": "e000", "min": range(36)}).to_csv(
        study_folder / "bus.csv", index=False
    )
    edit(study_folder, "notice: made up", "area: area.geojson")
    path = edit(
        study_folder,
        "    limit_min: 12\n",
        "    limit_min: 12\n    times: {file: bus.csv, columns: "
        "{cell_id: cell, site_id: site, minutes: min}}\n",
    )
    today = open_study(path).assessments["clinic"]
    assert len(today.cells) == 6
    assert today.cells["cost"].tolist() == [60.0 * minute for minute in range(6)]
    assert today.cells["served"].all()


def test_a_group_that_nobody_counts_is_refused(study_folder: Path) -> None:
    path = edit(study_folder, "    mode: walk", "    mode: walk\n    group: elderly")
    with pytest.raises(InputError, match="the population has no such group; it has residents"):
        open_study(path)


def test_one_service_alone_may_be_opened(study_folder: Path) -> None:
    study = open_study(study_folder / "study.yaml", services=["clinic"])
    assert list(study.scenarios) == ["two_clinics"]
    with pytest.raises(InputError, match=r"no such service. name one of clinic"):
        open_study(study_folder / "study.yaml", services=["rehab"])


@pytest.mark.parametrize("ask", [open_study, site_desk, read_layers])
def test_a_service_that_is_missing_is_told_before_any_layer_is_read(
    study_folder: Path, ask: Callable[..., object]
) -> None:
    # Reading its people would say that there is no such file.
    (study_folder / "cells.csv").unlink()
    services: dict[str, object] = (
        {"service": "rehab"} if ask is site_desk else {"services": ["rehab"]}
    )
    with pytest.raises(InputError, match=r"no such service. name one of clinic") as told:
        ask(study_folder / "study.yaml", **services)
    assert len(told.value.faults) == 1


def test_driving_is_faster_than_walking_and_distance_is_counted_in_metres(
    study_folder: Path,
) -> None:
    walk = open_study(study_folder / "study.yaml").assessments["clinic"]
    drive = open_study(edit(study_folder, "mode: walk", "mode: drive")).assessments["clinic"]
    assert drive.people_served > walk.people_served
    path = edit(study_folder, "    limit_min: 12\n", "    limit_m: 1000\n")
    metres = open_study(path).assessments["clinic"]
    assert metres.times.unit == "m"
    assert metres.limit_min is None
    assert 0 < metres.people_served <= walk.people_served
