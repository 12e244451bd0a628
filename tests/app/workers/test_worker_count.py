"""As many processes as cores and memory allow."""

from __future__ import annotations

import sys

import pytest
from halfhour.app.workers import worker_count as module
from halfhour.app.workers.worker_count import asked_jobs, worker_count
from halfhour.common.errors import InputError

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="workers are made on Linux")


def test_a_number_goes_before_the_environment_and_this_before_the_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "core_count", lambda: 7)
    monkeypatch.delenv("HALFHOUR_JOBS", raising=False)
    assert asked_jobs(None) == 7
    monkeypatch.setenv("HALFHOUR_JOBS", "3")
    assert asked_jobs(None) == 3
    assert asked_jobs(2) == 2


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
def test_what_is_no_number_is_told(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFHOUR_JOBS", value)
    with pytest.raises(InputError, match="HALFHOUR_JOBS"):
        asked_jobs(None)


@pytest.mark.parametrize("jobs", [0, -2, True, 2.5, "2"])
def test_an_argument_that_is_no_number_is_told(jobs: object) -> None:
    with pytest.raises(InputError, match="jobs"):
        asked_jobs(jobs)  # type: ignore[arg-type] - what callers may try


@ON_LINUX
def test_there_are_as_many_as_jobs_and_as_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_mb", lambda: 1e6)
    assert worker_count([10.0] * 5, 3) == 3
    assert worker_count([10.0] * 2, 8) == 2
    assert worker_count([10.0] * 5, 1) == 1
    assert worker_count([10.0], 4) == 1
    assert worker_count([], 4) == 1


@ON_LINUX
def test_the_largest_jobs_fit_into_the_free_memory_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 60 % of it may be taken: 6,000; each process takes 150 by itself.
    monkeypatch.setattr(module, "free_mb", lambda: 10_000.0)
    assert worker_count([100.0, 2800.0, 2800.0, 100.0], 2) == 2
    assert worker_count([100.0, 2900.0, 2900.0, 100.0], 2) == 1
    assert worker_count([100.0, 2500.0, 2500.0, 100.0], 4) == 4
    assert worker_count([1000.0] * 9, 9) == 5


def test_without_fork_jobs_are_answered_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "free_mb", lambda: 1e6)
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert worker_count([10.0] * 4, 4) == 1
