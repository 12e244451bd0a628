"""Making results again, in a temporary folder and without anything that earlier runs have kept."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from pydantic import BaseModel, ValidationError

from ...common.kept.cache_folder import FOLDER_VARIABLE
from ...common.large_work import Report
from ...coverage.site_check.place import SitePlace, site_place
from ...data.input_records.record import file_sum
from ..evaluate.evaluate_study import check_compliance
from ..plan.plan_study import plan_study
from ..results.parts.not_as_written import not_as_written
from ..site_check.desk import site_desk
from ..site_check.parameters import ANY
from .recorded import AGAIN, PLAN, Recorded


def run_again(recorded: Recorded, study: Path, *, report: Report) -> dict[str, Any]:
    """Return what a run of today writes for a question that was recorded.

    Parameters
    ----------
    recorded
        The results.
    study
        The study file.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If the study has faults, or no such question any more.
    """
    again = {"check": _check_again, "compliance": _compliance_again}
    with _nothing_kept():
        try:
            return again.get(recorded.kind, _plan_again)(recorded, study, report)
        except ValidationError as error:
            raise not_as_written(recorded.file, error, fix=AGAIN) from error


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Leave the cache out, so that a part of it which is wrong is not taken for the same figure."""
    before = os.environ.get(FOLDER_VARIABLE)
    os.environ[FOLDER_VARIABLE] = "off"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FOLDER_VARIABLE]
        else:
            os.environ[FOLDER_VARIABLE] = before


def _plan_again(recorded: Recorded, study: Path, report: Report) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="halfhour-replay-") as folder:
        choice = None
        if recorded.choice is not None:
            choice = Path(folder, "choice.json")
            choice.write_text(recorded.choice.model_dump_json(), encoding="utf-8")
        written = plan_study(
            study,
            Path(folder, "out"),
            scenario=recorded.scenario,
            open_sites=choice,
            also_read=recorded.services,
            jobs=1,
            report=report,
        )
        [made] = [*(one.folder for one in written), *(one.folder for one in written.joint)]
        values: dict[str, Any] = json.loads((made / PLAN).read_text(encoding="utf-8"))
        return values


class _Years(BaseModel):
    year: int
    compare: int | None


def _compliance_again(recorded: Recorded, study: Path, report: Report) -> dict[str, Any]:
    years, standards = _Years.model_validate(recorded.values), recorded.standards
    named = standards is not None and standards.given and standards.path is not None
    found = check_compliance(
        study,
        study.parent / str(standards.path) if named and standards is not None else None,
        year=years.year,
        compare=years.compare,
        report=report,
    )
    values: dict[str, Any] = json.loads(found.to_file(recorded.file.parent).model_dump_json())
    return values


class _Asked(BaseModel):
    """What a check recorded of its question."""

    service: str
    at: tuple[float, float]
    crs: str
    given: tuple[float, float] | None
    parcel: str | None
    tier: str | None
    capacity: float | str | None
    year: int | None
    limit: float
    unit: str


def _check_again(recorded: Recorded, study: Path, report: Report) -> dict[str, Any]:
    asked = _Asked.model_validate(recorded.values["parameters"])
    desk = site_desk(
        study,
        asked.service,
        year=asked.year,
        standards=_standards(recorded, study),
        report=report,
    )
    places = math.inf if asked.capacity == ANY else asked.capacity
    again = desk.report(
        at=_place(asked),
        tier=asked.tier,
        capacity=None if places is None else float(places),
        limit_min=asked.limit / 60 if asked.unit == "s" else None,
    )
    # As it is written, so that both went through JSON.
    values: dict[str, Any] = json.loads(json.dumps(again.to_dict()))
    return values


def _place(asked: _Asked) -> SitePlace:
    if asked.parcel is not None:
        # Its entrance was recorded as the point; it is looked for anew.
        parcel = shapely.from_wkt(asked.parcel)
        inside = shapely.point_on_surface(parcel)
        return SitePlace(at=(float(inside.x), float(inside.y)), parcel=parcel, crs=asked.crs)
    return site_place(asked.at if asked.given is None else asked.given, crs=asked.crs)


def _standards(recorded: Recorded, study: Path) -> Path | None:
    """Return the standards file that was named beside the study; None where its own count."""
    for one in recorded.inputs:
        if not one.name.lower().endswith((".yaml", ".yml")):
            continue
        for path in sorted(study.parent.rglob(one.name)):
            if path.is_file() and file_sum(path).sha256 == one.sha256:
                return path
    return None
