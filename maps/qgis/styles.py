"""Makes QGIS open ``results.gpkg`` with colours and legends: the table of styles that it looks for."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

import pyogrio

from ...common.errors import Fault, InputError
from ...geo.spacing import cell_size_m
from ...geo.travel.road_search import points_xy
from ..wording.messages import Lang, require_lang
from .layers import CELLS, LayerStyle, layer_style
from .qml import Kind

TABLE: Final = "layer_styles"

_KINDS: Final[dict[str, Kind]] = {
    "POINT": "marker",
    "MULTIPOINT": "marker",
    "POLYGON": "fill",
    "MULTIPOLYGON": "fill",
}

# Equal inputs are to give equal bytes, so that no clock is asked.
_TIME: Final = "1970-01-01T00:00:00.000Z"

# Names and types are those with which QGIS itself makes the table.
_CREATE: Final = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
    description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT CURRENT_TIMESTAMP
)"""


def add_qgis_styles(path: str | os.PathLike[str], *, lang: Lang = "en") -> Path:
    """Add styles of our result layers to a GeoPackage, and return its path.

    Layers of other names are left as they are. Styles of an earlier call are replaced.

    Parameters
    ----------
    path
        A GeoPackage as `halfhour plan` writes it; replaced only once the new one is complete.
    lang
        Language of the legends: ``"en"`` or ``"zh"``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If there is no such file, it is no GeoPackage, has none of our layers, or the language is not valid.
    OSError
        If the folder cannot be written to.

    See Also
    --------
    result_layers : The layers of a plan.
    plan_study : Answer the scenarios of a study and write all files.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    >>> import pathlib
    >>> import sqlite3
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "results.gpkg"
    ...     for name, layer in hh.result_layers(plan, {}).items():
    ...         layer.to_file(path, layer=name)
    ...     _ = hh.add_qgis_styles(path)
    ...     database = sqlite3.connect(path)
    ...     styled = database.execute("SELECT f_table_name FROM layer_styles").fetchall()
    ...     database.close()
    >>> sorted(name for (name,) in styled)
    ['access_zones', 'cells', 'gap_clusters', 'sites']
    """
    words = require_lang(lang)
    target = Path(path)
    if not target.is_file():
        raise InputError(
            Fault(
                file=str(target), cause="there is no such file", fix="name a results.gpkg of a plan"
            )
        )
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        shutil.copyfile(target, beside)
        with closing(sqlite3.connect(beside)) as database:
            _write(database, _styles(database, target, words))
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    finally:
        Path(beside).unlink(missing_ok=True)
    return target


def _styles(
    database: sqlite3.Connection, path: Path, lang: Lang
) -> list[tuple[str, str, LayerStyle]]:
    """Return name, geometry column and style of each of our layers in the file."""
    query = (
        "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns"
        " ORDER BY table_name"
    )
    try:
        layers = database.execute(query).fetchall()
    except sqlite3.DatabaseError as error:
        raise InputError(
            Fault(
                file=str(path),
                cause=f"is no GeoPackage ({error})",
                fix="name a results.gpkg of a plan",
            )
        ) from error
    found = []
    for table, column, geometry in layers:
        kind = _KINDS.get(geometry)
        if kind is None:
            continue
        cell_m = _cell_m(path) if table == CELLS and kind == "marker" else 0.0
        features = int(pyogrio.read_info(path, layer=table)["features"])
        style = layer_style(table, kind, lang, cell_m=cell_m, features=features)
        if style is not None:
            found.append((table, column, style))
    if not found:
        raise InputError(
            Fault(
                file=str(path),
                value=", ".join(table for table, *_ in layers),
                cause="has none of the layers that a plan writes",
                fix="name a results.gpkg of a plan",
            )
        )
    return found


def _cell_m(path: Path) -> float:
    """Distance between neighbouring cells, so that their squares touch at every scale."""
    cells = pyogrio.read_dataframe(path, layer=CELLS, columns=[])
    if cells.crs is not None and any(axis.unit_name != "metre" for axis in cells.crs.axis_info):
        cells = cells.to_crs(cells.estimate_utm_crs())
    return max(cell_size_m(points_xy(cells.geometry.to_numpy())))


def _write(database: sqlite3.Connection, styles: list[tuple[str, str, LayerStyle]]) -> None:
    with database:
        database.execute(_CREATE)
        for table, column, style in styles:
            database.execute(f"DELETE FROM {TABLE} WHERE f_table_name = ?", (table,))  # noqa: S608 - ours
            database.execute(
                f"INSERT INTO {TABLE} (f_table_catalog, f_table_schema, f_table_name,"  # noqa: S608 - ours
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
                " update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', ?)",
                (table, column, "halfhour", style.qml, style.title, _TIME),
            )
        database.execute(
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, description,"
            " last_change) VALUES (?, 'attributes', ?, '', ?)",
            (TABLE, TABLE, _TIME),
        )
