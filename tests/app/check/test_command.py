import json
import re
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pytest
import shapely
from halfhour.app import cli
from halfhour.coverage.standards.shipped import shipped_standards
from halfhour.data.register.append import append_checks, approve
from halfhour.data.register.read import read_register
from register_rows import entry
from rich.cells import cell_len
from study_fixtures import study_files, study_folder
from towns import CRS, place
from typer.testing import CliRunner

__all__ = ["study_files", "study_folder"]

AT = ",".join(map(str, place(3, 3)))
THRESHOLDS = "site_check: {recommended: {newly_served: 500}, acceptable: {newly_served: 10}}\n"


@pytest.fixture
def study(study_folder: Path) -> Path:
    file = study_folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + THRESHOLDS, encoding="utf-8")
    return file


def said(study: Path, capsys: pytest.CaptureFixture[str], **options: object) -> str:
    cli.check(study, **{"service": ["clinic"], "at": AT, **options})
    return capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_is_no_wider_than_a_terminal_and_in_one_language(
    study: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    told = said(study, capsys, lang=lang)
    assert max(map(cell_len, told.splitlines())) <= 80
    if lang == "zh":
        # The number of the check and ids are all that is not Chinese.
        rest = re.sub(r"\d{8}-[0-9a-f]{8}|\b[cep]\d{3}\b", "", told)
        assert re.findall(r"[A-Za-z]{2,}", rest) == []
        assert "可接受" in told
    else:
        assert "acceptable" in told
        assert "residents newly served" in told


def test_obstacles_come_first(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    far = ",".join(map(str, place(40, 40)))
    told = said(study, capsys, at=far)
    assert told.index("Forbids the site") < told.index("newly served")
    assert "not recommended" in told


def test_json_has_what_it_had_and_the_comparison_and_the_verdict(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(said(study, capsys, as_json=True))
    today = hh.open_study(study).assessments["clinic"]
    check = hh.check_site(today, at=place(3, 3))
    assert {name: found[name] for name in check.to_dict()} == json.loads(
        json.dumps(check.to_dict())
    )
    assert found["verdict"]["step"] == "acceptable"
    assert found["comparison"]["of"] > 0


def test_out_writes_the_files_and_a_line_of_the_register(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    said(study, capsys, out=out, applicant="王")
    assert {"check.json", "check.xlsx"} <= {path.name for path in out.iterdir()}
    found = json.loads((out / "check.json").read_text(encoding="utf-8"))
    said(study, capsys, out=out, at=",".join(map(str, place(1, 1))))
    said(study, capsys, out=out, register=False)
    said(study, capsys)
    rows = read_register(study.parent / "register.gpkg")
    assert len(rows) == 2
    first = rows.reset_index().iloc[0]
    assert first["hash"] == found["hash"]
    assert first["newly_served"] == found["newly_served"]
    assert (first["applicant"], first["verdict"]) == ("王", "acceptable")


@pytest.mark.parametrize("named", [None, "EPSG:4549"])
def test_a_parcel_is_read_from_its_file(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str | None
) -> None:
    middle = gpd.GeoSeries([shapely.Point(place(3, 3))], crs="EPSG:4326").to_crs(CRS).iloc[0]
    parcel = gpd.GeoSeries([middle.buffer(40)], crs=CRS)
    file = tmp_path / "parcel.gpkg"
    parcel.to_file(file)
    found = json.loads(said(study, capsys, at=None, parcel=file, crs=named, as_json=True))
    assert found["place"]["parcel"]["type"] == "Polygon"
    assert found["at"] == pytest.approx(place(3, 3), abs=0.001)


def test_coordinates_in_metres_and_in_degrees_minutes_and_seconds(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = json.loads(said(study, capsys, as_json=True))
    middle = gpd.GeoSeries([shapely.Point(place(3, 3))], crs="EPSG:4326").to_crs(CRS).iloc[0]
    metres = said(study, capsys, at=f"{middle.x},{middle.y}", crs="EPSG:4549", as_json=True)
    seconds = said(study, capsys, at="119°36'54\"E 39°54'54\"N", as_json=True)
    for text in (metres, seconds):
        found = json.loads(text)
        assert found["at"] == pytest.approx(plain["at"], abs=1e-7)
        assert found["newly_served"] == plain["newly_served"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": None}, "--at: is missing"),
        ({"parcel": Path("p.geojson")}, "is given beside --parcel"),
        ({"at": "39.915,119.615"}, "119.615,39.915"),
        ({"at": "1,2,3", "crs": "EPSG:4549"}, "is not X,Y in metres"),
        ({"crs": "nonsense"}, "is not a known coordinate reference system"),
        ({"places": -1.0}, "capacity"),
        ({"limit_min": 500.0}, "limit_min"),
        ({"service": ["clinik"]}, "no such service"),
        ({"lang": "fr"}, "no messages in this language"),
        ({"at": None, "parcel": Path("nowhere.geojson")}, "there is no such file"),
    ],
)
def test_what_is_wrong_is_said(study: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(hh.InputError, match=re.escape(message)):
        cli.check(study, **{"service": ["clinic"], "at": AT, **options})


def test_a_place_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    with pytest.raises(hh.InputError, match=r"write 119\.6,39\.9"):
        cli.check(tmp_path / "nowhere.yaml", service=["clinic"], at="39.9,119.6")


def test_several_parcels_in_one_file_are_refused(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.gpkg"
    gpd.GeoSeries([shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)], crs=CRS).to_file(file)
    with pytest.raises(hh.InputError, match="are not one parcel"):
        cli.check(study, service=["clinic"], parcel=file)


@pytest.mark.parametrize("option", ["--capacity", "--places"])
def test_both_spellings_of_places_are_known(study: Path, option: str) -> None:
    asked = ["check", str(study), "--service", "clinic", "--at", AT, option, "5"]
    done = CliRunner().invoke(cli.app, asked)
    assert isinstance(done.exception, hh.InputError)
    assert "places of clinic are not counted" in str(done.exception)


def test_standards_that_are_asked_for_are_never_left_out(study: Path, tmp_path: Path) -> None:
    asked = {"service": ["clinic"], "at": AT, "standards": tmp_path / "nowhere.yaml"}
    with pytest.raises(hh.InputError, match=r"nowhere\.yaml: there is no such file"):
        cli.check(study, **asked)
    with pytest.raises(hh.InputError, match=r"people\.year"):
        cli.check(study, **asked | {"standards": shipped_standards()})


@pytest.mark.parametrize(
    "shape", [None, shapely.LineString([place(1, 1), place(2, 2)]), shapely.box(0, 0, 0, 9)]
)
def test_what_is_wrong_with_a_parcel_names_its_file(
    study: Path, tmp_path: Path, shape: shapely.Geometry | None
) -> None:
    file = tmp_path / "lot.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[shape], crs="EPSG:4326").to_file(file)
    with pytest.raises(hh.InputError, match=r"^lot\.gpkg, geometry"):
        cli.check(study, service=["clinic"], parcel=file)


COUNTED = "capacity: {need: {residents: 1}}\n    "


@pytest.mark.parametrize(
    ("rule", "places", "message"),
    [
        (COUNTED, None, "capacity: is missing: clinic counts places"),
        (COUNTED, -1.0, "is no number of places"),
        (COUNTED, float("nan"), "is no number of places"),
        ("", 5.0, "places of clinic are not counted"),
    ],
)
def test_places_that_do_not_fit_are_refused_before_any_layer_is_read(
    study: Path, rule: str, places: float | None, message: str
) -> None:
    # Only the study file is there: reading a layer would say that there is none.
    text = study.read_text(encoding="utf-8")
    text = text.replace("limit_min:", f"{rule}limit_min:", 1)
    alone = study.parent / "alone" / "study.yaml"
    alone.parent.mkdir()
    alone.write_text(text, encoding="utf-8")
    with pytest.raises(hh.InputError, match=re.escape(message)) as told:
        cli.check(alone, service=["clinic"], at=AT, places=places)
    assert len(told.value.faults) == 1
    assert "--places" not in str(told.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pdf": True}, "--pdf: has no meaning without files"),
        ({"note": "n"}, "--note = 'n': has no meaning without files"),
        ({"all_memos": True}, "--all-memos: has no meaning without files"),
        ({"all_memos": True, "out": Path("o")}, "--all-memos: has no meaning without --appl"),
        ({"max_approved": 2}, "--max-approved = 2: has no meaning without --applications"),
        ({"new_people": "9", "year": 2030, "project": "p"}, "--project = 'p': has no meaning with"),
        ({"applications": Path("l.csv"), "tier": "a"}, "--tier = 'a': is given beside"),
    ],
)
def test_no_option_is_dropped_in_silence(tmp_path: Path, options: dict, message: str) -> None:
    with pytest.raises(hh.InputError) as told:
        cli.check(tmp_path / "nowhere.yaml", **{"service": ["clinic"], "at": AT, **options})
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "note: Clinics: planned sites of"), ("zh", "说明：医疗卫生：")]
)
def test_planned_sites_that_count_are_told(
    study: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    register = study.parent / "register.gpkg"
    append_checks(register, [entry("new", lon=120.01, lat=40.0, capacity=None)])
    approve(register, "new", reason="wanted")
    assert words in said(study, capsys, lang=lang)


def test_standards_that_cannot_be_asked_are_told(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = study.read_text(encoding="utf-8")
    assert "year:" not in text
    assert "standards are not asked" not in said(study, capsys)
    study.write_text(f"{text}standards: {{file: {shipped_standards()}}}\n", encoding="utf-8")
    assert "standards are not asked, since it does not say of which year" in said(study, capsys)
