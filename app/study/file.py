"""Reading a study file, and what is said about a wrong key or value."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ...common.errors import Fault, InputError
from ...common.yaml_lines import read_yaml_with_lines
from ...data.formats.layer import Layer
from .basemap_entry import BasemapEntry
from .schema import (
    Entry,
    PeopleEntry,
    RoadsEntry,
    ScenarioEntry,
    ServiceEntry,
    StandardsEntry,
    StudyFile,
    UnitsEntry,
)
from .speeds_entry import known_keys as known_speeds_keys


def read_study_file(path: Path) -> StudyFile:
    """Read and check a study file.

    Parameters
    ----------
    path
        The YAML file.

    Returns
    -------
    StudyFile
        With every path absolute.

    Raises
    ------
    InputError
        If it is missing, not YAML, or has unknown, missing or wrong keys; all of them are listed.
    """
    name = path.name
    yaml = read_yaml_with_lines(path, what="a study file")
    if yaml.repeated:
        raise InputError(
            *(
                Fault(
                    file=name,
                    row=line,
                    column=".".join(str(part) for part in where),
                    cause="the key is given twice",
                    fix="keep one of the two",
                )
                for where, line in yaml.repeated
            )
        )
    try:
        study = StudyFile.model_validate(yaml.data)
    except ValidationError as error:
        raise InputError(*(_fault(name, detail) for detail in error.errors())) from error
    return _with_absolute_paths(study, path.resolve().parent)


def _with_absolute_paths(study: StudyFile, folder: Path) -> StudyFile:
    def absolute(value: object) -> object:
        if isinstance(value, Path):
            return folder / value
        if isinstance(value, Layer):
            return value.model_copy(update={"file": folder / value.file})
        if isinstance(value, Entry):
            # What the file leaves out stays unset: standards go before a default.
            fields = {name: absolute(getattr(value, name)) for name in value.model_fields_set}
            return value.model_copy(update=fields)
        if isinstance(value, dict):
            return {key: absolute(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(absolute(item) for item in value)
        return value

    result = absolute(study)
    assert isinstance(result, StudyFile)  # noqa: S101 - narrows the type
    return result


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


def _fault(file: str, detail: ErrorDetails) -> Fault:
    location = detail["loc"]
    column = ".".join(str(part) for part in location) or None
    message = detail["msg"].removeprefix("Value error, ")
    cause, fix = (
        message[0].lower() + message[1:],
        "correct it; docs/reference/study-file.md lists every key",
    )
    value: object = detail["input"] if isinstance(detail["input"], (str, int, float)) else None
    if detail["type"] == "extra_forbidden":
        known = _known_keys(location[:-1])
        cause = "unknown key"
        fix = f"did you mean one of {', '.join(known)}?"
        near = difflib.get_close_matches(str(location[-1]), known, 1)
        if near:
            fix = f"did you mean {near[0]}?"
        if location[0] == "scenarios" and str(location[-1]) in _RENAMED:
            cause, fix = "has another name now", f"write {_RENAMED[str(location[-1])]}: instead"
        value = None
    elif detail["type"] == "union_tag_invalid" and detail["ctx"]["tag"] in _RENAMED_KINDS:
        value = detail["ctx"]["tag"]
        cause, fix = "has another name now", f"write {_RENAMED_KINDS[str(value)]} instead"
    elif detail["type"] == "missing":
        cause, fix, value = "is missing", f"add the key {location[-1]}", None
    elif detail["type"] == "model_type":
        cause = "is not a mapping of keys to values"
    return Fault(
        file=file, column=column, value=value, cause=cause.rstrip("."), fix=fix.rstrip(".")
    )


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    if not location:
        return list(StudyFile.model_fields)
    if len(location) == 2 and location[0] in _CHILDREN:
        return list(_CHILDREN[str(location[0])].model_fields)
    if location[0] == "speeds":
        return known_speeds_keys(location[1:])
    lone = _LONE.get(str(location[0]), Layer) if len(location) == 1 else Layer
    return list(lone.model_fields)
