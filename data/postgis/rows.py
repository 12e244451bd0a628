"""Rows of a database as columns of Arrow, with a digest of what they say."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from .select import Kind, Selection

_ARROW: Final[dict[Kind, pa.DataType]] = {
    "whole": pa.int64(),
    "real": pa.float64(),
    "truth": pa.bool_(),
    "text": pa.string(),
}
_SURFACES: Final = {15: "polyhedral surfaces", 16: "TINs", 17: "triangles"}
"""Kinds of geometry by their number in WKB that are surfaces in space, and none of a map."""


@dataclass(kw_only=True)
class Rows:
    """Rows that have been read.

    Parameters
    ----------
    selection
        What they are of.
    null, empty
        How many rows were left out, as they have no geometry, or one without a point.
    srids
        How many rows have each SRID.
    surfaces
        How many rows have a geometry that maps do not know, by kind.
    """

    selection: Selection
    null: int = 0
    empty: int = 0
    srids: Counter[int] = field(default_factory=Counter)
    surfaces: Counter[str] = field(default_factory=Counter)
    _batches: list[pa.RecordBatch] = field(default_factory=list)
    _digest: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        """Begin the digest with the columns."""
        self._digest.update(_line([*self.selection.names, *self.selection.kinds]))

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take rows as the selection's statement returns them; those without a place are counted alone."""
        counted = len(self.selection.names)
        if self.selection.geometry is not None:
            rows = [row for row in rows if self._has_place(row[counted:])]
        for row in rows:
            self._digest.update(_line(row))
        columns = list(zip(*rows, strict=True)) or [()] * len(self.schema)
        arrays = [
            pa.array(values, type=kind)
            for values, kind in zip(columns, self.schema.types, strict=False)
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns, the geometry last."""
        selection = self.selection
        pairs = [(n, _ARROW[k]) for n, k in zip(selection.names, selection.kinds, strict=True)]
        if selection.geometry is not None:
            pairs.append((selection.geometry, pa.binary()))
        return pa.schema(pairs)

    @property
    def total(self) -> int:
        """How many rows there were."""
        return sum(len(batch) for batch in self._batches) + self.null + self.empty

    @property
    def sha256(self) -> str:
        """SHA-256 of the rows' content, in the order in which they were read."""
        return str(self._digest.hexdigest())

    def table(self) -> pa.Table:
        """Return the rows that have a place, or all where there is no geometry."""
        return pa.Table.from_batches(self._batches, schema=self.schema)

    def _has_place(self, place: tuple[bytes | None, int | None, bool | None]) -> bool:
        shape, srid, is_empty = place
        if shape is None or srid is None:
            self.null += 1
            return False
        if is_empty:
            self.empty += 1
            return False
        self.srids[srid] += 1
        order = "little" if shape[0] else "big"
        kind = int.from_bytes(shape[1:5], order) % 1000  # type: ignore[arg-type]
        if kind in _SURFACES:
            self.surfaces[_SURFACES[kind]] += 1
        return True


def _line(row: Iterable[object]) -> bytes:
    return json.dumps(list(row), default=_hex, separators=(",", ":")).encode() + b"\n"


def _hex(value: object) -> str:
    assert isinstance(value, (bytes, memoryview))  # noqa: S101 - all else is plain
    return bytes(value).hex()
