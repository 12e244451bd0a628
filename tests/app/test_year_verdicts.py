from pathlib import Path

import pandas as pd
import pytest
from halfhour import evaluate, open_study
from halfhour.app import year_verdicts as module
from halfhour.app.example_study import street_study
from pandas.testing import assert_frame_equal

CACHE = "HALFHOUR_CACHE"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a cache of its own that also keeps what is made at once."""
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    return street_study(tmp_path)


def uncached(study: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    with monkeypatch.context() as patch:
        patch.setenv(CACHE, "off")
        return evaluate(study).table


def test_a_second_run_has_the_same_verdicts_without_asking_again(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = evaluate(study).table
    assert_frame_equal(first, uncached(study, monkeypatch))
    for name in ("evaluate", "year_evidence", "contrasts"):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("asked again"))
    assert_frame_equal(evaluate(study).table, first)


def test_other_targets_are_judged_on_the_same_evidence(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluate(study).table["passed"][0] == False  # noqa: E712 - a missing verdict would pass `not`
    file = study.parent / "standards.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("90 %", "70 %"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    monkeypatch.setattr(module, "year_evidence", lambda *_, **__: pytest.fail("gathered again"))
    assert evaluate(study).table["passed"][0] == True  # noqa: E712


CHANGES = {
    "cells.csv": ("400", "300"),
    "clinics.csv": ("120.012", "120.03"),
    "counties.geojson": ('"E"', '"East"'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_of_any_file_is_judged_anew(
    name: str, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = evaluate(study).table
    file = study.parent / name
    text = file.read_text(encoding="utf-8")
    changed = text.replace(*CHANGES[name])
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    found = evaluate(study).table
    assert_frame_equal(found, uncached(study, monkeypatch))
    assert not found.equals(before)


def test_tables_that_were_changed_in_python_are_judged_as_they_are(study: Path) -> None:
    evaluate(study)
    opened = open_study(study)
    assert opened.layers.content_key
    opened.layers.demand["residents"] = [400.0, 0.0]
    assert evaluate(opened).table["figure"][0] != evaluate(study).table["figure"][0]
