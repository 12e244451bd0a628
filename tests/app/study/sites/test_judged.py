"""Land that leaves no candidate: plans say so and open nothing, and a check answers."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.app.applications.rank import rank_applications
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.site_check.desk import site_desk
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from towns import place

SAID = "clinic: no candidate is left, as none of 9 is eligible: scenarios open no new site"


def nothing_left(folder: Path, more: str = "") -> Path:
    everywhere = shapely.box(*place(-9, -9), *place(40, 40))
    gpd.GeoDataFrame(geometry=[everywhere], crs="EPSG:4326").to_file(folder / "all.geojson")
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8") + more
    rules = "land: {forbid: [{file: all.geojson, clause: Law 1}]}\n"
    file.write_text(text + rules, encoding="utf-8")
    return file


def test_a_plan_says_that_none_is_left(study_folder: Path, tmp_path: Path) -> None:
    file = nothing_left(study_folder)
    [found] = plan_study(file, tmp_path / "out", jobs=1)
    assert found.plan.opened == ()
    assert found.plan.after.share == found.plan.before.share
    assert SAID in found.notes


def test_a_check_and_a_ranking_answer(study_folder: Path) -> None:
    file = nothing_left(study_folder)
    report = site_desk(file, "clinic").report(at=place(3, 3.4))
    assert report.check.forbidden
    assert report.check.newly_served > 0
    assert report.comparison.best is None
    (study_folder / "list.csv").write_text("id,lon,lat\na,119.62,39.92\n", encoding="utf-8")
    ranking = rank_applications(file, study_folder / "list.csv", service="clinic")
    assert ranking.table["forbidden"].tolist() == [True]
    assert open_study(file).assessments["clinic"].share > 0


def test_a_site_that_must_open_is_told_and_one_that_may_not_needs_no_word(
    study_folder: Path,
) -> None:
    file = nothing_left(study_folder)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("max_new: 2", "max_new: 2, must_open: [p004]"), encoding="utf-8")
    with pytest.raises(InputError, match=r"p004.*is not eligible: all.geojson \(Law 1\)"):
        validate_study(file)
    # The plan is at fault, and a check asks for no plan.
    assert site_desk(file, "clinic").report(at=place(3, 3.4)).check.forbidden
    file.write_text(text.replace("max_new: 2", "max_new: 2, forbidden: [p004]"), encoding="utf-8")
    assert SAID in validate_study(file).notes


def test_candidates_that_the_table_calls_not_eligible_are_no_matter_of_land(
    study_folder: Path,
) -> None:
    table = study_folder / "sites.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(
        "\n".join([f"{lines[0]},may", *(f"{line},no" for line in lines[1:])]), encoding="utf-8"
    )
    file = study_folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    where = "candidates: {file: sites.csv, crs: EPSG:4326, columns: {"
    file.write_text(text.replace(where, f"{where}eligible: may, "), encoding="utf-8")
    found = read_layers(file).eligibility["clinic"]
    assert found.count("forbidden") == 9
    assert not found.obstacles
    with pytest.raises(InputError, match="has no eligible candidate"):
        validate_study(file)


def test_a_check_answers_where_none_of_the_made_candidates_is_left(study_folder: Path) -> None:
    file = nothing_left(study_folder)
    layer = "{file: sites.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}"
    text = file.read_text(encoding="utf-8")
    assert layer in text
    file.write_text(
        text.replace(f"candidates: {layer}", "candidates: {auto: lattice, spacing_m: 400}"),
        encoding="utf-8",
    )
    report = site_desk(file, "clinic").report(at=place(3, 3.4))
    assert report.check.forbidden
    assert report.check.newly_served > 0
    assert any(
        note.startswith("clinic: no candidate is left: none of the places that were made remains")
        for note in report.notes
    )
    # A plan needs them.
    with pytest.raises(InputError, match="none of the places that were made remains"):
        validate_study(file)
