"""Tables in memory that stand where a file may stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

UNNAMED: Final = "table"


@dataclass(frozen=True, eq=False)
class HeldTable:
    """A table in memory, and how messages call it.

    Parameters
    ----------
    table
        A DataFrame, or a GeoDataFrame; it is never changed.
    name
        What messages call it in place of a file's name.
    """

    table: pd.DataFrame
    name: str = UNNAMED

    @property
    def is_placed(self) -> bool:
        """Whether its records have geometries."""
        return isinstance(self.table, gpd.GeoDataFrame)

    def records(self) -> pd.DataFrame:
        """Return its records, index 0, 1, ...; an index with a name is a column like others."""
        named = [name for name in self.table.index.names if name is not None]
        kept = bool(named) and not set(named) & set(self.table.columns)
        # The copy is ours alone: readers may do what they like.
        records = self.table.reset_index(drop=not kept).copy()
        if not all(isinstance(name, str) for name in records.columns):
            records.columns = pd.Index([str(name) for name in records.columns], dtype=object)
        return records

    def label_of(self, row: int) -> str | None:
        """Return the index label of a record, counted from 1; None where the index only counts records."""
        index = self.table.index
        counts = isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1
        return None if counts or row > len(index) else repr(index[row - 1])

    def sha256(self) -> str:
        """Return a sum over its columns, index and values."""
        digest = hashlib.sha256(repr(list(self.table.columns)).encode())
        records = self.table.reset_index()
        for place in range(records.shape[1]):
            values = records.iloc[:, place]
            if isinstance(values, gpd.GeoSeries):
                digest.update(f"{values.crs}".encode())
                values = values.to_wkb()
            elif values.dtype == object:
                values = values.map(repr)
            digest.update(pd.util.hash_pandas_object(values, index=False).to_numpy().tobytes())
        return digest.hexdigest()


def held_in(value: object) -> HeldTable | None:
    """Return the table that stands where a layer is expected, by itself or as its file; None for others."""
    file = value.get("file") if isinstance(value, Mapping) else value
    if isinstance(file, HeldTable):
        return file
    return HeldTable(file) if isinstance(file, pd.DataFrame) else None


def with_held_tables(value: object, name: str = "") -> object:
    """Return nested keys and values in which each table is a layer with a name: the keys that lead to it.

    Parameters
    ----------
    value
        What a study file holds, with DataFrames where files or layers may stand.
    name
        The keys that lead here.
    """
    if isinstance(value, pd.DataFrame):
        return {"file": HeldTable(value, name or UNNAMED)}
    if isinstance(value, Mapping):
        found: dict[str, object] = {}
        for key, item in value.items():
            if key == "file" and isinstance(item, pd.DataFrame):
                found[key] = HeldTable(item, name or UNNAMED)
            else:
                found[key] = with_held_tables(item, f"{name}.{key}" if name else str(key))
        return found
    if isinstance(value, (list, tuple)):
        return [with_held_tables(item, f"{name}.{place}") for place, item in enumerate(value)]
    return value
