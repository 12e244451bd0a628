"""The study file: its keys, and what it says about a wrong one."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from ..coverage.assessment import DEFAULT_GROUPS
from ..data.layer import Layer
from ..geo.errors import Fault, InputError
from ..geo.road_times import LIMIT_MIN
from ..geo.snapping import SNAP_MAX_M
from ..geo.tables import MODES, Direction, Mode
from .speeds_entry import SpeedsEntry
from .speeds_entry import known_keys as known_speeds_keys

SERVICES = ("clinic", "elderly_care", "shelter", "rehab")
"""The services that Halfhour knows by name; a study may name others."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitsEntry(Layer):
    """A boundary layer: one level of administrative units."""

    level: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    """What a unit of this level is called, for example ``county``."""


class ServiceEntry(_Entry):
    """One service: whom it is for, how they travel, and where it is or could be."""

    group: str | None = None
    """Whom it is for; by default elderly for elderly_care, disabled for rehab, else residents."""
    mode: Mode | dict[str, Mode] = "walk"
    """How people travel; or a mode for each tier of the sites."""
    limit_min: Positive = LIMIT_MIN
    limit_m: Positive | None = None
    """Distance limit in metres; if given, distance is counted instead of time."""
    direction: Direction = "to_site"
    existing: Layer | None = None
    candidates: Layer | None = None
    times: Layer | None = None
    """Travel times computed elsewhere, instead of along the study's roads."""

    @field_validator("mode", mode="before")
    @classmethod
    def _known_modes(cls, mode: object) -> object:
        # Checked here, since a union's own message names neither the tier nor what is meant.
        for tier, one in mode.items() if isinstance(mode, dict) else [("", mode)]:
            if one not in MODES:
                where = f"the mode of tier {tier!r} " if tier else ""
                raise ValueError(
                    f"{where}must be one of {', '.join(map(repr, MODES))}, not {one!r}"
                )
        return mode

    @model_validator(mode="after")
    def _has_sites(self) -> Self:
        if self.existing is None and self.candidates is None:
            raise ValueError("needs an `existing:` layer, a `candidates:` layer, or both")
        return self


class ScenarioEntry(_Entry):
    """One optimisation question."""

    service: str
    maximise: str | None = None
    """The group to serve; by default the service's own."""
    max_new: Annotated[int, Field(ge=0, strict=True)]
    limit_min: Positive | None = None
    """A limit tighter than the service's, in minutes."""
    time_limit_s: Positive | None = None


class StudyFile(_Entry):
    """A whole study file; relative paths start at its own folder."""

    name: str
    notice: str = ""
    """Shown on every map and in every result, for example that the data are synthetic."""
    credits: str = ""
    """Whose data they are, shown at the map's edge; an OpenStreetMap extract is credited without."""
    area: Layer | None = None
    """People inside are counted; roads and sites outside still serve."""
    crs: str = "auto"
    snap_max_m: Positive = SNAP_MAX_M
    roads: Layer | None = None
    speeds: SpeedsEntry = SpeedsEntry()
    people: Layer
    entries: Layer | None = None
    """Entry points: the places inside coarse cells where their people live."""
    units: tuple[UnitsEntry, ...] = ()
    water: Layer | None = None
    """Lakes and rivers, as polygons, that access zones do not cross."""
    services: Annotated[dict[str, ServiceEntry], Field(min_length=1)]
    scenarios: dict[str, ScenarioEntry] = {}

    @model_validator(mode="before")
    @classmethod
    def _area_may_be_a_path(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("area"), str):
            return {**data, "area": {"file": data["area"]}}
        return data

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        for name, service in self.services.items():
            if service.times is None and self.roads is None:
                raise ValueError(f"service {name!r} has no `times:`, so the study needs `roads:`")
        for name, scenario in self.scenarios.items():
            if scenario.service not in self.services:
                near = _nearest(scenario.service, self.services)
                raise ValueError(
                    f"scenario {name!r} names service {scenario.service!r}, which the study does not "
                    f"have{near}"
                )
            service = self.services[scenario.service]
            if scenario.limit_min is not None and (
                service.limit_m is not None or scenario.limit_min > service.limit_min
            ):
                raise ValueError(
                    f"scenario {name!r} has limit_min {scenario.limit_min:g}, above what service "
                    f"{scenario.service!r} computes; raise the service's own limit"
                )
        return self

    def scenarios_or_today(self) -> dict[str, ScenarioEntry]:
        """Return the scenarios; where there are none, today's coverage of each service."""
        return self.scenarios or {
            f"{service}_today": ScenarioEntry(service=service, max_new=0)
            for service in self.services
        }

    def group_of(self, service: str) -> str:
        """Return whom a service is for."""
        return self.services[service].group or DEFAULT_GROUPS.get(service, "residents")


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
    if not path.is_file():
        near = difflib.get_close_matches(name, [p.name for p in path.parent.glob("*.y*ml")], 1)
        raise InputError(
            Fault(
                file=str(path),
                cause="there is no such file",
                fix=f"did you mean {near[0]}?" if near else "give the path of a study file (YAML)",
            )
        )
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise InputError(
            Fault(file=name, cause="is not UTF-8 text", fix="save the study file as UTF-8")
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            Fault(
                file=name,
                row=None if mark is None else mark.line + 1,
                cause=f"is not valid YAML: {getattr(error, 'problem', None) or error}",
                fix="mend this line; keys end in a colon and indentation is by spaces",
            )
        ) from error
    try:
        study = StudyFile.model_validate(data)
    except ValidationError as error:
        raise InputError(*(_fault(name, detail) for detail in error.errors())) from error
    return _with_absolute_paths(study, path.resolve().parent)


class _UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice; YAML's own takes the last without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _with_absolute_paths(study: StudyFile, folder: Path) -> StudyFile:
    def absolute(value: object) -> object:
        if isinstance(value, Layer):
            return value.model_copy(update={"file": folder / value.file})
        if isinstance(value, _Entry):
            fields = {name: absolute(getattr(value, name)) for name in type(value).model_fields}
            return value.model_copy(update=fields)
        if isinstance(value, dict):
            return {key: absolute(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(absolute(item) for item in value)
        return value

    result = absolute(study)
    assert isinstance(result, StudyFile)  # noqa: S101 - narrows the type
    return result


_CHILDREN: Mapping[str, type[BaseModel]] = {
    "services": ServiceEntry,
    "scenarios": ScenarioEntry,
    "units": UnitsEntry,
}


def _fault(file: str, detail: ErrorDetails) -> Fault:
    location = detail["loc"]
    column = ".".join(str(part) for part in location) or None
    message = detail["msg"].removeprefix("Value error, ")
    cause, fix = message[0].lower() + message[1:], "correct it; docs/study-file.md lists every key"
    value: object = detail["input"] if isinstance(detail["input"], (str, int, float)) else None
    if detail["type"] == "extra_forbidden":
        known = _known_keys(location[:-1])
        cause = "unknown key"
        fix = f"did you mean one of {', '.join(known)}?"
        near = difflib.get_close_matches(str(location[-1]), known, 1)
        if near:
            fix = f"did you mean {near[0]}?"
        value = None
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
    return list(Layer.model_fields)


def _nearest(word: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(known)}"
