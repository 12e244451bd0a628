"""Searches that were stopped: two proofs about one question must not contradict."""

from __future__ import annotations

from typing import Any

import pytest
from halfhour.app.replay.stopped import contradictions, depends_on_search, was_stopped


def plan(
    objective_value: float | None, bound: float | None, sense: str = "maximise"
) -> dict[str, Any]:
    return {
        "certificate": {
            "status": "stopped by time",
            "objective_value": objective_value,
            "bound": bound,
            "sense": sense,
        }
    }


@pytest.mark.parametrize(
    ("then", "now", "wrong"),
    [
        (plan(100, 120), plan(110, 115), []),
        (plan(100, 120), plan(100, 100), []),
        (plan(130, 140), plan(110, 120), ["certificate.objective_value"]),
        (plan(100, 105), plan(110, 120), ["certificate.bound"]),
        (plan(10, 8, "minimise"), plan(9, 9, "minimise"), []),
        (plan(7, 5, "minimise"), plan(9, 8, "minimise"), ["certificate.objective_value"]),
        (plan(12, 11, "minimise"), plan(9, 8, "minimise"), ["certificate.bound"]),
        (plan(None, None), plan(9, 12), []),
        (plan(100 + 1e-8, 120), plan(90, 100), []),
    ],
)
def test_no_plan_is_better_than_what_the_other_proved(
    then: dict[str, Any], now: dict[str, Any], wrong: list[str]
) -> None:
    assert [one.key for one in contradictions(then, now)] == wrong


def test_what_depends_on_the_search_is_told_apart() -> None:
    assert all(
        map(
            depends_on_search,
            [
                "served_after",
                "services.clinic.gap_after",
                "opened",
                "opened.0",
                "certificate.bound",
                "gaps.0.people",
                "sensitivity.after.residents.reach",
            ],
        )
    )
    assert not any(
        map(
            depends_on_search,
            [
                "served_before",
                "people_total",
                "services.clinic.people_total",
                "parameters.max_new",
                "certificate.sizes.cells",
                "sensitivity.before.residents.reach",
                "inputs.0.rows",
            ],
        )
    )


def test_only_ends_before_the_end_are_stopped() -> None:
    assert was_stopped(plan(1, 2))
    assert not was_stopped({"certificate": {"status": "optimal"}})
    assert not was_stopped({})
