"""Approved sites count as facilities: a study's answers are those of one whose layer has the row."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
import shapely
from halfhour.app.example_study import street_study
from halfhour.app.study.layers import read_layers
from halfhour.data.register.append import append_checks, approve
from register_rows import entry

EAST = {"lon": 120.030, "lat": 40.0}
"""Half a kilometre from the cell at the east end, which no clinic of the street reaches."""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return street_study(tmp_path)


def approved(study: Path, check_id: str = "new", **fields: object) -> Path:
    """Append a check beside the study and approve it; an opening year may be among the fields."""
    register = study.parent / "register.gpkg"
    opens_year = fields.pop("opens_year", None)
    append_checks(register, [entry(check_id, **{**EAST, "capacity": None, **fields})])
    approve(register, check_id, reason="wanted", opens_year=opens_year)
    return register


def with_row(folder: Path, **columns: object) -> Path:
    """Return the same street with the approved site as a row of its clinics."""
    folder.mkdir()
    study = street_study(folder)
    clinics = pd.read_csv(folder / "clinics.csv")
    row = {"site_id": "new", "lon": 120.030, "lat": 40.0, "name": "new"} | columns
    pd.concat([clinics, pd.DataFrame([row])]).to_csv(folder / "clinics.csv", index=False)
    mapped = ", ".join(f"{name}: {name}" for name in columns)
    text = study.read_text().replace(
        "{file: clinics.csv}", f"{{file: clinics.csv, columns: {{{mapped}}}}}"
    )
    study.write_text(text)
    return study


def of_register(notes: Iterable[str]) -> list[str]:
    return [note for note in notes if "register" in note]


def test_a_plan_with_an_approved_site_is_that_of_a_study_whose_layer_has_the_row(
    study: Path, tmp_path: Path
) -> None:
    before = hh.open_study(study)
    approved(study)
    planned, layered = hh.open_study(study), hh.open_study(with_row(tmp_path / "row"))
    assert before.assessments["clinic"].share == 0.8
    for opened in (planned, layered):
        assert opened.assessments["clinic"].share == 1.0
        assert [*opened.assessments["clinic"].open_sites] == ["first", "new"]
    pd.testing.assert_frame_equal(
        planned.assessments["clinic"].cells, layered.assessments["clinic"].cells
    )
    pd.testing.assert_frame_equal(
        pd.DataFrame(planned.layers.sites["clinic"].drop(columns="planned_site")),
        pd.DataFrame(layered.layers.sites["clinic"]),
    )
    plans = [hh.solve(one.scenarios["one_more"]) for one in (planned, layered)]
    assert plans[0].opened == plans[1].opened
    assert plans[0].certificate.objective_value == plans[1].certificate.objective_value


def test_an_approved_site_counts_from_its_year_on(study: Path, tmp_path: Path) -> None:
    approved(study, opens_year=2028)
    layered = hh.open_study(with_row(tmp_path / "row", opened_year=2028))
    planned = hh.open_study(study)
    for year, share in ((2020, 0.8), (2027, 0.8), (2028, 1.0), (2035, 1.0)):
        assert planned.in_year(year).assessments["clinic"].share == share
        assert layered.in_year(year).assessments["clinic"].share == share
    assert of_register(planned.layers.notes) == [
        "clinic: planned sites of register.gpkg that count as facilities: 1",
        "clinic: planned sites of register.gpkg that count only from their year on: new (2028)",
    ]


@pytest.mark.parametrize(("opened_year", "added"), [(2030, []), (2015, []), (None, ["new"])])
def test_an_approved_site_counts_beside_sites_with_opening_years(
    study: Path, opened_year: int | None, added: list[str]
) -> None:
    # What stands at the place already, or is to open there, is not counted twice.
    clinics = pd.read_csv(study.parent / "clinics.csv").assign(opened_year=2010)
    if opened_year is not None:
        there = {"site_id": "there", **EAST, "opened_year": opened_year}
        clinics = pd.concat([clinics, pd.DataFrame([there])])
    clinics.to_csv(study.parent / "clinics.csv", index=False)
    mapped = "{file: clinics.csv, columns: {opened_year: opened_year}}"
    study.write_text(study.read_text().replace("{file: clinics.csv}", mapped))
    approved(study)
    sites = read_layers(study).sites["clinic"].index
    assert [site for site in sites if site == "new"] == added


def test_a_check_counts_what_was_approved_before(study: Path) -> None:
    approved(study)
    today = hh.open_study(study).assessments["clinic"]
    check = hh.check_site(today, at=(120.036, 40.0))
    assert (check.newly_served, check.people_in_reach) == (0.0, 100.0)
    assert "new" in check.overlaps.index


def test_only_the_decision_that_holds_counts(study: Path) -> None:
    register = approved(study)
    approve(register, "new", "refused", reason="flood plain")
    opened = hh.open_study(study)
    assert opened.assessments["clinic"].share == 0.8
    assert of_register(opened.layers.notes) == [
        "register.gpkg: no site is approved, so that no planned site counts"
    ]


def test_checks_without_an_approval_change_nothing(study: Path) -> None:
    before = read_layers(study)
    append_checks(study.parent / "register.gpkg", [entry("asked", **EAST)])
    after = read_layers(study)
    assert after.sites["clinic"].equals(before.sites["clinic"])
    assert after.inputs == before.inputs


def test_inputs_change_with_what_is_approved_and_not_with_what_is_asked(study: Path) -> None:
    def digests() -> dict[str, str]:
        return {one.name: one.sha256 for one in read_layers(study).inputs}

    before = digests()
    register = approved(study)
    after = digests()
    assert {*after} - {*before} == {"register.gpkg"}
    append_checks(register, [entry("asked", **EAST)])
    assert digests() == after
    approve(register, "new", reason="later", opens_year=2030)
    assert digests() != after


def test_the_study_chooses_the_register(study: Path) -> None:
    text = study.read_text()
    register = approved(study)
    study.write_text(text + "register: ignore\n")
    ignored = read_layers(study)
    assert "new" not in ignored.sites["clinic"].index
    assert of_register(ignored.notes) == [
        "register.gpkg is not read, since the study says `register: ignore`"
    ]
    (study.parent / "kept").mkdir()
    register.rename(study.parent / "kept" / "checks.gpkg")
    study.write_text(text + "register: kept/checks.gpkg\n")
    assert "new" in read_layers(study).sites["clinic"].index
    study.write_text(text + "register: other.gpkg\n")
    none = read_layers(study)
    assert "new" not in none.sites["clinic"].index
    assert of_register(none.notes) == ["other.gpkg: there is no such register of checks yet"]


@pytest.mark.parametrize("value", ["3", "true", "[a, b]", "''"])
def test_a_register_that_is_no_file_is_refused(study: Path, value: str) -> None:
    study.write_text(study.read_text() + f"register: {value}\n")
    with pytest.raises(hh.InputError, match="register"):
        read_layers(study)


def test_a_file_of_others_beside_the_study_is_told_and_one_that_is_named_refused(
    study: Path,
) -> None:
    other = study.parent / "register.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:4326").to_file(other)
    assert of_register(read_layers(study).notes) == [
        "register.gpkg is no register of checks, and is not read"
    ]
    study.write_text(study.read_text() + "register: register.gpkg\n")
    with pytest.raises(hh.InputError, match="is no register of checks"):
        read_layers(study)
    with pytest.raises(hh.InputError, match="is no register of checks"):
        hh.validate_study(study)


def test_a_site_that_stands_in_the_layer_by_now_counts_once(study: Path, tmp_path: Path) -> None:
    built = with_row(tmp_path / "row", capacity=80.0)
    clinics = pd.read_csv(built.parent / "clinics.csv").assign(
        capacity=80.0, site_id=["first", "N7"]
    )
    clinics.to_csv(built.parent / "clinics.csv", index=False)
    # 3 m east of it.
    approved(built, lon=120.030035)
    layers = read_layers(built)
    assert layers.sites["clinic"].index.tolist() == ["N7", "first", "last"]
    assert of_register(layers.notes) == [
        "clinic: approved sites of register.gpkg that stand in its layer already, within 5 m, count once: new"
    ]


def test_a_facility_anywhere_in_the_parcel_is_the_approved_one(study: Path, tmp_path: Path) -> None:
    built = with_row(tmp_path / "row")
    parcel = shapely.box(120.0299, 39.9999, 120.0310, 40.0010)
    clinics = pd.read_csv(built.parent / "clinics.csv").assign(site_id=["first", "N7"])
    clinics.to_csv(built.parent / "clinics.csv", index=False)
    approved(built, lon=120.0309, parcel_wkb=shapely.to_wkb(parcel))
    assert "new" not in read_layers(built).sites["clinic"].index


def test_a_place_that_was_approved_twice_counts_once(study: Path) -> None:
    approved(study, "b", capacity=100)
    approved(study, "a", capacity=200)
    approved(study, "c", lon=120.029)
    layers = read_layers(study)
    sites = layers.sites["clinic"]
    assert sites.index.tolist() == ["a", "c", "first", "last"]
    assert sites.loc["a", "capacity"] == 200.0
    assert any("approved last counts, and these do not: b" in note for note in layers.notes)


def test_of_a_place_the_last_approval_counts_whatever_its_number(study: Path) -> None:
    approved(study, "a", capacity=100)
    before = read_layers(study).content_key
    approved(study, "b", capacity=200)
    layers = read_layers(study)
    assert layers.sites["clinic"].loc["b", "capacity"] == 200.0
    assert "a" not in layers.sites["clinic"].index
    approve(study.parent / "register.gpkg", "a", reason="after all")
    again = read_layers(study)
    assert again.sites["clinic"].loc["a", "capacity"] == 100.0
    assert len({before, layers.content_key, again.content_key}) == 3


def test_a_facility_that_was_closed_does_not_stand_in_the_way(study: Path, tmp_path: Path) -> None:
    built = with_row(tmp_path / "row", closed_year=2015)
    clinics = pd.read_csv(built.parent / "clinics.csv")
    clinics["site_id"], clinics["closed_year"] = ["first", "old"], [None, 2015]
    clinics.to_csv(built.parent / "clinics.csv", index=False)
    approved(built)
    status = read_layers(built).sites["clinic"]["status"]
    assert status.to_dict() == {
        "first": "existing",
        "last": "candidate",
        "new": "existing",
        "old": "closed",
    }


def test_planned_sites_of_other_services_do_not_count_and_are_told(study: Path) -> None:
    approved(study, service="school")
    layers = read_layers(study)
    assert layers.sites["clinic"].index.tolist() == ["first", "last"]
    assert of_register(layers.notes) == [
        "register.gpkg: approved sites of school do not count, since the study has no such service"
    ]


def test_planned_sites_have_the_capacity_tier_and_name_of_their_check(study: Path) -> None:
    approved(study, capacity=80, tier="village", applicant="Seaside Ltd")
    row = read_layers(study).sites["clinic"].loc["new"]
    assert (row["name"], row["tier"], row["capacity"], row["planned_site"]) == (
        *("Seaside Ltd", "village", 80.0),
        True,
    )
    assert not read_layers(study).sites["clinic"].loc["first", "planned_site"]


def test_a_service_with_a_table_of_times_counts_no_planned_site(study: Path) -> None:
    rows = {"cell_id": ["west", "east"], "site_id": ["first", "last"], "minutes": [5, 5]}
    pd.DataFrame(rows).to_csv(study.parent / "times.csv", index=False)
    text = study.read_text().replace("limit_min: 15", "limit_min: 15\n    times: {file: times.csv}")
    study.write_text(text)
    approved(study)
    opened = hh.open_study(study)
    assert opened.assessments["clinic"].share == 0.8
    assert of_register(opened.layers.notes) == [
        "clinic: approved sites of register.gpkg do not count, since its travel times come from a table: new"
    ]


def test_plans_tell_how_many_planned_sites_count(study: Path, tmp_path: Path) -> None:
    approved(study)
    [found] = hh.plan_study(study, tmp_path / "out")
    assert "clinic: planned sites of register.gpkg that count as facilities: 1" in found.notes
    assert replace(found).plan.before.share == 1.0


def test_a_planned_site_of_a_tier_without_a_mode_is_told(study: Path) -> None:
    text = study.read_text().replace("mode: walk", 'mode: {"": walk, village: drive}')
    study.write_text(text)
    approved(study, "a", tier="village")
    approved(study, "b", tier="hospital", lon=120.02)
    opened = hh.open_study(study)
    assert opened.layers.sites["clinic"].index.tolist() == ["a", "first", "last"]
    assert of_register(opened.layers.notes)[0] == (
        "clinic: approved sites of register.gpkg do not count, since no mode is given for their tiers: b"
    )


def test_where_the_study_has_no_year_an_opening_year_is_told(study: Path) -> None:
    study.write_text(study.read_text().replace(", year: 2020", ""))
    approved(study, opens_year=2028)
    opened = hh.open_study(study)
    assert opened.assessments["clinic"].share == 1.0
    assert of_register(opened.layers.notes)[-1].endswith(
        "since the study does not say of which year its people are: new"
    )


def test_the_overview_leaves_out_plans_from_before_an_approval(study: Path, tmp_path: Path) -> None:
    more = "  two_more: {service: clinic, max_new: 2}\n"
    study.write_text(study.read_text() + more)
    hh.plan_study(study, tmp_path / "out", scenario="one_more")
    approved(study)
    hh.plan_study(study, tmp_path / "out", scenario="two_more")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "two_more/plan.html" in page
    assert "one_more/plan.html" not in page
    hh.plan_study(study, tmp_path / "out", scenario="one_more")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "two_more/plan.html" in page
    assert "one_more/plan.html" in page


def test_no_layer_may_have_a_column_of_the_name_of_the_mark(study: Path) -> None:
    text = study.read_text().replace(
        "{file: clinics.csv}", "{file: clinics.csv, columns: {planned_site: lon}}"
    )
    study.write_text(text)
    with pytest.raises(hh.InputError, match=r"columns\.planned_site"):
        read_layers(study)


def test_results_mark_planned_sites(study: Path, tmp_path: Path) -> None:
    approved(study)
    hh.plan_study(study, tmp_path / "out")
    sites = gpd.read_file(tmp_path / "out" / "one_more" / "results.gpkg", layer="sites")
    marks = dict(zip(sites["site_id"], sites["planned_site"].astype(bool), strict=True))
    assert marks == {"first": False, "last": False, "new": True}


def test_a_register_of_a_newer_format_is_refused(study: Path) -> None:
    register = approved(study)
    with closing(sqlite3.connect(register)) as database, database:
        database.execute("UPDATE halfhour_register SET format = 2")
    with pytest.raises(hh.InputError, match="is a register of another format"):
        read_layers(study)


def test_places_of_a_planned_site_are_given_as_those_of_a_row(study: Path, tmp_path: Path) -> None:
    built = with_row(tmp_path / "row", capacity=30.0)
    clinics = pd.read_csv(built.parent / "clinics.csv").assign(capacity=[250.0, 30.0])
    clinics.to_csv(built.parent / "clinics.csv", index=False)
    clinics[:1].to_csv(study.parent / "clinics.csv", index=False)
    approved(study, capacity=30)
    rule = "limit_min: 15\n    capacity: {assignment: system, need: {residents: 1.0}}"
    for one in (built, study):
        one.write_text(one.read_text().replace("limit_min: 15", rule))
    layered, planned = (hh.open_study(one) for one in (built, study))
    for opened in (layered, planned):
        # 250 of the 400 in the west and 30 of the 100 in the east have a place.
        assert opened.assessments["clinic"].people_served == 280.0
    plans = [hh.solve(one.scenarios["one_more"]) for one in (layered, planned)]
    assert plans[0].gains == plans[1].gains == (70.0,)
