"""Cores that a process may use, in a container and outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from halfhour.common import cores
from halfhour.common.cores import core_count


@pytest.mark.parametrize(
    ("limit", "count"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("50000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("spoiled\n", 8),
        (None, 8),
    ],
)
def test_a_container_s_limit_counts(
    limit: str | None, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpu.max"
    if limit is not None:
        file.write_text(limit, encoding="ascii")
    monkeypatch.setattr(cores, "_QUOTA", file)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert core_count() == count


def test_where_processes_are_bound_to_no_core_all_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "_QUOTA", Path("missing"))
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert core_count() == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert core_count() == 1
