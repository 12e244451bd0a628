"""Reading a file of results that says what it was made from, so that it can be made again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, Field, ValidationError

from ...common.errors import Fault, InputError
from ...common.paths import require_readable
from ..results.choice_file import Choice
from ..results.parts.not_as_written import not_as_written
from ..site_check.parameters import STUDY_KEYS

Kind = Literal["plan", "joint", "check", "compliance"]

PLAN: Final = "plan.json"
CHECK: Final = "check.json"
COMPLIANCE: Final = "compliance.json"
_NAMES: Final = (PLAN, CHECK, COMPLIANCE)

_LARGEST: Final = 200_000_000
"""Bytes: more is no file of ours."""

_WHAT: Final = (
    "name a plan.json, check.json or compliance.json; rankings of applications, new housing and registers "
    "cannot be replayed, since they do not record what they were made from"
)
AGAIN: Final = "run the study again, which writes one that can be replayed"


class RecordedSum(BaseModel):
    """A file that was read, or belongs to one: its name and sum."""

    name: str
    sha256: str
    size_bytes: int | None = None


class RecordedInput(RecordedSum):
    """A file that was read; of a check its size and place are not recorded."""

    path: str | None = None
    format: str = ""
    beside: tuple[RecordedSum, ...] = ()


class RecordedStudy(RecordedSum):
    """The study file, or what was given in its place."""

    path: str | None = None
    in_memory: bool = False


class RecordedStandards(RecordedSum):
    """The standards file; without a path those that come with Halfhour."""

    path: str | None = None
    given: bool = False


class _Run(BaseModel):
    scenario: str
    services: tuple[str, ...] = ()
    study: RecordedStudy
    choice: Choice | None = None
    python: str = ""
    system: str = ""
    libraries: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Recorded:
    """A file of results, and what it says of where it comes from.

    Parameters
    ----------
    file
        The file.
    kind
        What it holds.
    values
        All of it.
    study
        The study file.
    inputs
        The files that were read besides.
    versions
        Versions of the program, of Python and of libraries, by name.
    scenario, choice
        Of a plan: which question was answered, with which exported choice.
    services
        Services that the run read, of all its questions; none where an earlier version wrote the file.
    standards
        Of a check of standards: their file, where they do not come with Halfhour.
    """

    file: Path
    kind: Kind
    values: dict[str, Any]
    study: RecordedStudy
    inputs: tuple[RecordedInput, ...]
    versions: dict[str, str]
    scenario: str = ""
    choice: Choice | None = None
    services: tuple[str, ...] = ()
    standards: RecordedStandards | None = None


def read_recorded(path: Path) -> Recorded:
    """Read a ``plan.json``, ``check.json`` or ``compliance.json``.

    Parameters
    ----------
    path
        The file, or the folder that it lies in.

    Raises
    ------
    InputError
        If it is missing, none of these, or does not say what it was made from.
    """
    file = _file_of(path)
    require_readable(file, what="a plan.json, check.json or compliance.json", like="*.json")
    values = _values(file)
    try:
        if {"certificate", "scenario"} <= values.keys() or values.get("kind") == "compliance":
            return _plan(file, values)
        if {"verdict", "parameters", "inputs"} <= values.keys():
            return _check(file, values)
    except ValidationError as error:
        raise not_as_written(file, error, fix=AGAIN) from error
    raise _none_of_ours(file)


def _file_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = [path / name for name in _NAMES if (path / name).is_file()]
    if len(found) == 1:
        return found[0]
    below = sorted(one.parent.name for one in path.glob(f"*/{PLAN}"))
    fix = f"name one of the folders in it: {', '.join(below[:5])}" if below else _WHAT
    several = ", ".join(one.name for one in found)
    cause = f"holds several results: {several}" if found else f"holds none of {', '.join(_NAMES)}"
    raise InputError(Fault(file=str(path), cause=cause, fix=fix))


def _values(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise _none_of_ours(file)
        values = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _none_of_ours(file) from error
    if not isinstance(values, dict):
        raise _none_of_ours(file)
    return values


def _plan(file: Path, values: dict[str, Any]) -> Recorded:
    joint, compliance = (values.get("kind") == kind for kind in ("joint", "compliance"))
    standards = RecordedStandards.model_validate(values.get("standards")) if compliance else None
    if values.get("run") is None:
        raise InputError(
            Fault(
                file=str(file),
                column="run",
                cause="does not say which study it was made from",
                fix=AGAIN,
            )
        )
    run = _Run.model_validate(values["run"])
    if run.study.in_memory:
        raise _of_memory(file, "run.study")
    services = values.get("services")
    parts = list(services.values()) if joint and isinstance(services, dict) else [values]
    inputs: dict[tuple[str, str | None], RecordedInput] = {}
    for part in parts:
        for one in _inputs(part):
            inputs.setdefault((one.name, one.path), one)
    return Recorded(
        file=file,
        kind="joint" if joint else "compliance" if compliance else "plan",
        standards=standards,
        values=values,
        study=run.study,
        inputs=tuple(inputs.values()),
        versions={
            **run.libraries,
            "halfhour": str(values.get("version", "")),
            "Python": run.python,
            "system": run.system,
        },
        scenario=run.scenario,
        choice=run.choice,
        services=run.services,
    )


def _check(file: Path, values: dict[str, Any]) -> Recorded:
    parameters = values["parameters"]
    if isinstance(parameters, dict) and STUDY_KEYS in parameters:
        raise _of_memory(file, f"parameters.{STUDY_KEYS}")
    study, *inputs = _inputs(values)
    return Recorded(
        file=file,
        kind="check",
        values=values,
        study=RecordedStudy(name=study.name, sha256=study.sha256),
        inputs=tuple(inputs),
        versions={"halfhour": str(values.get("version", ""))},
    )


class _Inputs(BaseModel):
    inputs: tuple[RecordedInput, ...] = Field(min_length=1)


def _inputs(values: object) -> tuple[RecordedInput, ...]:
    return _Inputs.model_validate(values).inputs


def _of_memory(file: Path, key: str) -> InputError:
    return InputError(
        Fault(
            file=str(file),
            column=key,
            cause="was made from a study that was given in Python and not as a file, so that nothing on "
            "disk can be read again; its tables are recorded by counts and sums alone",
            fix="write the tables to files and name them in a study file: what it gives can be replayed",
        )
    )


def _none_of_ours(file: Path) -> InputError:
    return InputError(
        Fault(
            file=str(file),
            cause="is no plan.json, check.json or compliance.json that a run wrote",
            fix=_WHAT,
        )
    )
