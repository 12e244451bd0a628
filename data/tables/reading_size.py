"""What it takes to read a table of places, before it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
import pyogrio
import pyogrio.errors

from ...common.errors import InputError
from ...common.large_work import StageEstimate
from ...common.record_size import records_estimate
from ...common.stage import Stage
from ..content.measures import measures_dropped
from ..content.vector_kinds import require_kind
from ..formats.encodings import CSV_SUFFIXES
from ..formats.files import PARQUET_SUFFIXES
from ..formats.layer import Layer
from ..osm.file_forms import is_osm_file

_MB: Final = 2.0**20
_SAMPLE_BYTES: Final = 2**20
_COUNTED_FROM_BYTES: Final = 50_000_000
"""Smaller files take no more than some seconds and some hundred megabytes: nobody need look into them."""

_TEXT_TIMES: Final = 15
"""While a table of text is read, each value stands in memory as a text of its own beside the numbers."""

_SECONDS_PER_MB: Final = 0.5
_SECONDS_PER_MB_OF_OSM: Final = 3.0
"""Of a file's bytes; extracts are packed."""

_UNREADABLE: Final = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError)


def reading_stage(layer: Layer) -> Stage:
    """Return the stage of reading a file, with the seconds that its bytes take, about."""
    try:
        size = layer.file.stat().st_size
    except OSError:
        # Whoever reads it says what is wrong.
        return Stage(f"reading {layer.name}")
    rate = _SECONDS_PER_MB_OF_OSM if is_osm_file(layer.file) else _SECONDS_PER_MB
    return Stage(f"reading {layer.name}", seconds=size / 1e6 * rate)


def reading_estimate(layer: Layer) -> StageEstimate | None:
    """Return what reading a table of text or a vector layer takes; None for small files, and unknown kinds.

    Parameters
    ----------
    layer
        The layer; its file may be missing or damaged, which its reader tells.
    """
    try:
        size_bytes = layer.file.stat().st_size
        if size_bytes < _COUNTED_FROM_BYTES:
            return None
        records = _records(layer.file, size_bytes)
    except (OSError, ValueError, InputError, *_UNREADABLE):
        return None
    if records is None:
        return None
    text_bytes = _TEXT_TIMES * size_bytes if _is_text(layer.file) else 0
    return records_estimate(layer.name, records, more_mb=text_bytes / _MB)


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in CSV_SUFFIXES


def _records(path: Path, size_bytes: int) -> int | None:
    """Return about how many records a file has."""
    if _is_text(path):
        with path.open("rb") as file:
            lines = file.read(_SAMPLE_BYTES).count(b"\n")
        return round(size_bytes * lines / min(size_bytes, _SAMPLE_BYTES))
    if path.suffix.lower() in PARQUET_SUFFIXES:
        return int(pq.read_metadata(path).num_rows)
    if path.suffix.lower() == ".gpkg":
        require_kind(path)
        # Counting the records of other formats means reading them.
        with measures_dropped():
            layers = pyogrio.list_layers(path)[:, 0]
            return max(int(pyogrio.read_info(path, layer=name)["features"]) for name in layers)
    return None
