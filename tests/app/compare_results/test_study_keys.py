"""Keys of study files by which the figures of two plans are no answers to one question."""

from __future__ import annotations

import pytest
from halfhour.app.compare_results.study_keys import other_keys

STUDY = """
name: one
people: {file: cells.csv, cell_m: 500, calibrate: {total: {residents: 900}}}
units: [{level: county, file: counties.gpkg}]
speeds: {walk: {scale: 1}}
services:
  clinic: {limit_min: 15, existing: {file: clinics.csv, duplicates: report}}
  school: {limit_min: 10}
scenarios: {a: {service: clinic, max_new: 1}}
"""


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("", "", ()),
        ("name: one", "name: other", ()),
        ("max_new: 1", "max_new: 2", ()),
        ("cells.csv", "people.csv", ()),
        ("counties.gpkg", "other.gpkg", ()),
        ("limit_min: 15", "limit_min: 20", ()),
        ("limit_min: 10", "limit_min: 20", ()),
        ("cell_m: 500", "cell_m: 200", ("people.cell_m",)),
        ("residents: 900", "residents: 800", ("people.calibrate.total.residents",)),
        ("level: county", "level: town", ("units",)),
        ("speeds: {walk: {scale: 1}}", "", ("speeds.walk.scale",)),
        ("duplicates: report", "duplicates: leave_out", ("services.clinic.existing.duplicates",)),
        ("name: one", "name: one\nsnap_max_m: 50", ("snap_max_m",)),
    ],
)
def test_keys_that_change_figures_are_told(old: str, new: str, keys: tuple[str, ...]) -> None:
    assert other_keys(STUDY, STUDY.replace(old, new) if old else STUDY, "clinic") == keys


def test_texts_that_are_no_study_have_no_keys() -> None:
    assert other_keys("[", "a: [", "clinic") == ()
    assert other_keys("", "- 1", "clinic") == ()
