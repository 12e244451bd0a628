"""Every value in a file of results counts, of whichever kind the file is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from made_results import (
    KEY_FIGURES,
    PLAN,
    UNITS,
    found,
    with_value,
    write_book,
    write_layer,
    write_plan,
    write_raster,
)


@pytest.mark.parametrize(
    ("key", "was", "value"),
    [
        ("people_total", 300.5, math.nextafter(300.5, 301)),
        ("opened.1", "p-2", "p-3"),
        ("certificate.status", "optimal", "feasible"),
        ("certificate.objective_value", 250.0, None),
        ("certificate.shadow_prices.one more site", 0.1, 0.2),
        ("limit_min", None, 0.0),
        ("parameters.objective", "MaximalCovering", "PMedian"),
    ],
)
def test_every_value_of_the_plan_counts(
    before: Path, after: Path, key: str, was: object, value: object
) -> None:
    write_plan(after / "four", with_value(PLAN, key, value))
    assert found(before, after) == [("plan.json", key, was, value)]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("200.0", "200.5", ("people[01]", "200.0", "200.5")),
        ("200.0", "200", ("people[01]", "200.0", "200")),
        ("海港区", "北戴河区", ("name[01]", "海港区", "北戴河区")),
        ("02,Bei,100.5\n", "", ("row 02", "(there)", "(nothing)")),
        ("people", "residents", ("column people", "(there)", "(nothing)")),
    ],
)
def test_every_cell_of_a_csv_counts(
    before: Path, after: Path, old: str, new: str, difference: tuple[str, str, str]
) -> None:
    (after / "four" / "units.csv").write_text(UNITS.replace(old, new), encoding="utf-8")
    first, *others = found(before, after)
    assert first == ("units.csv", *difference)
    # A renamed column is one that is gone and one that is new.
    assert len(others) == (old == "people")


def test_every_cell_of_a_layer_counts(before: Path, after: Path) -> None:
    write_layer(after / "four", minutes=[1.5, np.nan, math.nextafter(7.25, 8)])
    assert found(before, after) == [
        ("results.gpkg", "cells.minutes[c3]", 7.25, math.nextafter(7.25, 8))
    ]
    write_layer(after / "four", minutes=[1.5, 2.0, 7.25])
    ((_, key, was, value),) = found(before, after)
    assert (key, value) == ("cells.minutes[c2]", 2.0)
    assert math.isnan(was)


def test_places_and_columns_of_a_layer_count(before: Path, after: Path) -> None:
    x = math.nextafter(0.1, 1)
    write_layer(after / "four", minutes=[1.5, np.nan, 7.25], x=x, served=[True, False, True])
    column, place = found(before, after)
    assert column == ("results.gpkg", "cells.column served", "(nothing)", "(there)")
    assert place[:2] == ("results.gpkg", "cells.geometry[c1]")
    assert (place[2].x, place[3].x) == (0.1, x)


def test_every_cell_of_a_workbook_counts(before: Path, after: Path) -> None:
    write_book(after / "four", [KEY_FIGURES[0], ["People", 300], ["Share", 0.5], KEY_FIGURES[3]])
    assert found(before, after) == [
        ("tables.xlsx", "Key figures.Today[People]", 300.5, 300),
        ("tables.xlsx", "Key figures.Today[Share]", None, 0.5),
    ]


def test_every_pixel_of_a_raster_counts(before: Path, after: Path) -> None:
    minutes = np.array([[1, 2, 3], [4, 5.5, np.nan]], dtype="float32")
    write_raster(after / "four", minutes)
    assert found(before, after) == [("travel_time.tif", "band 1.1[1]", 5.0, 5.5)]
    write_raster(after / "four", minutes, west=500_120)
    assert [key for _, key, _, _ in found(before, after)] == ["transform", "band 1.1[1]"]
