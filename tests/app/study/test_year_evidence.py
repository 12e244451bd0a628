from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.study.layers import read_layers
from halfhour.app.study.service_travel import ServiceTravel
from halfhour.app.study.standards import standards_of
from halfhour.app.study.year_evidence import year_evidence
from halfhour.coverage.rules.evidence import AccessKey, Evidence, PlacesKey
from line_town import RULES, STUDY, write_line_town, write_standards

ROOMS = AccessKey("clinic", ("room",), 30.0)
CLINICS = AccessKey("clinic", (), 30.0)
SHELTERS = AccessKey("shelter", (), 30.0)


def evidence(folder: Path, year: int, study: str = STUDY, **tables: list[str]) -> Evidence:
    layers = read_layers(write_line_town(folder, study=study, **tables))
    return year_evidence(layers, standards_of(layers.file), year)


@pytest.fixture(scope="module")
def by_year(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Evidence]:
    """The town in three years, with the travel times kept between them."""
    layers = read_layers(write_line_town(tmp_path_factory.mktemp("line")))
    standards = standards_of(layers.file)
    travel = ServiceTravel(layers, standards)
    return {
        year: year_evidence(layers, standards, year, travel=travel) for year in (2018, 2020, 2022)
    }


def test_people_and_units_of_the_cells(by_year: dict[int, Evidence]) -> None:
    cells = by_year[2022].cells
    assert list(cells.columns) == ["residents", "elderly", "county", "township"]
    assert cells["residents"].to_dict() == {
        "c0": 10,
        "c1": 20,
        "c2": 30,
        "c3": 40,
        "c4": 25,
        "c5": 30,
        "e1": 100,
    }
    assert cells["elderly"].sum() == 5 + 10 + 15 + 20 + 12.5 + 15 + 10
    assert cells["township"].tolist() == ["A1", "A1", "A2", "A2", "B1", "B1", "A1"]
    assert by_year[2020].cells.loc["e1", "residents"] == 0


def test_units_that_do_not_say_are_part_of_what_they_lie_in(by_year: dict[int, Evidence]) -> None:
    units = by_year[2020].units
    assert list(units) == ["county", "township", "village"]
    assert units["county"]["part_of"].tolist() == ["", ""]
    assert units["township"]["part_of"].to_dict() == {"A1": "A", "A2": "A", "B1": "B"}
    # The smallest areas that are larger than villages.
    assert units["village"]["part_of"].to_dict() == {
        "v1": "A1",
        "v2": "A1",
        "v3": "A2",
        "v4": "B1",
    }
    assert units["county"]["poor"].tolist() == [True, False]
    assert units["village"]["hosts_centre"].tolist() == [False, False, False, True]
    assert "geometry" not in units["village"]


def test_what_a_layer_says_of_its_units_is_kept(tmp_path: Path) -> None:
    rows = ["code,km,name,residents,hosts_centre,part", "v1,1,a,1,no,B1", "v2,1,b,1,no,"]
    study = STUDY.replace(
        "hosts_centre: hosts_centre}", "hosts_centre: hosts_centre, part_of: part}"
    )
    found = evidence(tmp_path, 2020, study, villages=rows)
    assert found.units["village"]["part_of"].to_dict() == {"v1": "B1", "v2": ""}


def test_facilities_that_stand_in_a_year(by_year: dict[int, Evidence]) -> None:
    ids = {year: list(found.facilities["clinic"].index) for year, found in by_year.items()}
    assert ids == {
        2018: ["h", "k1", "k3"],
        2020: ["k1", "k3"],
        2022: ["k1", "k2", "k3"],
    }
    table = by_year[2022].facilities["clinic"]
    # k3 stands, although it is out of order.
    assert table["working"].tolist() == [True, True, False]
    assert table["working"].dtype == bool
    assert table["beds"].tolist() == [4, 2, 8]
    assert table["standardised"].tolist() == [True, False, True]
    assert by_year[2018].facilities["clinic"]["standardised"].tolist() == [True, False, True]
    assert table.attrs["file"] == "clinics.csv"


def test_units_of_facilities_by_place_and_by_column(by_year: dict[int, Evidence]) -> None:
    clinics = by_year[2022].facilities["clinic"]
    assert clinics["county"].to_dict() == {"k1": "A", "k2": "A", "k3": "B"}
    assert clinics["township"].to_dict() == {"k1": "A1", "k2": "A2", "k3": "B1"}
    # In which village they are no area says, but a column.
    assert clinics["village"].to_dict() == {"k1": "v1", "k2": "v3", "k3": "v4"}
    assert by_year[2018].facilities["clinic"].loc["h", "village"] == ""
    # The library stands in county A, but its column says B. The park is no library.
    library = by_year[2022].facilities["library"]
    assert library[["county", "township"]].to_numpy().tolist() == [["B", "A1"]]
    assert "village" not in library


def test_unit_ids_that_look_like_numbers_stay_text(tmp_path: Path) -> None:
    rows = [
        "id,km,tier,village,opened,closed,working,beds,standardised",
        "k1,1,room,0130,,,,,",
        "k2,5,room,0131,,,,,",
    ]
    table = evidence(tmp_path, 2020, clinics=rows).facilities["clinic"]
    assert table["village"].tolist() == ["0130", "0131"]


def test_capacity_without_end_is_unknown(by_year: dict[int, Evidence]) -> None:
    assert by_year[2020].facilities["shelter"]["capacity"].tolist() == [15, 75]
    assert by_year[2020].facilities["clinic"]["capacity"].isna().all()


def test_travel_is_gathered_for_what_the_rules_ask(by_year: dict[int, Evidence]) -> None:
    found = by_year[2020]
    assert set(found.access) == {ROOMS, CLINICS, SHELTERS}
    assert set(found.places) == {PlacesKey(SHELTERS, "residents")}
    assert set(found.unit_access) == {CLINICS}
    assert found.access[ROOMS]["served"].sum() == 3
    assert by_year[2018].access[CLINICS]["served"].all()
    assert found.unit_access[CLINICS]["served"].to_dict() == {
        "v1": True,
        "v2": True,
        "v3": False,
        "v4": False,
    }


@pytest.mark.parametrize(("year", "places"), [(2020, 90.0), (2022, 90.0)])
def test_places_are_sought_by_the_people_of_the_year(
    by_year: dict[int, Evidence], year: int, places: float
) -> None:
    found = by_year[year]
    share = found.places[PlacesKey(SHELTERS, "residents")]["share"]
    assert (share * found.cells["residents"]).sum() == pytest.approx(places)
    # All 90 places are taken. In 2020 by 100 people in reach, in 2022 by 200.
    reached = found.cells["residents"][found.access[SHELTERS]["served"]].sum()
    assert reached == {2020: 100, 2022: 200}[year]


def test_every_unit_level_of_points_is_asked(tmp_path: Path) -> None:
    school = "  - {level: school, file: networks.csv, crs: EPSG:4549, columns: {unit_id: id, x: x, y: y}}\n"
    found = evidence(tmp_path, 2020, STUDY.replace("services:\n", school + "services:\n"))
    # Both lie within 1 km of the room k1.
    assert found.unit_access[CLINICS]["served"].loc[["l1", "p1"]].tolist() == [True, True]
    assert len(found.unit_access[CLINICS]) == 6


def test_a_study_without_some_layers(tmp_path: Path) -> None:
    study = STUDY.replace("indicators: {file: indicators.csv}\n", "")
    study = study.replace("growth: {file: growth.csv}\n", "")
    study = study[: study.index("  library:")] + "standards: {file: standards.yaml}\n"
    found = evidence(tmp_path, 2022, study)
    assert found.reported.empty
    assert list(found.reported.columns) == ["indicator", "unit", "year", "value"]
    assert list(found.facilities) == ["clinic", "shelter"]
    assert found.cells["residents"].sum() == 310


def test_stages_are_reported(tmp_path: Path) -> None:
    layers = read_layers(write_line_town(tmp_path))
    told: list[str] = []
    year_evidence(layers, standards_of(layers.file), 2020, report=told.append)
    assert told == ["2020: who reaches what"]


def test_reported_figures(by_year: dict[int, Evidence]) -> None:
    expected = pd.DataFrame(
        {
            "indicator": "reading",
            "unit": ["9", "9", "A"],
            "year": [2018, 2020, 2020],
            "value": [80.0, 89.5, 95.0],
        }
    )
    pd.testing.assert_frame_equal(by_year[2020].reported, expected, check_dtype=False)


def test_who_needs_half_a_place_finds_room_as_in_twice_as_many(tmp_path: Path) -> None:
    standards = tmp_path / "half.yaml"
    shelters = RULES["shelters"][:-1] + ", share_of: 50 %}"
    write_standards(standards, {"shelters": shelters})
    layers = read_layers(write_line_town(tmp_path / "plain"))
    half = year_evidence(layers, standards_of(layers.file, standards), 2020)
    twice = ["id,km,places", "s1,0.5,30", "s2,3,150"]
    doubled = evidence(tmp_path / "twice", 2020, shelters=twice)
    (key,) = half.places
    assert key == PlacesKey(SHELTERS, "residents", 0.5)
    expected = doubled.places[PlacesKey(SHELTERS, "residents")]["share"]
    people = half.cells["residents"]
    assert (half.places[key]["share"] * people).sum() == pytest.approx((expected * people).sum())


def test_new_people_are_those_of_estates_that_are_lived_in(by_year: dict[int, Evidence]) -> None:
    before, after = (by_year[year].estates for year in (2020, 2022))
    assert before is not None
    assert after is not None
    assert before.empty
    assert after["residents"].to_dict() == {"e1": 100}
    assert by_year[2022].newcomers("residents").sum() == 100
