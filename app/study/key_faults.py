"""What is said about a wrong key or value of a study file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ...common.entries import Truth
from ...common.errors import Fault
from ...common.validation import WrongKey, wrong_keys
from ...common.yaml_lines import LinedYaml
from .entries.speeds_entry import known_keys as known_speeds_keys
from .schema import StudyFile

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
        known = _known_keys(detail["loc"][:-1])
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
    """Return the keys of the entry at a location, as pydantic gives it: with the kinds of unions in it."""
    if location[:1] == ("speeds",):
        return known_speeds_keys(location[1:])
    found = [_Nested(StudyFile, 0)]
    for part in location:
        if any(one.depth for one in found):
            found = [_Nested(one.model, one.depth - 1) for one in found if one.depth]
            continue
        fields = [one.model.model_fields.get(str(part)) for one in found]
        deeper = [one for field in fields if field for one in _nested(field.annotation)]
        found = deeper or [one for one in found if _is_kind(one.model, part)] or found
    named = (item for one in found for item in one.model.model_fields.items())
    return list(dict.fromkeys(field.alias or name for name, field in named))


class _Nested(NamedTuple):
    """A model in a type, and in how many mappings or lists it stands there."""

    model: type[BaseModel]
    depth: int


def _nested(annotation: object) -> Iterator[_Nested]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield _Nested(annotation, 0)
        return
    deeper = int(get_origin(annotation) in (dict, tuple))
    for part in get_args(annotation):
        for model, depth in _nested(part):
            yield _Nested(model, depth + deeper)


def _is_kind(model: type[BaseModel], part: int | str) -> bool:
    """Whether a part of a location is what pydantic calls a model among several."""
    kind = model.model_fields.get("kind")
    return part == model.__name__ or (kind is not None and part in get_args(kind.annotation))
