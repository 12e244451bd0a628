"""Differences between two made-up folders of results are named, each with its file, its key and both values."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from compare_results import Difference
from made_results import (
    PLAN,
    UNITS,
    found,
    with_value,
    write_plan,
)
from tree_files import ROOT


def test_a_copy_has_no_difference(before: Path, after: Path) -> None:
    assert found(before, after) == []


@pytest.mark.parametrize(
    ("key", "value", "difference"),
    [
        ("opened", ["p-1", "p-2", "p-3"], ("opened.2", "(nothing)", "p-3")),
        ("certificate.added", 3, ("certificate.added", "(nothing)", 3)),
        ("opened", ["p-1"], ("opened.1", "p-2", "(nothing)")),
    ],
)
def test_what_one_side_lacks_is_named(
    before: Path, after: Path, key: str, value: object, difference: tuple[str, object, object]
) -> None:
    write_plan(after / "four", with_value(PLAN, key, value))
    assert found(before, after) == [("plan.json", *difference)]


def test_the_order_of_rows_counts(before: Path, after: Path) -> None:
    head, *rows = UNITS.splitlines(keepends=True)
    (after / "four" / "units.csv").write_text("".join([head, *rows[::-1]]), encoding="utf-8")
    assert found(before, after) == [
        ("units.csv", "order of rows", ["all", "01", "02"], ["02", "01", "all"])
    ]


def test_rows_that_no_column_tells_apart_are_numbered(before: Path, after: Path) -> None:
    for folder, value in ((before, 1), (after, 2)):
        (folder / "four" / "frontier.csv").write_text(f"when,sites\nnow,0\nnow,{value}\n", "utf-8")
    assert found(before, after) == [("frontier.csv", "sites[2]", "1", "2")]


def test_a_layer_that_is_gone_and_another_crs_are_named(before: Path, after: Path) -> None:
    layer = gpd.read_file(before / "four" / "results.gpkg")
    layer.to_file(before / "four" / "results.gpkg", layer="sites")
    layer.set_crs("EPSG:4547", allow_override=True).to_file(
        after / "four" / "results.gpkg", layer="cells"
    )
    differences = {key: (was, now) for _, key, was, now in found(before, after)}
    assert set(differences) == {"cells.crs", "sites.crs", "sites"}
    assert differences["sites"] == ("(there)", "(nothing)")


def test_pages_need_only_be_there(before: Path, after: Path) -> None:
    (after / "four" / "plan.html").write_text("<p>2</p>", encoding="utf-8")
    assert found(before, after) == []
    (after / "four" / "plan.html").unlink()
    assert found(before, after) == [("plan.html", "", "(there)", "(nothing)")]


def test_long_values_are_shown_from_where_they_differ() -> None:
    text = "x" * 500
    said = str(Difference("plan.json", "notice", f"{text}one{text}", f"{text}two{text}"))
    assert said.startswith("plan.json: notice: ...xxxx")
    assert "xone" in said
    assert "xtwo" in said
    assert len(said) < 250


def compare(*arguments: object) -> subprocess.CompletedProcess[str]:
    script = ROOT / "scripts" / "compare_results.py"
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def changed(before: Path, after: Path) -> tuple[Path, Path]:
    write_plan(after / "four", {**PLAN, "people_total": 300.25, "limit_min": 15})
    return before, after


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (
            (),
            [
                "four/plan.json: people_total: 300.5 -> 300.25",
                "four/plan.json: limit_min: None -> 15",
                "2 differences in 1 files",
            ],
        ),
        (
            ("--most", 1),
            [
                "four/plan.json: people_total: 300.5 -> 300.25",
                "four/plan.json: 1 more",
                "2 differences in 1 files",
            ],
        ),
    ],
)
def test_the_command_names_differences_and_fails(
    changed: tuple[Path, Path], options: tuple[object, ...], lines: list[str]
) -> None:
    done = compare(*changed, *options)
    assert done.returncode == 1
    assert done.stdout.splitlines() == lines


def test_the_command_is_content_with_a_copy(before: Path, after: Path, tmp_path: Path) -> None:
    done = compare(before, after)
    assert (done.returncode, done.stdout) == (0, "0 differences in 0 files\n")
    done = compare(before, tmp_path / "nowhere")
    assert done.returncode == 2
    assert "nowhere: there is no such folder" in done.stderr
