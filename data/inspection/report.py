"""What a file is: the answer of `inspect_file`, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ...common.errors import Fault
from ...common.sentences import Sentence
from ...common.written.shown import Shown
from ..formats.layer import Layer

Role = Literal["roads", "people", "sites", "candidates", "units", "water", "unknown"]
"""What a study would use a layer for."""

Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees of WGS 84."""


@dataclass(frozen=True, kw_only=True)
class ColumnReport:
    """One column of a file.

    Parameters
    ----------
    name
        Its heading.
    kind
        What it holds: ``number``, ``text``, ``date``, ``degrees`` or ``nothing``.
    ours
        Which of our columns it is recognised as; empty for none.
    filled
        How many records have a value there.
    values
        All of its values, the most frequent first, where there are few; else the first.
    every_value
        Whether these are all that it has.
    words
        Of a column of services each word and how many records have it, the most frequent first; empty where
        there are too many to be kinds.
    """

    name: str
    kind: str
    ours: str
    filled: int
    values: tuple[str, ...]
    every_value: bool = False
    words: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerReport:
    """One layer, or one sheet of a workbook.

    Parameters
    ----------
    name
        Of the layer or sheet; empty where a file is one.
    role
        What a study would use it for.
    holds
        Its geometry: points, lines, areas, pixels, or a table.
    records
        How many records, ways or pixels it has.
    crs
        The CRS of its coordinates; empty where nobody knows.
    crs_stated
        Whether the file states it; else it follows from headings, or is the format's own.
    extent
        Where its places lie; None where that cannot be told.
    encoding
        Of text; empty for formats that have one of their own.
    columns
        Its columns.
    layer
        How a study file would name it.
    reads
        What would be read.
    notes
        What is told while it is read.
    problems
        What is wrong with it.
    people
        How many people it counts; None where it counts none.
    """

    name: str
    role: Role
    holds: str
    records: int = 0
    crs: str = ""
    crs_stated: bool = True
    extent: Extent | None = None
    encoding: str = ""
    columns: tuple[ColumnReport, ...] = ()
    layer: Layer
    reads: tuple[Sentence, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Fault, ...] = ()
    people: float | None = None

    def ours(self, name: str) -> ColumnReport | None:
        """Return the column that is recognised as one of ours."""
        return next((one for one in self.columns if one.ours == name), None)

    def to_dict(self) -> dict[str, object]:
        """Return all of it as plain values."""
        entry = self.layer.model_dump(mode="json", exclude_unset=True)
        return {
            "name": self.name,
            "role": self.role,
            "holds": self.holds,
            "records": self.records,
            "people": self.people,
            "crs": self.crs or None,
            "crs_stated": self.crs_stated,
            "extent": None if self.extent is None else list(self.extent),
            "encoding": self.encoding or None,
            "columns": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "ours": one.ours or None,
                    "filled": one.filled,
                    "values": list(one.values),
                }
                for one in self.columns
            ],
            "layer": entry,
            "reads": [str(one) for one in self.reads],
            "notes": [str(one) for one in self.notes],
            "problems": [str(one) for one in self.problems],
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class FileReport(Shown):
    """What a file is, and what would be read of it.

    Parameters
    ----------
    file
        The file.
    format
        What it is by its content and name.
    size_bytes
        Its size.
    layers
        Its layers, or the sheets of a workbook that have a table.
    problems
        What is wrong with the file as a whole.

    See Also
    --------
    inspect_file : Look at a file.
    new_study : Write a study file for some files.

    Examples
    --------
    A list of one clinic:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "clinics.csv"
    ...     _ = file.write_text(chr(10).join(["id,lon,lat", "1,119.5,39.9"]), encoding="utf-8")
    ...     report = hh.inspect_file(file)
    >>> report.layers[0].role, report.layers[0].crs, report.layers[0].reads[0]
    ('sites', 'EPSG:4326', '1 facility')
    """

    file: Path
    format: str
    size_bytes: int = 0
    layers: tuple[LayerReport, ...] = ()
    problems: tuple[Fault, ...] = field(default=())

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def all_problems(self) -> tuple[Fault, ...]:
        """The faults of the file and of all its layers."""
        return (*self.problems, *(fault for layer in self.layers for fault in layer.problems))

    def to_dict(self) -> Mapping[str, object]:
        """Return all of it as plain values, as `halfhour inspect --json` prints it."""
        return {
            "file": str(self.file),
            "format": self.format,
            "size_bytes": self.size_bytes,
            "layers": [one.to_dict() for one in self.layers],
            "problems": [str(one) for one in self.problems],
        }

    def __repr__(self) -> str:
        roles = ", ".join(f"{one.role} ({one.records:,})" for one in self.layers) or "not readable"
        return (
            f"<FileReport {self.name}: {self.format}; {roles}; {len(self.all_problems)} problems>"
        )
