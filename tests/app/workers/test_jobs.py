"""Answers, errors, progress and interrupts of workers are those of one process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import threadpoolctl
from halfhour.app.workers.jobs import answers_of
from halfhour.app.workers.relay import Relay
from halfhour.app.workers.worker import Job
from halfhour.common.errors import Fault, HalfhourError, InputError
from halfhour.common.memory import SHARERS
from halfhour.common.stage import Stage
from sklearn.cluster import KMeans

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are made on Linux")

FAULT = Fault(file="cells.csv", cause="is spoiled", fix="mend it")


def jobs_of(*works: Callable[[], Any]) -> list[Job]:
    return [Job(f"job{number}", work) for number, work in enumerate(works)]


def fail(error: Exception) -> None:
    raise error


def sleep(marks: Path, name: str, seconds: float = 60.0) -> None:
    """Sleep, and leave marks that the work began, and that it was ended in order."""
    try:
        (marks / f"{name} {os.getpid()}").touch()
        time.sleep(seconds)
    finally:
        (marks / f"{name} ended").touch()


def wait_for(marks: Path, pattern: str, count: int = 1) -> list[Path]:
    # Far above what it takes, since a busy machine may take that long, too.
    until = time.monotonic() + 90
    while len(found := sorted(marks.glob(pattern))) < count:
        assert time.monotonic() < until
        time.sleep(0.01)
    return found


def none_is_left(marks: Path) -> None:
    assert multiprocessing.active_children() == []
    for mark in marks.glob("* [0-9]*"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(mark.name.split()[1]), 0)


def test_answers_come_in_the_order_of_the_jobs_from_other_processes() -> None:
    works = [lambda number=number: (number, os.getpid(), SHARERS.get()) for number in range(5)]
    found = answers_of(jobs_of(*works), processes=2, relay=Relay())
    assert [number for number, _, _ in found] == list(range(5))
    assert os.getpid() not in {process for _, process, _ in found}
    assert {sharers for _, _, sharers in found} == {2}
    assert SHARERS.get() == 1


def test_one_job_or_one_process_needs_no_worker() -> None:
    for count, processes in ((1, 4), (3, 1)):
        found = answers_of(jobs_of(*[os.getpid] * count), processes=processes, relay=Relay())
        assert found == [os.getpid()] * count


def test_what_both_have_comes_back_as_this_process_s_own() -> None:
    table = {"cells": [1, 2]}
    works = [lambda: (table, [3])] * 2
    found = answers_of(jobs_of(*works), processes=2, relay=Relay(), same=[table])
    assert [one[0] is table for one in found] == [True, True]
    assert [one[1] for one in found] == [[3], [3]]


def test_lines_are_told_with_their_job_and_their_seconds() -> None:
    lines: list[str] = []
    relay = Relay(lines.append)

    def work(name: str) -> None:
        relay(Stage(f"{name}: writing", seconds=2.0))
        relay("exact solve: so far 3 people")

    answers_of(jobs_of(partial(work, "job0"), partial(work, "job1")), processes=2, relay=relay)
    for name in ("job0", "job1"):
        own = [line for line in lines if isinstance(line, Stage) and line.job == name]
        assert [(str(line), line.seconds, line.is_last) for line in own] == [
            (f"{name}: writing", 2.0, False),
            (f"{name}: exact solve: so far 3 people", None, False),
            (f"{name}: written", None, True),
        ]
    assert len(lines) == 6


def test_an_error_is_the_same_as_in_one_process() -> None:
    works = [os.getpid, partial(fail, InputError(FAULT, FAULT))]
    with pytest.raises(InputError) as raised:
        answers_of(jobs_of(*works), processes=2, relay=Relay())
    assert raised.value.faults == (FAULT, FAULT)


def test_the_first_error_in_the_order_of_the_jobs_is_raised(tmp_path: Path) -> None:
    def late() -> None:
        wait_for(tmp_path, "failed")
        raise InputError(FAULT)

    def soon() -> None:
        (tmp_path / "failed").touch()
        raise ValueError("later in order")

    with pytest.raises(InputError):
        answers_of(jobs_of(late, soon, os.getpid), processes=2, relay=Relay())


def test_jobs_after_an_error_are_ended_and_none_begins(tmp_path: Path) -> None:
    def fails() -> None:
        wait_for(tmp_path, "one *")
        raise InputError(FAULT)

    works = [fails, partial(sleep, tmp_path, "one"), partial(sleep, tmp_path, "two")]
    with pytest.raises(InputError):
        answers_of(jobs_of(*works), processes=2, relay=Relay())
    assert (tmp_path / "one ended").exists()
    assert not list(tmp_path.glob("two*"))
    none_is_left(tmp_path)


def test_an_error_of_the_program_tells_where_it_was_raised() -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        answers_of(jobs_of(lambda: 1 // 0, os.getpid), processes=2, relay=Relay())
    assert "test_jobs.py" in "".join(raised.value.__notes__)


def test_an_error_that_cannot_be_sent_is_told_in_words() -> None:
    error = ValueError("spoiled", threading.Lock())
    with pytest.raises(RuntimeError, match=r"ValueError.*spoiled"):
        answers_of(jobs_of(partial(fail, error), os.getpid), processes=2, relay=Relay())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGXCPU])
def test_a_killed_worker_is_an_error_with_words(how: signal.Signals, tmp_path: Path) -> None:
    works = [lambda: os.kill(os.getpid(), how), partial(sleep, tmp_path, "one")]
    with pytest.raises(HalfhourError, match=rf"job0: .* by signal {int(how)} .* --jobs 1"):
        answers_of(jobs_of(*works), processes=2, relay=Relay())
    none_is_left(tmp_path)


def test_a_worker_that_exits_is_an_error_with_words() -> None:
    with pytest.raises(HalfhourError, match=r"job1: .* with exit code 3 "):
        answers_of(jobs_of(os.getpid, lambda: os._exit(3)), processes=2, relay=Relay())


def test_an_error_of_the_report_ends_the_workers(tmp_path: Path) -> None:
    relay = Relay(lambda line: fail(ValueError(line)))

    def work() -> None:
        wait_for(tmp_path, "one *")
        relay("said")

    with pytest.raises(ValueError, match="job0: said"):
        answers_of(jobs_of(work, partial(sleep, tmp_path, "one")), processes=2, relay=relay)
    none_is_left(tmp_path)


@pytest.fixture
def plain_interrupts() -> Iterator[None]:
    """Ctrl-C as a program begins with it, whatever tests before have left, such as a loop of asyncio."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("plain_interrupts")
def test_ctrl_c_ends_workers_in_order(tmp_path: Path) -> None:
    # In the order of a terminal: all processes get the signal, and this one passes it on besides.
    def press() -> None:
        marks = wait_for(tmp_path, "* [0-9]*", 2)
        for process in [*(int(mark.name.split()[1]) for mark in marks), os.getpid()]:
            os.kill(process, signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    works = [partial(sleep, tmp_path, name) for name in ("one", "two", "three")]
    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        answers_of(jobs_of(*works), processes=2, relay=Relay())
    pressing.join()
    assert {mark.name for mark in tmp_path.glob("* ended")} == {"one ended", "two ended"}
    assert signal.getsignal(signal.SIGINT) is before
    none_is_left(tmp_path)


@pytest.mark.usefixtures("plain_interrupts")
def test_ctrl_c_lets_searches_go_on_with_what_they_have(tmp_path: Path) -> None:
    def search(name: str) -> str:
        stopped: list[int] = []
        signal.signal(signal.SIGINT, lambda *_: stopped.append(1))
        (tmp_path / f"{name} {os.getpid()}").touch()
        while not stopped:
            time.sleep(0.01)
        return name

    def press() -> None:
        wait_for(tmp_path, "* [0-9]*", 2)
        # As a notebook does: this process alone is told.
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    works = [partial(search, "one"), partial(search, "two")]
    assert answers_of(jobs_of(*works), processes=2, relay=Relay()) == ["one", "two"]
    pressing.join()
    none_is_left(tmp_path)


def test_without_this_process_workers_end(tmp_path: Path) -> None:
    works = [partial(sleep, tmp_path, "one"), partial(sleep, tmp_path, "two")]
    process = os.fork()
    if process == 0:
        try:
            answers_of(jobs_of(*works), processes=2, relay=Relay())
        finally:
            os._exit(0)
    wait_for(tmp_path, "* [0-9]*", 2)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    assert len(wait_for(tmp_path, "* ended", 2)) == 2


def clustered() -> int:
    """Cluster by OpenMP, whose threads do not come along into a fork."""
    places = np.random.default_rng(1).random((3000, 2))
    return int(KMeans(3, n_init=1, random_state=1).fit_predict(places).max())


@pytest.mark.timeout(60)
def test_what_has_used_openmp_before_can_use_it_in_workers() -> None:
    with threadpoolctl.threadpool_limits(2, user_api="openmp"):
        expected = [clustered()] * 2
        found = answers_of(jobs_of(clustered, clustered), processes=2, relay=Relay())
    assert found == expected


def test_where_no_process_can_be_started_jobs_are_answered_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    found = answers_of(jobs_of(os.getpid, os.getpid), processes=2, relay=Relay())
    assert found == [os.getpid()] * 2
