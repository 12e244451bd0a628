"""Comparing values: every figure of a plan that is edited by hand is found, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.replay.figures import NOTHING, TOLERANCE, compare_values
from malformed_kinds import write_study


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("edited")
    write_study(folder)
    [written] = plan_study(folder / "study.yaml", folder / "out")
    return json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))


def leaves(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each single value stands."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in parts:
        if isinstance(part, (dict, list)) and part:
            yield from leaves(part, (*where, name))
        else:
            yield (*where, name)


def edited(value: Any) -> Any:
    """Return another value of the same kind, one person or one sign off."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return 1.5
    return f"{value}x" if isinstance(value, str) else value + 1


def test_each_edit_by_hand_is_found_by_its_key(plan: dict[str, Any]) -> None:
    free = ("run", "version")
    missed, count = [], 0
    for where in leaves(plan):
        other = copy.deepcopy(plan)
        part = other
        for name in where[:-1]:
            part = part[name]
        part[where[-1]] = edited(part[where[-1]])
        key = ".".join(map(str, where))
        known = (
            where[0] in free
            or key == "certificate.seconds"
            or where[-1] in {"sha256", "size_bytes", "beside"}
        )
        found = [one.key for one in compare_values(other, plan).differences]
        count += 1
        if found != ([] if known else [key]):
            missed.append((key, found))
    assert missed == []
    assert count > 150


def test_sums_may_differ_in_the_last_digits_alone() -> None:
    assert not compare_values({"a": 1e6}, {"a": 1e6 * (1 + TOLERANCE / 2)}).differences
    assert compare_values({"a": 1e6}, {"a": 1e6 * (1 + TOLERANCE * 2)}).differences
    assert not compare_values({"free": 9e-12}, {"free": 0.0}).differences
    assert compare_values({"rows": 10**10}, {"rows": 10**10 + 1}).differences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        (None, 0),
        (float("nan"), 1.0),
        (float("inf"), 1e300),
        ("1", 1),
        ([], {}),
        ([1], [1, 2]),
    ],
)
def test_values_of_another_kind_differ(one: object, other: object) -> None:
    [found] = compare_values({"a": one}, {"a": other}).differences
    assert found.key == "a"


def test_a_key_of_one_side_is_told() -> None:
    [gone, new] = compare_values({"a": 1, "b": 2}, {"b": 2, "c": 3}).differences
    assert (gone.key, gone.recorded, gone.now, gone.kind) == ("a", 1, NOTHING, "key")
    assert (new.key, new.recorded, new.now, new.kind) == ("c", NOTHING, 3, "key")


def test_the_solver_s_version_is_no_figure() -> None:
    plans = [
        {"certificate": {"solver": f"HiGHS {one}", "seconds": 1.0}} for one in ("1.11.0", "1.12.1")
    ]
    assert compare_values(*plans).differences == ()
    other = {"certificate": {"solver": "Lagrangian relaxation", "seconds": 1.0}}
    assert [one.kind for one in compare_values(plans[0], other).differences] == ["figure"]


def test_a_run_of_all_scenarios_tells_more_of_its_layers() -> None:
    recorded = {"notes": ["a", "b"], "inputs": [{"rows": 5, "readings": [{"x": 1}, {"x": 2}]}]}
    of_one = {"notes": ["b"], "inputs": [{"rows": 3, "readings": [{"x": 2}]}]}
    assert compare_values(recorded, of_one).differences == ()
    keys = [one.key for one in compare_values(of_one, recorded).differences]
    assert keys == ["notes", "inputs.0.rows", "inputs.0.readings"]
