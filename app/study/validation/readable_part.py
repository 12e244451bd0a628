"""A study as it is given, and what of a faulty one can be read nevertheless, for all faults in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from ....common.yaml_lines import readable_yaml
from ..entries.people_entry import PeopleEntry
from ..entries.service_entry import ServiceEntry
from ..fault_list import FaultList
from ..file import read_study_file, study_of_mapping, with_absolute_paths
from ..names import name_faults
from ..schema import StudyFile, UnitsEntry

_KEYS: Final = (
    *("area", "crs", "roads", "speeds", "people", "growth", "estates", "indicators", "entries"),
    *("groups", "water", "land", "places"),
)
"""Keys of a study, beside units and services, that say which layers are read and how."""

_KEYS_OF_SERVICES: Final = ("group", "existing", "candidates", "capacity", "times", "travel")


def readable_part(path: Path) -> StudyFile | None:
    """Return the entries of layers that are right by themselves; None where the file cannot be read.

    Without an entry for the people, ``people`` is not in `model_fields_set`. Nothing but layers can be read
    with this study: it has no scenarios, and what its entries say of each other is not checked.
    """
    if not path.is_file():
        # What a pipe held is read already.
        return None
    yaml = readable_yaml(path)
    if yaml is None or not isinstance(yaml.data, dict):
        return None
    # Nobody knows which of two entries is meant.
    twice = {where[0] for where, _ in yaml.repeated}
    data = {key: value for key, value in yaml.data.items() if key not in twice}
    if isinstance(data.get("area"), str):
        data["area"] = {"file": data["area"]}
    found = _right_of(StudyFile, _KEYS, data)
    units = data.get("units")
    if isinstance(units, list):
        found["units"] = tuple(_right(UnitsEntry, units))
    services = data.get("services")
    found["services"] = _services(services) if isinstance(services, dict) else {}
    people = found.pop("people", None)
    study = StudyFile.model_construct(
        _fields_set={*found, *(() if people is None else ("people",))},
        name="",
        people=people or PeopleEntry(file=Path("people")),
        **found,
    )
    if name_faults(study, file=path.name):
        # Tables could not tell these names from their own.
        return None
    return with_absolute_paths(study, path.resolve().parent)


def _right_of(
    model: type[StudyFile | ServiceEntry], keys: Iterable[str], data: Mapping[str, object]
) -> dict[str, Any]:
    """Return the values of those keys that are given and right by themselves."""
    found = {}
    for key in keys:
        field = model.model_fields[key]
        if key in data:
            for value in _right(Annotated[(field.annotation, *field.metadata, None)], [data[key]]):
                found[key] = value
    return found


def _right(kind: Any, values: Iterable[object]) -> list[Any]:  # noqa: ANN401 - what type hints are made of
    found = []
    for value in values:
        try:
            found.append(TypeAdapter(kind).validate_python(value))
        except ValidationError:
            continue
    return found


def _services(services: Mapping[str, object]) -> dict[str, ServiceEntry]:
    found = {}
    for name, entry in services.items():
        if whole := _right(ServiceEntry, [entry]):
            found[str(name)] = whole[0]
        elif isinstance(entry, dict):
            layers = _right_of(ServiceEntry, _KEYS_OF_SERVICES, entry)
            if layers.keys() & {"existing", "candidates"}:
                found[str(name)] = ServiceEntry.model_construct(**layers)
    return found


GivenStudy = str | Path | Mapping[str, object]
"""A study file, or what it would hold, with tables in memory wherever a file may stand."""


def study_and_path(given: GivenStudy) -> tuple[StudyFile, Path]:
    """Return a study and where its file lies; without one, a name in the working directory.

    Raises
    ------
    InputError
        If the study has faults.
    """
    if isinstance(given, Mapping):
        return study_of_mapping(given, Path.cwd()), Path.cwd() / "study"
    return read_study_file(Path(given)), Path(given)


def readable_study(given: GivenStudy, found: FaultList) -> tuple[StudyFile, Path]:
    """Return what can be read of a study, and where its file lies; faults of a file are added.

    Raises
    ------
    InputError
        If nothing can be read.
    """
    if isinstance(given, Mapping):
        return study_and_path(given)
    path = Path(given)
    file = found.tried(lambda: read_study_file(path)) or readable_part(path)
    if file is None:
        found.raise_any()
    assert file is not None  # noqa: S101 - narrows the type
    return file, path
