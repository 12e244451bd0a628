"""What `halfhour inspect` prints: 80 letters wide, in both languages, or JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from halfhour.app.cli import app
from raw_town import write_raw_town
from rich.cells import cell_len
from typer.testing import CliRunner


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lines_are_no_wider_than_a_terminal(tmp_path: Path, lang: str) -> None:
    files = map(str, write_raw_town(tmp_path))
    result = CliRunner().invoke(app, ["inspect", *files, "--lang", lang])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(map(cell_len, lines)) <= 80
    words = {"en": "recognised as", "zh": "识别为"}[lang]
    assert any(words in line for line in lines)
    assert any("床位数" in line and "capacity" in line for line in lines)


def test_json_and_exit_code(tmp_path: Path) -> None:
    files = [str(file) for file in write_raw_town(tmp_path)]
    result = CliRunner().invoke(app, ["inspect", *files, str(tmp_path / "no.csv"), "--json"])
    assert result.exit_code == 2
    reports = json.loads(result.stdout)
    assert [one["layers"][0]["role"] for one in reports[:3]] == ["roads", "sites", "people"]
    assert reports[3]["problems"]


def test_a_small_file_has_kilobytes_and_a_missing_one_its_problem_alone(tmp_path: Path) -> None:
    file = tmp_path / "clinics.csv"
    file.write_text("id,lon,lat\n" + "1,119.6,39.9\n" * 100, encoding="utf-8")
    result = CliRunner().invoke(app, ["inspect", str(file), str(tmp_path / "no.csv")])
    assert "clinics.csv: table of text (CSV), 1.3 kB" in result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("no.csv")] == []
    # A long path may break the line before its colon.
    assert "no.csv:thereisnosuchfile" in "".join(result.stdout.split())


def test_facilities_people_and_coordinates_are_named_in_chinese(tmp_path: Path) -> None:
    files = map(str, write_raw_town(tmp_path))
    named = tmp_path / "clinics_gcj02.csv"
    named.write_text("编号,经度,纬度\n" + "1,119.6,39.9\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["inspect", *files, str(named), "--lang", "zh"]).stdout
    assert "  设施名单：4 条记录" in told
    assert "  人口：" in told
    assert "坐标系 GCJ-02" in told
