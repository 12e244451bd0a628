"""`halfhour fetch` tells what it fetched as text in either language, or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.cli import app
from typer.testing import CliRunner

REPORT = hh.FetchReport(
    place="Beidaihe",
    name="北戴河区",
    study=Path("beidaihe/study.yaml"),
    roads=2500,
    facilities={"clinic": 12, "shelter": 0},
    margin_m=2000.0,
)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a place be fetched without any server."""
    monkeypatch.setattr(hh, "fetch_place", lambda *_, **__: REPORT)


def output(*arguments: str) -> str:
    shown = CliRunner().invoke(app, ["fetch", "Beidaihe", "--out", "beidaihe", "-q", *arguments])
    assert shown.exit_code == 0, shown.output
    return shown.stdout


@pytest.mark.usefixtures("fetched")
def test_json_is_the_only_output() -> None:
    told = json.loads(output("--json"))
    assert told == REPORT.to_dict()
    assert told["facilities"] == {"clinic": 12, "shelter": 0}
    assert told["empty"] == ["shelter"]
    assert told["people"] is None


@pytest.mark.usefixtures("fetched")
def test_text_is_in_either_language() -> None:
    assert "2,500 road lines" in output()
    assert "道路线 2,500 条" in output("--lang", "zh")
