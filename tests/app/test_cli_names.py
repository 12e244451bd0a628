"""Whatever things are called, what validate passes plan completes, and names are printed as they are."""

import shutil
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import yaml
from halfhour.app.cli import main
from malformed_kinds import write_study

STRANGE = (
    *(
        "Centro [/old]",
        "[draft] Centro",
        ":smile: $\\frac$ $5",
        "a/b: 中文?",
        "{x} {{y}}",
        "x" * 150,
    ),
    *("<b>&amp;</b>", "=1+1", "%s %(a)s", "..", "e\u0301 \u200f", "'quoted\" `text`"),
)
COLUMNS = (
    *("fid", "Name", "people", "reason", "geom", "County", "county_name", "build_order", "SITE_ID"),
    *("site_reason", "x_2", "level", "rowid", "属性", "a b", 'q"uote', "n" * 120),
)


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["halfhour", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def strange_study(folder: Path, number: int) -> Path:
    """Write a study in which everything that the user names has a strange name."""
    write_study(folder)
    one = [STRANGE[(number + step) % len(STRANGE)] for step in range(4)]
    clinics = pd.read_csv(folder / "clinics.csv").assign(
        **{"name": one[0], **dict.fromkeys(COLUMNS, "1")}
    )
    clinics.to_csv(folder / "clinics.csv", index=False)
    cells = pd.read_csv(folder / "cells.csv")
    cells.rename(columns={"residents": "people"}).to_csv(folder / "cells.csv", index=False)
    units = gpd.read_file(folder / "units.geojson").assign(
        name=one[1], fid="7", Name="8", people="9"
    )
    units.to_file(folder / "units.geojson")
    mapped = {column: column for column in COLUMNS}
    of_units = {"Name": "Name", "people": "people", "fid": "fid"}
    service = f"clinic {one[2]}"
    study = {
        "name": one[0],
        "notice": one[1],
        "credits": one[2],
        "roads": {"file": "roads.geojson"},
        "people": {"file": "cells.csv", "columns": {one[3]: "people"}},
        "units": [
            {"level": "county", "file": "units.geojson", "columns": of_units},
            {"level": "County", "file": "units.geojson"},
        ],
        "services": {
            service: {
                "limit_min": 15,
                "group": one[3],
                "existing": {"file": "clinics.csv", "columns": mapped},
                "candidates": {"file": "places.csv"},
            }
        },
        "scenarios": {
            one[3]: {"service": service, "max_new": 1, "by": "County", "frontier": "sites"}
        },
    }
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("number", range(0, len(STRANGE), 4))
def test_what_validate_passes_plan_completes(
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    study = strange_study(tmp_path, number)
    assert run(["validate", str(study)], monkeypatch) == 0
    out = tmp_path / "results" / "deep"
    assert run(["plan", str(study), "--out", str(out)], monkeypatch) == 0
    told = capsys.readouterr().out
    assert "Name is called Name_2" in told
    assert (STRANGE[(number + 3) % len(STRANGE)])[:12] in told.replace("\n", "")
    (folder,) = (path for path in out.iterdir() if path.is_dir())
    sites = gpd.read_file(folder / "results.gpkg", layer="sites")
    assert set(sites["Name_2"].dropna().astype(str)) <= {"1", "1.0"}
    assert len(list(tmp_path.iterdir())) == 9


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_study(tmp_path)
    study = str(tmp_path / "study.yaml")
    for out, words in (("/proc/none/out", "the folder cannot be made"), ("x" * 300, "too long")):
        assert run(["plan", study, "--out", str(tmp_path / out)], monkeypatch) == 2
        told = capsys.readouterr().err.partition("error: ")[2].strip()
        assert words in told
        assert "--out" in told
        assert "\n" not in told


def test_a_full_disk_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    write_study(tmp_path)
    monkeypatch.setattr("halfhour.app.results.sheets.plan_tables.write_csv", full)
    out = tmp_path / "out"
    assert run(["plan", str(tmp_path / "study.yaml"), "--out", str(out)], monkeypatch) == 2
    told = capsys.readouterr().err.partition("error: ")[2].strip()
    assert told.startswith(f"{out / 'one'}: results cannot be written there: No space left")
    assert "\n" not in told
    assert list(out.iterdir()) == []
    shutil.rmtree(out)


@pytest.mark.parametrize("option", ["--year", "--compare"])
def test_a_year_of_five_digits_is_refused(
    option: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_study(tmp_path)
    rules = ["--standards", str(tmp_path / "standards.yaml"), "--out", str(tmp_path / "out")]
    command = ["evaluate", str(tmp_path / "study.yaml"), *rules, option, "99999"]
    assert run(command, monkeypatch) == 2
    assert f"{option} = 99999: is not a year from 1000 to 9999" in capsys.readouterr().err
