"""A study whose layers in databases were read into files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from ....common.databases.address import address_of
from ....common.errors import InputError
from ....common.large_work import Report
from ....data.formats.layer import Layer
from ....data.mapping.gazetteer_key import Gazetteer
from ..fault_list import FaultList
from ..schema import StudyFile
from .each_value import with_each

Stored = Layer | Gazetteer
"""What may lie in a database."""


def with_copies(
    file: StudyFile, found: FaultList, *, services: Iterable[str], report: Report
) -> StudyFile:
    """Return a study in which files stand in place of tables of databases.

    Parameters
    ----------
    file
        The study.
    found
        The faults that were found; those of databases are added, and all are raised.
    services
        Whose layers are needed. Those of others are read where they can be: what is kept of a study depends on
        the content of all its layers.
    report
        Called with one line of text where there is a database.

    Raises
    ------
    InputError
        If a layer that is needed cannot be read.
    """
    needed = _asked(file.model_copy(update={"services": {s: file.services[s] for s in services}}))
    every = _asked(file)
    if not every:
        return file
    # Brings pyarrow and psycopg, which studies of files do not wait for.
    from ....data.postgis.copies import Asked, copies_of  # noqa: PLC0415

    report("reading databases")

    def asked(layer: Stored) -> Asked:
        return Asked(
            address=address_of(layer.file), table=layer.table, query=layer.query, crs=layer.crs
        )

    copies = copies_of([asked(layer) for layer in every])
    for layer in needed:
        found.tried(partial(_file_or_raise, copies[asked(layer)]))
    found.raise_any(file.layers())

    def copied(value: object) -> object:
        if not isinstance(value, (Layer, Gazetteer)) or not value.in_database:
            return value
        copy = copies[asked(value)]
        return value if isinstance(copy, InputError) else value.file_copied(copy)

    return with_each(file, copied)


def _file_or_raise(copy: Path | InputError) -> Path:
    if isinstance(copy, InputError):
        raise copy
    return copy


def _asked(file: StudyFile) -> list[Stored]:
    named = (layer.gazetteer for layer in file.layers())
    stored: list[Stored] = [*file.layers(), *(one for one in named if one is not None)]
    return [layer for layer in stored if layer.in_database]
