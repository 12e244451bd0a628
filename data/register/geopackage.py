"""The register's tables as a GeoPackage, written with plain SQLite: OGC 12-128r19, GeoPackage 1.3.

There is no spatial index: its triggers call functions that SQLite alone does not have. Where QGIS adds one,
`SPATIAL_FUNCTIONS` let these triggers run.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Final

import pyproj
import shapely

FORMAT: Final = 1
"""Raised when tables or columns change their meaning, so that an older Halfhour leaves the file alone."""

CHECKS: Final = "checks"
PARCELS: Final = "parcels"
DECISIONS: Final = "decisions"
MARK: Final = "halfhour_register"
"""The table that says whose file it is: its one row holds the format."""

APPLICATION_ID: Final = 0x47504B47
"""The letters GPKG."""

_VERSION: Final = 10300
_WGS_84: Final = 4326
_NO_ENVELOPE, _XY_ENVELOPE = 0b0000_0001, 0b0000_0011

_TABLES: Final = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    f"""CREATE TABLE {CHECKS} (
        fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT,
        check_id TEXT NOT NULL, time DATETIME NOT NULL, service TEXT NOT NULL, tier TEXT,
        lon DOUBLE NOT NULL, lat DOUBLE NOT NULL, capacity DOUBLE, year INTEGER, "limit" DOUBLE, unit TEXT,
        crs_given TEXT, newly_served DOUBLE, people_in_reach DOUBLE, share_before DOUBLE,
        share_after DOUBLE, verdict TEXT, obstacles TEXT, hash TEXT, applicant TEXT, note TEXT)""",
    f"""CREATE TABLE {PARCELS} (
        fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, check_fid INTEGER NOT NULL,
        check_id TEXT NOT NULL)""",
    f"""CREATE TABLE {DECISIONS} (
        fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, check_id TEXT NOT NULL, decision TEXT NOT NULL,
        reason TEXT NOT NULL, date DATE NOT NULL, opens_year INTEGER, time DATETIME NOT NULL)""",
    f"CREATE INDEX checks_by_id ON {CHECKS} (check_id)",
    f"CREATE TABLE {MARK} (fid INTEGER PRIMARY KEY NOT NULL, format INTEGER NOT NULL)",
    f"INSERT INTO {MARK} VALUES (1, {FORMAT})",  # noqa: S608 - ours
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {_VERSION}",
)

_CONTENTS: Final = (
    (CHECKS, "features", "Site checks", _WGS_84),
    (PARCELS, "features", "Parcels of site checks", _WGS_84),
    (DECISIONS, "attributes", "Decisions on site checks", None),
    (MARK, "attributes", "The format of this register", None),
)


def statements() -> list[tuple[str, tuple[object, ...]]]:
    """Return what makes an empty register, each statement with its values."""
    wgs_84 = pyproj.CRS.from_epsg(_WGS_84).to_wkt("WKT1_GDAL")
    systems = (
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
        ("WGS 84", _WGS_84, "EPSG", _WGS_84, wgs_84),
    )
    return [
        *((one, ()) for one in _TABLES),
        *(("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')", one) for one in systems),
        *(
            (
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
                one,
            )
            for one in _CONTENTS
        ),
        *(
            (
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
                (table, kind, _WGS_84),
            )
            for table, kind in ((CHECKS, "POINT"), (PARCELS, "MULTIPOLYGON"))
        ),
    ]


def geometry_blob(shape: shapely.Geometry) -> bytes:
    """Return a geometry in degrees as GeoPackage keeps it: a header, then well-known binary."""
    wkb = shapely.to_wkb(shape, byte_order=1)
    if isinstance(shape, shapely.Point):
        return struct.pack("<2sBBi", b"GP", 0, _NO_ENVELOPE, _WGS_84) + wkb
    west, south, east, north = shapely.bounds(shape)
    header = struct.pack("<2sBBi4d", b"GP", 0, _XY_ENVELOPE, _WGS_84, west, east, south, north)
    return header + wkb


_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)


def geometry_of(blob: bytes | None) -> shapely.Geometry | None:
    """Return the geometry of a GeoPackage's blob; None where there is none."""
    if blob is None:
        return None
    envelope = (blob[3] >> 1) & 0b111
    return shapely.from_wkb(blob[8 + _ENVELOPE_BYTES[envelope] :])


def _bound(side: int) -> Callable[[bytes | None], float | None]:
    def bound(blob: bytes | None) -> float | None:
        return None if _is_empty(blob) != 0 else float(shapely.bounds(geometry_of(blob))[side])

    return bound


def _is_empty(blob: bytes | None) -> int | None:
    shape = geometry_of(blob)
    return None if shape is None else int(shapely.is_empty(shape))


SPATIAL_FUNCTIONS: Final[Mapping[str, Callable[[bytes | None], float | None]]] = {
    "ST_IsEmpty": _is_empty,
    "ST_MinX": _bound(0),
    "ST_MinY": _bound(1),
    "ST_MaxX": _bound(2),
    "ST_MaxY": _bound(3),
}
"""What triggers of a spatial index call (GeoPackage's extension "RTree Spatial Indexes")."""
