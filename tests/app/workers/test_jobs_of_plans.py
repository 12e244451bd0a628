"""Scenarios that are answered at once have the files, the plans and the errors of one after the other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from halfhour.app.plan import plan_jobs
from halfhour.app.plan.plan_study import StudyPlans, plan_study
from halfhour.app.results import plan_folder
from halfhour.app.workers.worker_count import worker_count
from halfhour.common.errors import Fault, HalfhourError, InputError, SolverError
from halfhour.common.stage import Stage
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are made on Linux")

NAMES = ["two_clinics", "no_more"]


@pytest.fixture(scope="module")
def study(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gridtown with a second service, a frontier, a second scenario and a joint question."""
    folder = tmp_path_factory.mktemp("at_once") / "study"
    shutil.copytree(study_files, folder)
    file = folder / "study.yaml"
    asked = yaml.safe_load(file.read_text(encoding="utf-8"))
    clinic = asked["services"]["clinic"]
    asked["services"]["rehab"] = {**clinic, "group": "residents", "limit_min": 9}
    asked["scenarios"]["no_more"] = {"service": "clinic", "max_new": 0}
    asked["scenarios"]["two_clinics"]["frontier"] = "sites"
    asked["joint"] = {"both": {"services": {"clinic": {}, "rehab": {}}, "max_new": 2}}
    file.write_text(yaml.safe_dump(asked, sort_keys=False), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def alone(study: Path) -> StudyPlans:
    """What one process answers."""
    return plan_study(study, study.parent.parent / "alone", jobs=1)


Answered = tuple[StudyPlans, list[str]]


@pytest.fixture(scope="module")
def at_once(study: Path) -> Answered:
    """What two processes answer, and the lines of progress."""
    lines: list[str] = []
    return plan_study(study, study.parent / "at_once", jobs=2, report=lines.append), lines


def contents(out: Path) -> dict[str, bytes]:
    """Return all files; only the seconds of searches may differ from run to run."""
    found = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.name == "plan.json":
            data = re.sub(rb'"seconds": [-+.\de]+', b'"seconds": 0', data)
            # The way from the results to the study: the two folders lie elsewhere.
            data = re.sub(rb'"path": "[./]*(study/)?study.yaml"', b'"path": ""', data)
        if path.name == "frontier.csv":
            data = pd.read_csv(path, dtype=str).drop(columns="seconds").to_csv().encode()
        found[path.relative_to(out).as_posix()] = data
    return found


def test_files_are_equal_byte_by_byte(alone: StudyPlans, at_once: Answered) -> None:
    plans, lines = at_once
    expected, found = (contents(one[0].folder.parent) for one in (alone, plans))
    assert expected.keys() == found.keys()
    assert {name.partition("/")[0] for name in found} == {*NAMES, "both", "index.html"}
    assert [name for name in found if found[name] != expected[name]] == []
    # They were written by workers, whose lines tell which question they are about.
    told = {line.job for line in lines if isinstance(line, Stage) and line.job}
    assert told == {*NAMES, "both"}
    assert lines[-1] == "writing index.html"


def test_plans_are_the_same_and_hang_together(alone: StudyPlans, at_once: Answered) -> None:
    found, _ = at_once
    assert [one.folder.name for one in found] == [one.folder.name for one in alone] == NAMES
    assert found[0].title == alone[0].title
    for one, other in zip(found, alone, strict=True):
        assert one.plan.opened == other.plan.opened
        assert one.notes == other.notes
        assert one.plan.notes == other.plan.notes
        pd.testing.assert_frame_equal(one.plan.after.cells, other.plan.after.cells)
        pd.testing.assert_frame_equal(pd.DataFrame(one.gaps), pd.DataFrame(other.gaps))
        assert one.plan.after.times is one.plan.scenario.times
    # Scenarios of one service have one table, as in one process, not a copy each.
    assert found[0].plan.scenario.times is found[1].plan.scenario.times
    [joint], [expected] = found.joint, alone.joint
    assert joint.plan.plans.keys() == expected.plan.plans.keys()
    for service, plan in joint.plan.plans.items():
        assert plan.opened == expected.plan.plans[service].opened


def failing(name: str, how: Callable[[], object]) -> Callable[[Scenario], Plan]:
    """Return a `solve` that does something else for one scenario."""
    solve = plan_jobs.solve

    def solve_or_fail(scenario: Scenario) -> Plan:
        if scenario.name == name:
            how()
        return solve(scenario)

    return solve_or_fail


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    "error",
    [
        InputError(Fault(file="no_more", cause="is spoiled", fix="mend it")),
        SolverError("the solver failed"),
    ],
)
def test_errors_are_those_of_one_process(
    error: HalfhourError, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_jobs, "solve", failing("no_more", lambda: fail(error)))
    with pytest.raises(type(error)) as raised:
        plan_study(study, tmp_path, jobs=2)
    assert str(raised.value) == str(error)
    # What comes before was written, and nothing is half there.
    assert [path.name for path in tmp_path.iterdir()] == ["two_clinics"]


def test_a_killed_worker_is_told_and_leaves_nothing(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Killed while it writes: its folder beside is there, and taken away.
    monkeypatch.setattr(
        plan_folder, "write_tables", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
    )
    with pytest.raises(HalfhourError, match=r"its process was ended by signal 9 .* --jobs 1"):
        plan_study(study, tmp_path / "out", jobs=2)
    assert list((tmp_path / "out").iterdir()) == []


def test_one_scenario_has_no_worker(study: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    plan_study(study, tmp_path, scenario="no_more", jobs=4, report=lines.append)
    assert lines
    assert not any(isinstance(line, Stage) and line.job for line in lines)


def test_a_number_of_jobs_that_is_none_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="jobs = 0"):
        plan_study(tmp_path / "missing.yaml", tmp_path / "out", jobs=0)


def test_where_memory_is_short_one_process_answers_all(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(needs_mb: list[float], most: int) -> int:
        # Two scenarios and a joint question.
        assert (len(needs_mb), most) == (3, 4)
        raise InterruptedError(worker_count(needs_mb, most))

    monkeypatch.setattr(plan_jobs, "worker_count", stop)
    for free_mb, count in ((300.0, 1), (600.0, 2), (6_000.0, 3)):
        monkeypatch.setattr(
            "halfhour.app.workers.worker_count.free_mb", lambda free_mb=free_mb: free_mb
        )
        with pytest.raises(InterruptedError) as raised:
            plan_study(study, tmp_path, jobs=4)
        assert raised.value.args == (count,)
