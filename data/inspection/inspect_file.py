"""Looking at a file: what it is, and what a study would read of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyogrio

from ...common.errors import Fault, InputError
from ..content.measures import measures_dropped
from ..content.vector_kinds import require_kind
from ..formats.encodings import CSV_SUFFIXES
from ..formats.files import PARQUET_SUFFIXES, require_file
from ..formats.layer import Layer
from ..formats.raster import RASTER_SUFFIXES, open_raster, raster_crs
from ..osm.file_forms import is_osm_file
from ..sheets.read_sheet import read_sheet
from ..sheets.workbook import SHEET_SUFFIXES, visible_sheets
from .report import FileReport, LayerReport
from .roles import role_of
from .tables import look_at_table
from .trial import tried

FORMATS: Final = {
    ".csv": "table of text (CSV)",
    ".tsv": "table of text (TSV)",
    ".txt": "table of text",
    ".xlsx": "Excel workbook",
    ".xlsm": "Excel workbook",
    ".xls": "Excel workbook",
    ".tif": "GeoTIFF",
    ".tiff": "GeoTIFF",
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".gml": "GML",
}
_OSM: Final = "OpenStreetMap extract"


def inspect_file(path: str | Path) -> FileReport:
    """Look at a file: what it is, what a study would read of it, and what is wrong with it.

    Parameters
    ----------
    path
        A table of text, a workbook, a vector layer, a raster of people or an OpenStreetMap extract.

    Returns
    -------
    FileReport
        Format, layers or sheets with CRS, extent in degrees, encoding, columns and which of ours each is
        recognised as, counts, what would be read, and every problem. A file that cannot be read is a report
        with its problem.

    See Also
    --------
    new_study : Write a study file for some files.
    validate_study : Check a study file and all its layers.

    Examples
    --------
    A list of clinics as an office has it:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "clinics.csv"
    ...     lines = ["编号,机构名称,经度,纬度,床位数", "1,A,119.5,39.9,20", "2,B,119.6,39.9,30"]
    ...     _ = file.write_text(chr(10).join(lines), encoding="utf-8")
    ...     report = hh.inspect_file(file)
    >>> report
    <FileReport clinics.csv: table of text (CSV); sites (2); 0 problems>
    >>> {one.name: one.ours for one in report.layers[0].columns}
    {'编号': 'site_id', '机构名称': 'name', '经度': 'x', '纬度': 'y', '床位数': 'capacity'}
    >>> tuple(round(bound, 3) for bound in report.layers[0].extent)
    (119.5, 39.9, 119.6, 39.9)
    """
    path = Path(path)
    form = _OSM if is_osm_file(path) else FORMATS.get(path.suffix.lower(), "unknown")
    try:
        require_file(path)
    except InputError as error:
        return FileReport(file=path, format=form, problems=error.faults)
    size = path.stat().st_size
    layers: list[LayerReport] = []
    problems: list[Fault] = []
    try:
        if form == "unknown":
            raise InputError(_unknown(path))  # noqa: TRY301 - told with the others
        for part in _parts(path, form):
            try:
                layers.append(_layer(path, form, part))
            except InputError as error:
                problems += error.faults
    except InputError as error:
        problems += error.faults
    return FileReport(
        file=path, format=form, size_bytes=size, layers=tuple(layers), problems=tuple(problems)
    )


def _parts(path: Path, form: str) -> list[str]:
    """Return the layers or sheets of a file that has several."""
    suffix = path.suffix.lower()
    if form == _OSM or suffix in RASTER_SUFFIXES | PARQUET_SUFFIXES | CSV_SUFFIXES:
        return [""]
    if suffix in SHEET_SUFFIXES:
        sheets = visible_sheets(path)
        tables = [one for one in sheets if len(sheets) == 1 or _has_table(path, one)]
        return tables if len(tables) > 1 else [""]
    require_kind(path)
    try:
        with measures_dropped():
            listed = pyogrio.list_layers(path)
    except pyogrio.errors.DataSourceError:
        return [""]  # its reader tells what is wrong
    names = [str(name) for name, kind in listed if kind is not None]
    return names if len(names) > 1 else [""]


def _has_table(path: Path, sheet: str) -> bool:
    try:
        read_sheet(path, sheet=sheet)
    except InputError:
        return False
    return True


def _layer(path: Path, form: str, part: str) -> LayerReport:
    if form == _OSM:
        layer = Layer(file=path)
        trial = tried(layer, "roads")
        return LayerReport(
            name="",
            role="roads",
            holds="lines",
            records=trial.records,
            crs=trial.crs,
            extent=trial.extent,
            layer=layer,
            reads=trial.reads,
            notes=trial.notes,
            problems=trial.problems,
        )
    if path.suffix.lower() in RASTER_SUFFIXES:
        return _raster(Layer(file=path))
    key = "sheet" if path.suffix.lower() in SHEET_SUFFIXES else "layer"
    layer = Layer.model_validate({"file": path, **({key: part} if part else {})})
    return look_at_table(layer, part=part)


def _raster(layer: Layer) -> LayerReport:
    with open_raster(layer.file) as raster:
        crs = raster_crs(raster, layer)
        pixels = raster.width * raster.height
    role = role_of("pixels", layer.file.stem, ())
    trial = tried(layer, role)
    return LayerReport(
        name="",
        role=role,
        holds="pixels",
        records=pixels,
        crs=crs.name,
        extent=trial.extent,
        layer=layer,
        reads=trial.reads,
        notes=trial.notes,
        problems=trial.problems,
        people=trial.people,
    )


def _unknown(path: Path) -> Fault:
    return Fault(
        file=path.name,
        cause="is of no kind that Halfhour reads",
        fix="give a CSV file, a workbook (.xlsx, .xls), a GeoPackage, Shapefile, GeoJSON or GeoParquet, "
        "a GeoTIFF, or an OpenStreetMap extract (.osm.pbf)",
    )
