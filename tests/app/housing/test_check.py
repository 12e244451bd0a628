import json
import re
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import numpy as np
import openpyxl
import pandas as pd
import pytest
from halfhour.app.console import console
from halfhour.app.housing.check import HousingCheck, check_housing
from halfhour.app.housing.text import housing_table
from halfhour.coverage.standards.example_rule import ONE_RULE
from halfhour.maps.wording.messages import catalogue
from study_fixtures import study_files, study_folder
from towns import CRS, place

__all__ = ["study_files", "study_folder"]

NEW_COMMUNITIES = """\
rules:
  - id: clinic.new
    kind: ratio
    clause: {section: §1}
    title: {zh: 新社区, en: new communities}
    service: clinic
    level: county
    people: new
    low: 20
    high: 50
"""
CLINIC = "    mode: walk\n    limit_min: 12\n"


def with_groups(folder: Path) -> Path:
    """The small study with a year, elderly people, capacities, growth until 2022 and an estate in 2026."""
    cells = pd.read_csv(folder / "cells.csv")
    cells.assign(elderly=cells["people"] // 4).to_csv(folder / "cells.csv", index=False)
    for name, places in (("clinics", 150), ("sites", 40)):
        table = pd.read_csv(folder / f"{name}.csv")
        table.assign(places=places).to_csv(folder / f"{name}.csv", index=False)
    lon, lat = place(4, 4)
    estate = {"id": ["h1"], "lon": [lon], "lat": [lat], "year": [2026], "people": [20]}
    pd.DataFrame(estate).to_csv(folder / "estates.csv", index=False)
    growth = [
        (unit, year, factor) for unit in ("001", "002") for year, factor in ((2020, 1), (2022, 2))
    ]
    pd.DataFrame(growth, columns=["unit", "year", "factor"]).to_csv(
        folder / "growth.csv", index=False
    )
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace(
        "residents: people}\n",
        "residents: people, elderly: elderly}\n  year: 2020\n"
        "growth: {file: growth.csv}\n"
        "estates: {file: estates.csv, crs: EPSG:4326, columns: {cell_id: id, x: lon, y: lat, "
        "year: year, residents: people}}\n",
    )
    text = text.replace("y: lat}}", "y: lat, capacity: places}}")
    text = text.replace(CLINIC, f"{CLINIC}    capacity: {{need: {{residents: 0.5}}}}\n")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def found(study_folder: Path) -> HousingCheck:
    return check_housing(with_groups(study_folder), at=place(4, 3), people=120, year=2028)


def test_the_figures_equal_those_of_a_study_with_the_people_among_its_cells(
    study_folder: Path,
) -> None:
    file = with_groups(study_folder)
    found = check_housing(file, at=place(4, 3), people={"residents": 120, "elderly": 7}, year=2022)
    cells = pd.read_csv(study_folder / "cells.csv", dtype={"id": str})
    lon, lat = place(4, 3)
    # The population grows twofold until then, new people do not.
    new = {"id": ["new"], "lon": [lon], "lat": [lat], "people": [60], "elderly": [3.5]}
    pd.concat([cells, pd.DataFrame(new)]).to_csv(study_folder / "cells.csv", index=False)
    before, after = found.service("clinic").need.before, found.service("clinic").need.after
    whole = hh.open_study(file, year=2022).assessments["clinic"]
    assert after.people_served == pytest.approx(whole.people_served)
    assert after.people_total == whole.people_total
    assert found.service("clinic").need.short == pytest.approx(
        120 - (whole.people_served - before.people_served)
    )


def test_people_later_than_growth_are_those_of_its_last_year_and_estates_count(
    found: HousingCheck,
) -> None:
    before = found.service("clinic").need.before
    cells = before.times.demand["residents"]
    # The last cell lies outside every unit that grows.
    assert cells.drop("h1").sum() == 2 * sum(1 + (7 * i) % 13 for i in range(35)) + 12
    assert cells["h1"] == 20
    assert [str(one) for one in found.assumptions[:2]] == [
        "The study tells the people up to 2022: those of that year count in 2028, too.",
        "1 estate of the study that is lived in by 2028 counts, too.",
    ]


def test_groups_that_nobody_names_have_the_share_of_the_unit_around(found: HousingCheck) -> None:
    table = gpd.GeoDataFrame(found.service("clinic").need.before.times.demand)
    east = table[table["county_name"] == "东县"]
    share = east["elderly"].sum() / east["residents"].sum()
    assert found.people == {"residents": 120.0, "elderly": pytest.approx(120 * share)}
    assert "as in 东县" in str(found.assumptions[2])


def test_candidates_are_named_with_what_they_serve_and_parcels_with_what_is_lost(
    found: HousingCheck,
) -> None:
    clinic = found.service("clinic")
    need, parcels = clinic.need, clinic.parcels
    assert need.short > 0
    assert need.places_short == pytest.approx(need.short / 2)
    assert parcels.placed > 0
    assert parcels.proven
    assert list(parcels.candidates["cost"]) == sorted(parcels.candidates["cost"])
    assert set(parcels.opened) <= set(parcels.candidates.index)
    assert found.short == ("clinic",)


def test_the_files_say_what_the_check_says(found: HousingCheck, tmp_path: Path) -> None:
    written = found.save(tmp_path / "out", lang="zh")
    assert [path.name for path in written] == ["housing.json", "housing.xlsx"]
    assert json.loads(written[0].read_text(encoding="utf-8")) == json.loads(
        json.dumps(found.to_dict())
    )
    book = openpyxl.load_workbook(written[1], read_only=True)
    assert book.sheetnames == ["概览", "服务", "开放站点", "候选站点", "地块", "数据"]
    assert len(list(book["地块"].iter_rows())) == 1 + len(found.service("clinic").parcels.parcels)
    again = found.save(tmp_path / "out")
    assert [path.name for path in again] == ["housing.json", "housing.xlsx"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"housing.json", "housing.xlsx"}


def test_what_no_check_wrote_is_left_as_it_is(found: HousingCheck, tmp_path: Path) -> None:
    (tmp_path / "housing.json").write_text("{}")
    with pytest.raises(hh.InputError, match=r"housing\.json: is not of an earlier check"):
        found.save(tmp_path)
    assert (tmp_path / "housing.json").read_text() == "{}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_fits_80_columns_and_speaks_one_language(found: HousingCheck, lang: str) -> None:
    shown = console(width=80)
    with shown.capture() as captured:
        shown.print(housing_table(found, lang))
    text = captured.get()
    wide = [sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text.splitlines()]
    assert max(wide) <= 80
    if lang == "zh":
        assert not re.findall(r"[A-Za-z_]{3,}", text.replace(found.id, ""))
    assert all(found.said(text, "zh") != text for text in (*found.assumptions, *found.left_out))
    assert "同步规划、同步报批、同步建设、同步交付使用" in text.replace("│", "").replace(
        "\n", ""
    ).replace(" ", "")
    assert {"By when", "Nearest candidates"} <= catalogue("zh").keys()


def test_a_notebook_shows_a_card_whose_names_are_escaped(found: HousingCheck) -> None:
    shown = found._repr_html_()
    assert "serve" in shown
    assert "<table" in shown


def test_rules_about_new_communities_count_the_housing(study_folder: Path) -> None:
    file = with_groups(study_folder)
    rule = ONE_RULE.split("rules:")[0] + NEW_COMMUNITIES
    (study_folder / "standards.yaml").write_text(rule, encoding="utf-8")
    with file.open("a", encoding="utf-8") as study:
        study.write("standards: {file: standards.yaml}\n")
    [found] = check_housing(file, at=place(4, 3), people=170, year=2028).rules
    # The estate of 20 lies in the same county, in which no clinic stands.
    assert (found.unit_name, found.found) == ("东县", 0)
    assert (found.required_before, found.required, found.short) == (1, 4, 4)
    assert "东县 has 0, 4 required with the new housing (1 without); 4 missing" in str(found.said())


def test_the_same_question_has_the_same_number(study_folder: Path) -> None:
    file = with_groups(study_folder)
    one, two, other = (
        check_housing(file, at=place(4, 3), people=people, year=2028) for people in (9, 9, 10)
    )
    assert one.id == two.id != other.id


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"people": -5}, "--new-people = -5: is negative"),
        ({"people": 0}, "--new-people: is nobody"),
        ({"people": float("nan")}, "is no number of people"),
        ({"people": {"residents": 9, "cats": 2}}, "is no group of the study; it has residents"),
        ({"people": {"elderly": 9}}, "residents: is missing"),
        ({"year": 28}, "is not a year from"),
        ({"year": 2019}, "is before 2020|before the growth factors"),
        ({"year": 20.5}, "is no year"),
        ({"at": place(90, 90)}, "is no place of the study. The place lies outside the study area"),
        ({"at": place(4, 3)[::-1]}, "coordinates exchanged|they look exchanged"),
        ({"services": ["school"]}, "the study has no such service"),
    ],
)
def test_bad_questions_are_told(study_folder: Path, options: dict[str, object], said: str) -> None:
    asked = {"at": place(4, 3), "people": 9, "year": 2028, **options}
    with pytest.raises(hh.InputError, match=said):
        check_housing(with_groups(study_folder), **asked)


def test_a_study_without_candidates_says_so(study_folder: Path) -> None:
    file = study_folder / "study.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "candidates:" not in line]
    kept = kept[: kept.index("scenarios:")]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = check_housing(file, at=place(5, 4.9), people=9, year=2028)
    clinic = found.service("clinic")
    assert (clinic.need.short, clinic.parcels.of, clinic.parcels.opened) == (9, 0, ())
    [reserve] = [one["reserve"] for one in found.to_dict()["services"]]
    assert "no eligible candidate" in reserve["said"]["en"]


def test_an_opened_study_answers_for_another_year(study_files: Path) -> None:
    study = hh.open_study(study_files / "study.yaml")
    found = check_housing(study, at=place(0, 0), people=9, year=2030)
    assert (found.year, found.short) == (2030, ())
    xy = gpd.GeoSeries.from_xy(*[[one] for one in place(0, 0)], crs="EPSG:4326").to_crs(CRS)
    at = found.service("clinic").need.after.times.demand.geometry.iloc[-1]
    assert np.isclose([at.x, at.y], [xy.x[0], xy.y[0]]).all()
