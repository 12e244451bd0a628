"""Reading a study file, and what is said about a wrong key or value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from ...common.entries import Entry
from ...common.errors import Fault, InputError
from ...common.yaml_lines import LinedYaml, read_yaml_with_lines
from ...data.formats.layer import Layer
from ...data.held.held_table import with_held_tables
from ...data.held.keys_text import keys_text
from .key_faults import key_faults
from .names import name_faults
from .plain_keys import plain_keys
from .schema import StudyFile


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
    yaml = read_yaml_with_lines(path, what="a study file (YAML)")
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
    if not isinstance(yaml.data, dict):
        raise InputError(
            Fault(
                file=name,
                cause="is not a mapping of keys to values",
                fix="begin with `name:`, `roads:`, `people:` and `services:`",
            )
        )
    return _checked(yaml, name, path.resolve().parent)


def study_of_mapping(keys: Mapping[str, object], folder: Path) -> StudyFile:
    """Return a study that is given as keys and values, with tables in memory where files may stand.

    Parameters
    ----------
    keys
        What a study file would hold; a DataFrame or GeoDataFrame may stand in place of a layer, or of its file,
        and a `halfhour.Layer` in place of a layer.
    folder
        Where relative paths start.

    Raises
    ------
    InputError
        As for a file; messages call a table by the keys that lead to it.
    """
    held = with_held_tables(plain_keys(keys))
    yaml = LinedYaml(data=held, lines={}, repeated=())
    return _checked(yaml, "study", folder.resolve()).with_keys_text(keys_text(held))


def _checked(yaml: LinedYaml, name: str, folder: Path) -> StudyFile:
    try:
        study = StudyFile.model_validate(yaml.data)
    except ValidationError as error:
        raise InputError(*key_faults(name, error.errors(), yaml)) from error
    faults = name_faults(study, file=name)
    if faults:
        raise InputError(*faults)
    return with_absolute_paths(study, folder)


def with_absolute_paths(study: StudyFile, folder: Path) -> StudyFile:
    """Return a study whose paths start at its folder."""

    def absolute(value: object) -> object:
        if isinstance(value, Path):
            return folder / value
        if isinstance(value, Layer):
            further = value.model_fields_set - {"file", "mapping", "gazetteer"}
            update = {name: absolute(getattr(value, name)) for name in further}
            return value.model_copy(update=update).at(folder)
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
