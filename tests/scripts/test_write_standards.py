"""The page of the sample city's standards is what the city comes to, with a row for every rule."""

import runpy
from pathlib import Path

import halfhour as hh
from halfhour.app.evaluate.evaluate_study import Compliance

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_as_the_command_writes_it(city_compliance: Compliance) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_standards.py"))
    assert script["YEAR"] == 2020
    text = script["PAGE"].read_text(encoding="utf-8")
    assert script["page"](city_compliance) == text
    for rule in hh.read_standards(hh.shipped_standards()).rules:
        assert f"| {rule.id} |" in text
    counts = city_compliance.verdicts.counts()
    assert counts["met"] > 20
    assert counts["failed"] > 20
