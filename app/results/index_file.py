"""``index.html``: the overview of all plans in a folder for results, those of earlier runs too."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field, ValidationError

from ...common.errors import Fault, InputError
from ...data.input_records.record import file_sum
from ...maps.index_page.entries import Change, PlanEntry, ServiceToday
from ...maps.index_page.page import GENERATOR, index_page
from ...maps.index_page.small_map import small_map
from ...maps.wording.messages import require_lang
from ...maps.wording.picture_words import limit_in_short
from ...maps.wording.plan_said import in_langs, worst_today
from ...maps.wording.words import services, whose
from ..study.study import Study
from ..study.study_context import study_title
from .folder import INDEX, RESULT_FILES
from .plan_words import BothPart, SaidPart
from .unfinished import FILES, unfinished
from .writing import told_if_unwritable

_PLAN_MAX: Final = 50_000_000
_PICTURE_MAX: Final = 200_000
_HEAD: Final = 2000
"""Bytes of a file that are read: more is not what a run of ours writes, or looks for."""


class _WrittenInput(BaseModel):
    name: str
    sha256: str


class _Written(BaseModel):
    """What the overview needs of an earlier run's ``plan.json``; whatever else is there does not matter."""

    study: str
    service: str
    opened: list[str]
    people_total: float = Field(ge=0, allow_inf_nan=False)
    served_before: float = Field(ge=0, allow_inf_nan=False)
    served_after: float = Field(ge=0, allow_inf_nan=False)
    said: SaidPart
    inputs: list[_WrittenInput]


class _SaidOfAll(BaseModel):
    title: BothPart
    proof: BothPart
    cost: BothPart


class _WrittenJoint(BaseModel):
    """The same of a joint plan."""

    study: str
    said: _SaidOfAll
    services: dict[str, _Written] = Field(min_length=1)


def require_index_replaceable(out: Path) -> None:
    """Check that no ``index.html`` of somebody else stands in a folder for results.

    Raises
    ------
    InputError
        If one does, or something that is no file.
    """
    index = out / INDEX
    if not os.path.lexists(index):
        return
    head = b""
    if index.is_file() and not index.is_symlink():
        with told_if_unwritable(index), index.open("rb") as file:
            head = file.read(_HEAD)
    if f'<meta name="generator" content="{GENERATOR}">'.encode() not in head:
        raise InputError(
            Fault(
                file=str(index),
                cause="is not of an earlier run, so that the overview of the plans cannot be written there",
                fix="rename it, or name another folder for results with --out",
            )
        )


def write_index(out: Path, study: Study, *, order: Sequence[str], lang: str) -> None:
    """Write the overview, beside first and then put in place.

    Parameters
    ----------
    out
        Folder for results.
    study
        Whose services it shows; plans of others, or of other data, are left out and counted.
    order
        Names of folders that come first.
    lang
        The language that the page opens in.

    Raises
    ------
    InputError
        If it cannot be written, or somebody else's stands there.
    """
    rank = {name: place for place, name in enumerate(order)}
    while True:
        require_index_replaceable(out)
        seen = _state(out)
        folders = sorted(_folders(out), key=lambda one: rank.get(one.name, len(rank)))
        digests, needed = _digests(study), _needed(study)
        read = [(folder, _read(folder, study.name, digests, needed)) for folder in folders]
        plans = [(folder, plan) for folder, plan in read if plan is not None]
        page = index_page(
            _services_today(plans, study),
            [_entry(folder, plan) for folder, plan in plans],
            title=study_title(study.layers.file).in_both(),
            notice=study.layers.file.notice.in_both(),
            left_out=len(read) - len(plans),
            lang=require_lang(lang),
        )
        with told_if_unwritable(out), unfinished(out, FILES) as beside:
            page.save(beside / INDEX)
        # Of several runs at once, each looks again: whose index comes last has seen all plans before it.
        if _state(out) == seen:
            return


def _state(out: Path) -> list[tuple[str, int, int]]:
    """Return what tells whether a plan came, went or was replaced."""
    found = []
    for folder in _folders(out):
        try:
            stat = (folder / "plan.json").stat()
        except OSError:
            found.append((folder.name, 0, 0))
        else:
            found.append((folder.name, stat.st_mtime_ns, stat.st_ino))
    return found


def _folders(out: Path) -> list[Path]:
    """Return the folders for results but those that are being written."""
    every = (path for path in out.iterdir() if not path.name.startswith("."))
    return sorted(path for path in every if path.is_dir() and not path.is_symlink())


def _read(
    folder: Path, study: str, digests: Mapping[str, set[str]], needed: set[str]
) -> _Written | _WrittenJoint | None:
    """Return a folder's plan; None where it holds none of the study and its data that can be read."""
    path = folder / "plan.json"
    try:
        if path.stat().st_size > _PLAN_MAX or not (folder / "plan.html").is_file():
            return None
        written = json.loads(path.read_text(encoding="utf-8"))
        joint = isinstance(written, dict) and written.get("kind") == "joint"
        plan = (_WrittenJoint if joint else _Written).model_validate(written)
    except (OSError, ValueError, RecursionError, ValidationError):
        return None
    inputs = [one for part in _parts(plan) for one in part.inputs]
    # Files of services that this run did not read count as well.
    same = all(one.sha256 in digests.get(one.name, ()) for one in inputs)
    same = same and all(needed <= {one.sha256 for one in part.inputs} for part in _parts(plan))
    return plan if plan.study == study and same else None


def _digests(study: Study) -> dict[str, set[str]]:
    """Return the digests of the study's files by name, as they are now."""
    found: dict[str, set[str]] = {}
    read = set()
    for record in study.layers.inputs:
        found.setdefault(record.name, set()).add(record.sha256)
        read.add(record.path.resolve())
    for layer in study.layers.file.layers():
        if layer.held is not None:
            found.setdefault(layer.file.name, set()).add(layer.held.sha256())
        elif layer.file.resolve() not in read and layer.file.is_file():
            with suppress(OSError):
                found.setdefault(layer.file.name, set()).add(file_sum(layer.file).sha256)
            read.add(layer.file.resolve())
    return found


def _needed(study: Study) -> set[str]:
    """Return the digests that every plan of the study has: those of what no service can do without.

    Of approved sites, which count for whatever is planned; a plan from before the first approval has none.
    """
    layers = {layer.file.resolve() for layer in study.layers.file.layers()}
    inputs = study.layers.inputs
    return {record.sha256 for record in inputs if record.path.resolve() not in layers}


def _parts(plan: _Written | _WrittenJoint) -> list[_Written]:
    return [plan] if isinstance(plan, _Written) else list(plan.services.values())


def _entry(folder: Path, plan: _Written | _WrittenJoint) -> PlanEntry:
    words = {name: dict(part) for name, part in plan.said}
    return PlanEntry(
        title=words["title"],
        proof=words["proof"],
        cost=words["cost"],
        changes=tuple(_change(part) for part in _parts(plan)),
        folder=folder.name,
        files=tuple(sorted(name for name in RESULT_FILES if (folder / name).is_file())),
        picture=_picture(folder / "map.svg"),
    )


def _today_of(folder: Path, plan: _Written) -> ServiceToday:
    """Return what a plan says of its service today."""
    words = {name: dict(part) for name, part in plan.said}
    total = plan.people_total
    return ServiceToday(
        title=words["service"],
        group=words["group"],
        limit=words["limit"],
        share=plan.served_before / total if total else math.nan,
        gap=total - plan.served_before,
        worst=words["worst"],
        picture=_picture(folder / "map_today.svg"),
    )


def _services_today(
    plans: Sequence[tuple[Path, _Written | _WrittenJoint]], study: Study
) -> list[ServiceToday]:
    """Return each service once for each group and limit: as the plans say, else as this run found it.

    So it does not matter which of several runs writes the overview.
    """
    found: dict[str, ServiceToday] = {}
    alone = [(folder, plan) for folder, plan in plans if isinstance(plan, _Written)]
    joint = [
        (folder, part)
        for folder, plan in plans
        if not isinstance(plan, _Written)
        for part in _parts(plan)
    ]
    every = [(plan.service, _today_of(folder, plan)) for folder, plan in (*alone, *joint)]
    told = {service for service, _ in every}
    now = [(name, _today(study, name)) for name in study.assessments if name not in told]
    for service, one in (*every, *now):
        # Two services may have one title.
        found.setdefault(json.dumps([service, one.title, one.group, one.limit]), one)
    return list(found.values())


def _change(plan: _Written) -> Change:
    return Change(
        words={name: dict(part) for name, part in plan.said},
        people=plan.people_total,
        served_before=plan.served_before,
        served_after=plan.served_after,
        sites=len(plan.opened),
    )


def _picture(path: Path) -> str:
    try:
        if path.stat().st_size > _PICTURE_MAX:
            return ""
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _today(study: Study, service: str) -> ServiceToday:
    one = study.assessments[service]
    return ServiceToday(
        title=in_langs(lambda lang: services(one, lang) or service),
        group=in_langs(lambda lang: whose(one, lang)),
        limit=in_langs(lambda lang: limit_in_short(one, lang)),
        share=one.share,
        gap=one.gap_people,
        worst=worst_today(one),
        picture=small_map(one, units=next(iter(study.layers.units.values()), None)),
    )
