"""Small files in the schema of Overture Maps: places and segments as GeoParquet with nested columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

_BETWEEN: Final = pa.list_(pa.float64())
_WHEN: Final = pa.struct(
    [
        ("during", pa.string()),
        ("heading", pa.string()),
        ("using", pa.list_(pa.string())),
        ("recognized", pa.list_(pa.string())),
        ("mode", pa.list_(pa.string())),
        ("vehicle", pa.list_(pa.struct([("dimension", pa.string()), ("value", pa.float64())]))),
    ]
)
_SPEED: Final = pa.struct([("value", pa.int32()), ("unit", pa.string())])
_NAMES: Final = pa.struct(
    [
        ("primary", pa.string()),
        ("common", pa.map_(pa.string(), pa.string())),
        ("rules", pa.list_(pa.struct([("variant", pa.string()), ("value", pa.string())]))),
    ]
)
_BASE: Final = {
    "id": pa.string(),
    "geometry": pa.binary(),
    "bbox": pa.struct([(one, pa.float32()) for one in ("xmin", "xmax", "ymin", "ymax")]),
    "version": pa.int32(),
    "sources": pa.list_(pa.struct([("dataset", pa.string()), ("record_id", pa.string())])),
    "names": _NAMES,
}
_PLACES: Final = {
    **_BASE,
    "categories": pa.struct([("primary", pa.string()), ("alternate", pa.list_(pa.string()))]),
    "confidence": pa.float64(),
    "operating_status": pa.string(),
}
_SEGMENTS: Final = {
    **_BASE,
    "subtype": pa.string(),
    "class": pa.string(),
    "subclass": pa.string(),
    "connectors": pa.list_(pa.struct([("connector_id", pa.string()), ("at", pa.float64())])),
    "road_surface": pa.list_(pa.struct([("value", pa.string()), ("between", _BETWEEN)])),
    "road_flags": pa.list_(pa.struct([("values", pa.list_(pa.string())), ("between", _BETWEEN)])),
    "speed_limits": pa.list_(
        pa.struct(
            [
                *(("min_speed", _SPEED), ("max_speed", _SPEED)),
                *(("is_max_speed_variable", pa.bool_()), ("when", _WHEN), ("between", _BETWEEN)),
            ]
        )
    ),
    "access_restrictions": pa.list_(
        pa.struct([("access_type", pa.string()), ("when", _WHEN), ("between", _BETWEEN)])
    ),
    "prohibited_transitions": pa.list_(pa.struct([("final_heading", pa.string())])),
    "level_rules": pa.list_(pa.struct([("value", pa.int32()), ("between", _BETWEEN)])),
}


def write_places(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write places; what a row does not say is null."""
    return _write(path, _PLACES, rows)


def write_segments(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write segments; what a row does not say is null."""
    return _write(path, _SEGMENTS, rows)


def _write(path: Path, kinds: Mapping[str, pa.DataType], rows: Sequence[Mapping[str, Any]]) -> Path:
    whole = [
        {
            **dict.fromkeys(kinds),
            "version": 1,
            **row,
            "geometry": shapely.to_wkb(row["geometry"]),
            "bbox": dict.fromkeys(("xmin", "xmax", "ymin", "ymax"), 0.0),
        }
        for row in rows
    ]
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": [],
                "covering": {
                    "bbox": {one: ["bbox", one] for one in ("xmin", "xmax", "ymin", "ymax")}
                },
            }
        },
    }
    schema = pa.schema(list(kinds.items())).with_metadata({b"geo": json.dumps(geo).encode()})
    pq.write_table(pa.Table.from_pylist(whole, schema=schema), path)
    return path
