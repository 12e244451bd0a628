"""Values that were renamed are compared; what two runs need not share is not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
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
)
from result_names import RENAMED
from tree_files import ROOT


@pytest.mark.parametrize(
    ("key", "value"),
    [("certificate.seconds", 99.0), ("certificate.solver", "CBC"), ("version", "0.2.0")],
)
def test_run_time_solver_and_version_may_differ(
    before: Path, after: Path, key: str, value: object
) -> None:
    write_plan(after / "four", with_value(PLAN, key, value))
    write_book(after / "four", [*KEY_FIGURES[:3], ["Solver", "CBC"]])
    assert found(before, after) == []


def test_the_date_of_a_style_may_differ(before: Path, after: Path) -> None:
    for folder, date in ((before, "1970-01-01T00:00:00Z"), (after, "2026-01-01T00:00:00Z")):
        with sqlite3.connect(folder / "four" / "results.gpkg") as file:
            file.execute("CREATE TABLE layer_styles (name TEXT, update_time DATETIME)")
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles')"
            )
            file.execute("INSERT INTO layer_styles VALUES ('cells', ?)", (date,))
        file.close()
    assert found(before, after) == []
    with sqlite3.connect(after / "four" / "results.gpkg") as file:
        file.execute("UPDATE layer_styles SET name = 'sites'")
    file.close()
    keys = [key for _, key, _, _ in found(before, after)]
    assert keys == ["layer_styles.row cells", "layer_styles.row sites"]


def under_old_names(plan: dict) -> dict:
    certificate = dict(plan["certificate"])
    certificate["objective"] = certificate.pop("objective_value")
    certificate["worth"] = certificate.pop("shadow_prices")
    parameters = {"question": "MaximalCovering", "forbidden": plan["parameters"]["forbidden"]}
    return {**plan, "certificate": certificate, "parameters": parameters}


def test_old_names_are_the_new_ones(before: Path, after: Path) -> None:
    write_plan(before / "four", under_old_names(PLAN))
    assert found(before, after) == []
    assert found(after, before) == []
    assert found(before, before) == []


def test_a_value_under_an_old_name_is_told_under_the_new_one(before: Path, after: Path) -> None:
    write_plan(before / "four", under_old_names(PLAN))
    write_plan(after / "four", with_value(PLAN, "certificate.shadow_prices.one more site", 0.2))
    assert found(before, after) == [
        ("plan.json", "certificate.shadow_prices.one more site", 0.1, 0.2)
    ]


def test_columns_and_tables_may_be_renamed(
    before: Path, after: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before / "four" / "units.csv").write_text(UNITS.replace("people", "residents"), "utf-8")
    write_layer(after / "four", minutes=[1.5, np.nan, 7.0])
    gpd.read_file(after / "four" / "results.gpkg").rename(columns={"minutes": "time_min"}).to_file(
        after / "four" / "new.gpkg", layer="grid"
    )
    (after / "four" / "new.gpkg").replace(after / "four" / "results.gpkg")
    monkeypatch.setitem(RENAMED, "units.csv", {"residents": "people"})
    monkeypatch.setitem(RENAMED, "results.gpkg", {"cells": "grid", "grid.minutes": "grid.time_min"})
    assert found(before, after) == [("results.gpkg", "grid.time_min[c3]", 7.25, 7.0)]


def test_every_renamed_value_is_in_the_schema_by_one_of_its_names() -> None:
    text = (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    parts = {"certificate": "CertificatePart", "parameters": "ParametersPart"}
    for old, new in RENAMED["plan.json"].items():
        part, _, name = old.partition(".")
        properties = schema["$defs"][parts[part]]["properties"]
        assert name in properties or new.partition(".")[2] in properties, old
