"""``index.html``: the overview of all plans in a folder for results, those of earlier runs too."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field, ValidationError

from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ...maps.index_page.entries import Change, PlanEntry, ServiceToday
from ...maps.index_page.page import GENERATOR, index_page
from ...maps.index_page.small_map import small_map
from ...maps.wording.messages import require_lang, say
from ...maps.wording.names import level_said
from ...maps.wording.picture_words import limit_in_short
from ...maps.wording.plan_said import InLangs, in_langs
from ...maps.wording.words import percent, services, whose
from ..study.study import Study
from ..study.study_context import study_title
from .folder import INDEX, RESULT_FILES
from .joint.joint_json import JointSaidPart
from .plan_json import InputPart
from .plan_words import SaidPart
from .unfinished import FILES, unfinished
from .writing import told_if_unwritable

_PLAN_MAX: Final = 50_000_000
_PICTURE_MAX: Final = 200_000
_HEAD: Final = 2000
"""Bytes of a file that are read: more is not what a run of ours writes, or looks for."""


class _Written(BaseModel):
    """What the overview needs of an earlier run's ``plan.json``; whatever else is there does not matter."""

    study: str
    opened: list[str]
    people_total: float = Field(ge=0, allow_inf_nan=False)
    served_before: float = Field(ge=0, allow_inf_nan=False)
    served_after: float = Field(ge=0, allow_inf_nan=False)
    said: SaidPart
    inputs: list[InputPart]


class _WrittenJoint(BaseModel):
    """The same of a joint plan."""

    study: str
    said: JointSaidPart
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
    today = [_today(study, name) for name in study.assessments]
    while True:
        require_index_replaceable(out)
        seen = _state(out)
        plans, left_out = _plans(out, study, order)
        page = index_page(
            today,
            plans,
            title=study_title(study.layers.file).in_both(),
            notice=study.layers.file.notice.in_both(),
            left_out=left_out,
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


def _plans(out: Path, study: Study, order: Sequence[str]) -> tuple[list[PlanEntry], int]:
    """Return the plans of a study in a folder for results, and how many other folders there are."""
    rank = {name: place for place, name in enumerate(order)}
    folders = sorted(_folders(out), key=lambda one: rank.get(one.name, len(rank)))
    entries = [_entry(folder, study) for folder in folders]
    found = [entry for entry in entries if entry is not None]
    return found, len(entries) - len(found)


def _entry(folder: Path, study: Study) -> PlanEntry | None:
    """Return a folder's plan; None where it holds none of the study and its data that can be read."""
    try:
        if (folder / "plan.json").stat().st_size > _PLAN_MAX or not (
            folder / "plan.html"
        ).is_file():
            return None
        written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        joint = isinstance(written, dict) and written.get("kind") == "joint"
        plan = (_WrittenJoint if joint else _Written).model_validate(written)
    except (OSError, ValueError, RecursionError, ValidationError):
        return None
    parts = list(plan.services.values()) if isinstance(plan, _WrittenJoint) else [plan]
    inputs = {(record.name, record.sha256) for record in study.layers.inputs}
    of_other = any({(one.name, one.sha256) for one in part.inputs} != inputs for part in parts)
    if plan.study != study.name or of_other:
        return None
    words = {name: dict(part) for name, part in plan.said}
    return PlanEntry(
        title=words["title"],
        proof=words["proof"],
        cost=words["cost"],
        changes=tuple(_change(part) for part in parts),
        folder=folder.name,
        files=tuple(sorted(name for name in RESULT_FILES if (folder / name).is_file())),
        picture=_picture(folder / "map.svg"),
    )


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
    levels = study.layers.units
    return ServiceToday(
        title=in_langs(lambda lang: services(one, lang) or service),
        group=in_langs(lambda lang: whose(one, lang)),
        limit=in_langs(lambda lang: limit_in_short(one, lang)),
        share=one.share,
        gap=one.gap_people,
        worst=_worst(one, next(iter(levels), None)),
        picture=small_map(one, units=next(iter(levels.values()), None)),
    )


def _worst(one: Assessment, level: str | None) -> InLangs:
    """Return the unit with the lowest share, of several the one with the most people not served."""
    rows = None if level is None else one.summary(level)
    rows = None if rows is None else rows[(rows["people"] > 0) & (rows.index != "")]
    if level is None or rows is None or rows.empty:
        return _as_said("")
    row = rows.sort_values(["share", "gap"], ascending=[True, False], kind="stable").iloc[0]
    return in_langs(
        lambda lang: say(
            lang,
            "Worst {level}: {name}, {share}",
            level=level_said(one.times.study, level, lang),
            name=row["name"],
            share=percent(float(row["share"])),
        )
    )


def _as_said(text: str) -> InLangs:
    return in_langs(lambda _: text)
