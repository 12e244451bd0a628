"""Reading people per pixel from a GeoTIFF: every pixel with people becomes a cell."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyproj

from ...common.errors import Fault, InputError
from ...common.large_work import Report, StageEstimate, announce, say_nothing
from ...common.record_size import records_estimate
from ...common.sentences import Sentence, tell
from ...geo.people.outlines import GridSteps
from ...geo.tables import CELL_ID
from ..input_records.facts import CRS, ROWS, tell_fact, tell_left_out, tell_opened
from .files import no_records, require_file
from .layer import Layer
from .layer_crs import crs_text, settled_crs, shift_of
from .schemas import PEOPLE_MAX

if TYPE_CHECKING:
    import rasterio

RASTER_SUFFIXES: Final = frozenset({".tif", ".tiff"})
_STRIP_ROWS: Final = 512
_STRIP_PIXELS: Final = 2**24
"""Rows and pixels read at a time, so that a whole country need not fit into memory."""

_PIXELS_MAX: Final = 10**11
"""The whole Earth has fewer pixels of 100 m."""

_BYTES_PER_STRIP_PIXEL: Final = 40
_SECONDS_PER_PIXEL: Final = 3e-8
_WHAT: Final = "pixels with people"
_MANY_PIXELS: Final = 20
_MANY_SHARE: Final = 0.01
"""So many pixels with people do not hold the largest number of their type by chance."""


def read_raster(layer: Layer, *, report: Report = say_nothing) -> gpd.GeoDataFrame:
    """Read a raster of people per pixel.

    Parameters
    ----------
    layer
        The file, and perhaps its CRS.
    report
        Is told before much is read.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``cell_id`` (``r<row>c<column>``, counted from 0), ``residents`` and the pixel's centre,
        in the raster's CRS; pixels without people or data are left out.

    Raises
    ------
    InputError
        If the file is missing or damaged, has no CRS, no position or no people, more than one band or complex
        numbers, columns mapped, or counts below 0, infinite or beyond all measure; or if its pixels with
        people would not fit into the memory that is free.
    """
    name = layer.file.name
    if layer.columns:
        raise InputError(
            Fault(
                file=name,
                column="columns",
                cause="a raster has no columns; its values are residents",
                fix="leave `columns:` out",
            )
        )
    with open_raster(layer.file) as raster:
        _require_people_per_pixel(raster, name)
        crs = raster_crs(raster, layer)
        announce(_scan_estimate(name, raster.width * raster.height), report)
        rows, columns, values = _pixels(raster, layer)
        _tell_largest(raster, name, values)
        transform = raster.transform
        pixels = raster.width * raster.height
    faults = [
        fault
        for wrong, what in (
            (values < 0, "negative"),
            (np.isinf(values), "infinite"),
            (np.isfinite(values) & (values > PEOPLE_MAX), "more people than there are on Earth"),
        )
        if (fault := _wrong_pixels(name, rows[wrong], columns[wrong], values[wrong], what))
    ]
    if faults:
        raise InputError(*faults)
    if not len(values):
        raise InputError(no_records(name))
    announce(records_estimate(name, len(values), what=_WHAT), report)
    tell_opened(layer.file)
    tell_fact(layer.file, CRS, crs_text(layer, crs))
    tell_fact(layer.file, ROWS, pixels)
    tell_left_out(layer.file, "no people", pixels - len(values))
    column, row = columns + 0.5, rows + 0.5  # the pixel's centre
    x = transform.c + transform.a * column + transform.b * row
    y = transform.f + transform.d * column + transform.e * row
    # By Arrow, which needs no object of Python for each of millions of ids.
    numbers = (pc.cast(pa.array(values), pa.string()) for values in (rows, columns))
    cell_id = pd.Series(
        pc.binary_join_element_wise("r", next(numbers), "c", next(numbers), ""), dtype="str"
    )
    return gpd.GeoDataFrame(
        {CELL_ID: cell_id, "residents": values}, geometry=gpd.points_from_xy(x, y), crs=crs
    )


def grid_steps(layer: Layer) -> GridSteps:
    """Return what one column and one row of a raster are in its own coordinates.

    Parameters
    ----------
    layer
        The file, and perhaps its CRS.

    Raises
    ------
    InputError
        As `read_raster`.
    """
    with open_raster(layer.file) as raster:
        step = raster.transform
        return GridSteps(
            crs=raster_crs(raster, layer), column=(step.a, step.d), row=(step.b, step.e)
        )


@contextmanager
def open_raster(path: Path) -> Iterator[rasterio.DatasetReader]:
    """Open a GeoTIFF; what happens to it inside the context is told as its fault.

    Raises
    ------
    InputError
        If it is missing, damaged or no GeoTIFF.
    """
    import rasterio.errors  # noqa: PLC0415 - most studies have no raster

    require_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            # A virtual raster under this name would lead to other files, or to a server.
            with rasterio.open(path, driver="GTiff") as raster:
                yield raster
    except rasterio.errors.RasterioError as error:
        said = str(error.__cause__ or error).splitlines()[0]
        raise InputError(
            Fault(
                file=path.name,
                cause=f"cannot be read: {said}".rstrip("."),
                fix="check that the file is a whole GeoTIFF, or download it again",
            )
        ) from error


def raster_crs(raster: rasterio.DatasetReader, layer: Layer) -> pyproj.CRS:
    """Return the CRS of a raster: what the file states, else what the layer says.

    Raises
    ------
    InputError
        If neither says it, or the two differ, or the layer says GCJ-02 or BD-09.
    """
    if shift_of(layer.crs) is not None:
        raise InputError(
            Fault(
                file=layer.name,
                column="crs",
                value=layer.crs,
                cause="a raster cannot be shifted without counting its values anew, pixel by pixel",
                fix="give the raster in its own CRS, or its pixels as a table of points with "
                f"`crs: {layer.crs}`",
            )
        )
    stated = None
    if raster.crs is not None:
        try:
            stated = pyproj.CRS.from_user_input(raster.crs)
        except pyproj.exceptions.CRSError as error:
            raise InputError(
                Fault(
                    file=layer.name,
                    column="crs",
                    cause=f"the file states a CRS that cannot be understood: {error}".rstrip("."),
                    fix="write the raster again with a CRS that PROJ knows",
                )
            ) from error
    return settled_crs(stated, layer)


def _require_people_per_pixel(raster: rasterio.DatasetReader, name: str) -> None:
    faults = []
    if raster.count != 1:
        faults.append(
            (f"has {raster.count} bands", "give a raster with one band, people per pixel")
        )
    elif raster.dtypes[0].startswith("complex"):
        faults.append(("holds complex numbers", "give a raster of real numbers, people per pixel"))
    pixels = raster.width * raster.height
    if pixels > _PIXELS_MAX:
        faults.append((f"has {pixels:,} pixels", "clip it to the area that is planned"))
    how = no_position(raster)
    if how:
        faults.append(
            (
                f"has no position: {how}",
                "warp it to a CRS (gdalwarp), or export it with its position",
            )
        )
    if faults:
        raise InputError(*(Fault(file=name, cause=cause, fix=fix) for cause, fix in faults))


def no_position(raster: rasterio.DatasetReader) -> str:
    """Return why nobody knows where a raster's pixels lie; empty where it is known.

    Parameters
    ----------
    raster
        An open raster.
    """
    transform = raster.transform
    if not all(np.isfinite(transform)):
        return "its geotransform is not finite"
    if not transform.is_identity and abs(transform.determinant) > 0:
        return ""
    if raster.gcps[0]:
        return "it has ground control points only"
    if raster.rpcs is not None:
        return "it has rational polynomials (RPC) only"
    return "it has no geotransform"


def _scan_estimate(name: str, pixels: int) -> StageEstimate:
    return StageEstimate(
        stage=f"looking through {name}",
        file=name,
        counts={"pixels": pixels},
        memory_mb=min(pixels, _STRIP_PIXELS) * _BYTES_PER_STRIP_PIXEL / 2**20,
        seconds=pixels * _SECONDS_PER_PIXEL,
        fix="clip it to the area that is planned",
    )


def _tell_largest(raster: rasterio.DatasetReader, name: str, values: np.ndarray) -> None:
    """Tell that many pixels hold the largest number of their type, which may stand for no data."""
    kind = np.dtype(raster.dtypes[0])
    if kind.kind not in "iu" or not len(values):
        return
    largest = np.iinfo(kind).max
    count = int((values == largest * raster.scales[0] + raster.offsets[0]).sum())
    if count >= max(_MANY_PIXELS, _MANY_SHARE * len(values)):
        tell(
            Sentence(
                "{file}: {count:,} pixels hold {value}, the largest number of their type. "
                "If it means no data, write nodata: {value} for the layer.",
                file=name,
                count=count,
                value=f"{largest}",
            )
        )


def _pixels(
    raster: rasterio.DatasetReader, layer: Layer
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column and value of every pixel whose value is data and not 0.

    What is stored times the file's scale, plus its offset, is the value.
    """
    from rasterio.windows import Window  # noqa: PLC0415 - as above

    name = layer.file.name
    parts, found, none = [], 0, dict.fromkeys(layer.nodata, 0)
    scale, offset = raster.scales[0], raster.offsets[0]
    strip_rows = max(1, min(_STRIP_ROWS, _STRIP_PIXELS // raster.width))
    for first_row in range(0, raster.height, strip_rows):
        height = min(strip_rows, raster.height - first_row)
        strip = raster.read(1, window=Window(0, first_row, raster.width, height), masked=True)
        values = strip.astype(np.float64).filled(np.nan)
        for number in none:
            # A float of 32 bits does not hold -3.4e38 to all digits.
            is_none = np.isclose(values, number, rtol=1e-6, atol=0.0)
            none[number] += int(is_none.sum())
            values[is_none] = np.nan
        if (scale, offset) != (1.0, 0.0):
            values = values * scale + offset
        row, column = np.nonzero(~np.isnan(values) & (values != 0))
        parts.append((row + first_row, column, values[row, column]))
        found += len(row)
        # Before those of a whole country fill the memory.
        announce(records_estimate(name, found, what=_WHAT))
    for number, count in none.items():
        tell(
            Sentence(
                "{file}: {count:,} pixels hold {value}, which the layer names as no data.",
                file=name,
                count=count,
                value=f"{number:g}",
            )
        )
    rows, columns, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, columns, counts


def _wrong_pixels(
    file: str, rows: np.ndarray, columns: np.ndarray, values: np.ndarray, what: str
) -> Fault | None:
    # One fault for all: a missing nodata value makes millions of them.
    if not len(values):
        return None
    return Fault(
        file=file,
        key=f"pixel r{rows[0]}c{columns[0]}",
        value=float(values[0]),
        cause=f"is {what}, and is not the raster's nodata value; {len(values):,} pixels are",
        fix=(
            f"set the raster's nodata value, name it for the layer (nodata: {values[0]:g}), "
            "or correct the pixels"
            if np.isfinite(values[0])
            else "set the raster's nodata value, or correct the pixels"
        ),
    )
