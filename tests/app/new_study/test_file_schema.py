"""The schema of study files is that of the models, and takes what readers take."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from halfhour.app.new_study.file_schema import study_file_schema
from halfhour.data.sample import sample_study

ROOT = Path(__file__).resolve().parents[3]
CHECKED = jsonschema.Draft202012Validator(study_file_schema())


def test_the_file_in_docs_is_up_to_date() -> None:
    text = (ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == study_file_schema(), "run scripts/write_schema.py"


def test_the_embedded_city_is_valid() -> None:
    text = Path(sample_study()).read_text(encoding="utf-8")
    assert [error.message for error in CHECKED.iter_errors(yaml.safe_load(text))] == []


SHORT = """
name: short
title: one text
area: boundary.geojson
roads: {file: roads.shp, values: {oneway: {1: forward, 2: backward}}}
people: {file: people.tif, nodata: -1, calibrate: {total: {residents: 900}}}
services:
  clinic: {mode: walk, existing: {file: a.csv}, candidates: auto}
  rehab: {candidates: {auto: hosts, service: clinic, tiers: [big]}}
  school: {candidates: {auto: lattice, spacing_m: 500}, existing: {file: a.csv, only: {kind: [a, b]}}}
  office:
    existing:
      file: list.xlsx
      gazetteer: {file: villages.gpkg, by: village}
      words: {kind: {clinic: clinic, shop: ignore, hospital: {service: clinic, tier: 2}}}
scenarios:
  one: {service: clinic, max_new: 1, objective: p_median}
  two: {service: clinic, objective: {kind: set_covering, share: 0.9}}
"""


def test_short_forms_are_valid() -> None:
    assert [error.message for error in CHECKED.iter_errors(yaml.safe_load(SHORT))] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("name: short", "nam: short"),
        ("candidates: auto", "candidates: automatic"),
        ("spacing_m: 500", "spacing: 500"),
        ("objective: p_median", "objective: median"),
        ("mode: walk", "mode: swim"),
    ],
)
def test_wrong_keys_are_not(right: str, wrong: str) -> None:
    assert right in SHORT
    assert list(CHECKED.iter_errors(yaml.safe_load(SHORT.replace(right, wrong))))


def test_keys_say_what_they_mean() -> None:
    schema = study_file_schema()
    assert re.search(
        "roads and sites outside still serve", json.dumps(schema["properties"]["area"])
    )
    assert schema["$defs"]["LatticeEntry"]["properties"]["cost"]["description"]
