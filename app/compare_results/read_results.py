"""Reading results that were written: the plans of a folder, with their figures by unit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pydantic import BaseModel, Field, ValidationError

from ...common.errors import Fault, InputError
from ..results.parts.not_as_written import not_as_written
from ..results.plan_words import BothPart
from .read_units import AGAIN, read_units, read_units_of_service

_PLAN: Final = "plan.json"
_PICTURE_MAX: Final = 200_000
"""Bytes of a small map that a run writes at most."""


class _Input(BaseModel):
    name: str
    sha256: str


class _Certificate(BaseModel):
    status: str
    objective_value: float | None
    bound: float | None
    optimality_gap: float | None
    measure: str


class _Parameters(BaseModel):
    objective: str
    direction: str
    unit: str
    limit_m: float | None = None
    max_new: int | None = None
    budget: float | None = None


class _Words(BaseModel):
    study: BothPart
    scenario: BothPart
    notice: BothPart
    money_unit: BothPart
    levels: dict[str, BothPart] = Field(default_factory=dict)


class _Said(BaseModel):
    service: BothPart
    group: BothPart
    limit: BothPart
    proof: BothPart


class _Capacity(BaseModel):
    assignment: str


class _StudyFile(BaseModel):
    text: str


class _Run(BaseModel):
    study: _StudyFile


class PlanValues(BaseModel):
    """What a comparison needs of a ``plan.json``; whatever else is there does not matter."""

    study: str
    scenario: str
    service: str
    words: _Words
    said: _Said
    group: str
    year: int | None
    mode: str | dict[str, str]
    limit_min: float | None
    people_total: float
    served_before: float
    served_after: float
    within_reach_before: float
    within_reach_after: float
    no_place_before: float
    no_place_after: float
    gap_before: float
    gap_after: float
    unreachable_after: float
    opened: list[str]
    years: list[int] = Field(default_factory=list)
    cost: float | None
    certificate: _Certificate
    capacity: _Capacity | str | None = None
    inputs: list[_Input]
    parameters: _Parameters
    version: str
    run: _Run | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanResult:
    """A plan that was written.

    Parameters
    ----------
    name
        Its folder's name; of a joint plan's service both names.
    told
        Its figures.
    units
        By unit: level, id, name, people, served, gap; empty where the study has none.
    picture
        Its small map; empty where there is none.
    """

    name: str
    told: PlanValues
    units: pd.DataFrame
    picture: str = ""


def read_results(path: Path) -> list[PlanResult]:
    """Read the plans of a folder of results.

    Parameters
    ----------
    path
        A folder of results, the folder of one plan, or its ``plan.json``. A joint plan is a plan of each of its
        services.

    Raises
    ------
    InputError
        If there is none, or one that cannot be read.
    """
    if path.name == _PLAN and path.is_file():
        path = path.parent
    if (path / _PLAN).is_file():
        return list(_plans_of(path))
    if not path.is_dir():
        raise InputError(
            Fault(
                file=str(path),
                cause="is a file and no folder" if path.exists() else "there is no such folder",
                fix="name a folder that `halfhour plan` wrote, or one of the plans in it",
            )
        )
    found = [one for one in sorted(path.iterdir()) if (one / _PLAN).is_file()]
    plans = [plan for folder in found for plan in _plans_of(folder)]
    if not plans:
        raise InputError(
            Fault(
                file=str(path),
                cause="holds no plan: neither plan.json nor folders that have one",
                fix="name a folder that `halfhour plan` wrote, or one of the plans in it",
            )
        )
    return plans


def _plans_of(folder: Path) -> Iterator[PlanResult]:
    values = _json(folder / _PLAN)
    name = folder.resolve().name
    if values.get("kind") != "joint":
        plan = _values(folder / _PLAN, values)
        yield PlanResult(
            name=name, told=plan, units=read_units(folder / "units.csv"), picture=_picture(folder)
        )
        return
    services = values.get("services")
    if not isinstance(services, dict) or not all(
        isinstance(one, dict) for one in services.values()
    ):
        raise InputError(
            Fault(
                file=str(folder / _PLAN),
                column="services",
                cause="has no figures of services, as a joint plan has",
                fix=AGAIN,
            )
        )
    for service, part in services.items():
        # One proof is for all services together.
        own = {**part, "certificate": values.get("certificate")}
        yield PlanResult(
            name=f"{name} ({service})",
            told=_values(folder / _PLAN, own),
            units=read_units_of_service(folder / "results.gpkg", service),
            picture=_picture(folder),
        )


def _json(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(Fault(file=str(file), cause="is no JSON", fix=AGAIN)) from error
    if not isinstance(values, dict):
        raise InputError(Fault(file=str(file), cause="is no plan.json of a run", fix=AGAIN))
    return values


def _values(file: Path, values: Mapping[str, Any]) -> PlanValues:
    try:
        return PlanValues.model_validate(values)
    except ValidationError as error:
        raise not_as_written(file, error, fix=AGAIN) from error


def _picture(folder: Path) -> str:
    file = folder / "map.svg"
    if not file.is_file() or file.stat().st_size > _PICTURE_MAX:
        return ""
    return file.read_text(encoding="utf-8", errors="replace")
