"""What is said about a wrong key or value of a study file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ...common.entries import Truth
from ...common.errors import Fault
from ...common.validation import WrongKey, wrong_keys
from ...common.yaml_lines import LinedYaml
from ...data.formats.layer import Layer
from .entries.basemap_entry import BasemapEntry
from .entries.speeds_entry import known_keys as known_speeds_keys
from .schema import (
    PeopleEntry,
    RoadsEntry,
    ScenarioEntry,
    ServiceEntry,
    StandardsEntry,
    StudyFile,
    UnitsEntry,
)

_RENAMED: Mapping[str, str] = {
    "maximise": "group",
    "question": "objective",
    "least": "minimise",
    "rule": "assignment",
    "whole": "serve_all",
}
"""Keys of scenarios that had other names before version 0.1.0."""

_RENAMED_KINDS: Mapping[str, str] = {
    "serve_most": "maximal_covering",
    "serve_share": "set_covering",
    "serve_fairly": "maximin_covering",
    "serve_gradually": "gradual_covering",
    "serve_with_room": "capacitated_covering",
    "shorten_average": "p_median",
    "shorten_worst": "p_center",
    "build_over_years": "multi_period_covering",
}
"""Objectives that had other names before version 0.1.0."""

_LONE: Mapping[str, type[BaseModel]] = {
    "roads": RoadsEntry,
    "people": PeopleEntry,
    "standards": StandardsEntry,
    "basemap": BasemapEntry,
}
_CHILDREN: Mapping[str, type[BaseModel]] = {
    "services": ServiceEntry,
    "scenarios": ScenarioEntry,
    "units": UnitsEntry,
}
_FIX = "correct it; docs/reference/study-file.md lists every key"


def key_faults(file: str, details: Iterable[ErrorDetails], yaml: LinedYaml) -> Iterator[Fault]:
    """Yield a fault for every key that is wrong, with its line.

    Parameters
    ----------
    file
        The study file's name.
    details
        What a `ValidationError` lists.
    yaml
        What the file holds.
    """
    for wrong in wrong_keys(details, yaml.data):
        line = yaml.line_of(wrong.path)
        cause, fix, value = _said(wrong)
        yield Fault(
            file=file,
            key=None if line is None else f"line {line}",
            column=".".join(str(part) for part in wrong.path) or None,
            value=value,
            cause=cause,
            fix=fix.rstrip("."),
        )


def _said(wrong: WrongKey) -> tuple[str, str, object]:
    """Return cause, fix and value."""
    path, detail = wrong.path, wrong.details[0]
    if detail["type"] == "extra_forbidden":
        if path[0] == "scenarios" and str(path[-1]) in _RENAMED:
            return "has another name now", f"write {_RENAMED[str(path[-1])]}: instead", None
        known = _known_keys(path[:-1])
        near = difflib.get_close_matches(str(path[-1]), known, 1)
        fix = f"did you mean {near[0]}?" if near else f"did you mean one of {', '.join(known)}?"
        return "unknown key", fix, None
    if detail["type"] == "union_tag_invalid" and detail["ctx"]["tag"] in _RENAMED_KINDS:
        kind = detail["ctx"]["tag"]
        return "has another name now", f"write {_RENAMED_KINDS[kind]} instead", kind
    if detail["type"] == "missing":
        return "is missing", f"add the key {detail['loc'][-1]}", None
    found = detail["input"].value if isinstance(detail["input"], Truth) else detail["input"]
    value = found if isinstance(found, (str, int, float)) else None
    cause, plain = wrong.said()
    return cause, plain or _FIX, value


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    if not location:
        return list(StudyFile.model_fields)
    if len(location) == 2 and location[0] in _CHILDREN:
        return list(_CHILDREN[str(location[0])].model_fields)
    if location[0] == "speeds":
        return known_speeds_keys(location[1:])
    lone = _LONE.get(str(location[0]), Layer) if len(location) == 1 else Layer
    return list(lone.model_fields)
