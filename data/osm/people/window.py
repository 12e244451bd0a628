"""The part of a raster that holds a place: pixel by pixel as the file has them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, Self

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ....geo.crs import WGS84
from ....geo.moved_shapes import moved_shapes
from ..web.client import bad_answer, shown
from .ranged_file import FIX, SMALLER
from .whole_file import failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rasterio
    from affine import Affine

_PIXELS_MAX: Final = 100_000_000
"""Pixels of a window; of 100 m they are a square of 1,000 km."""

_BLOCK_BYTES_MAX: Final = 2**29
"""Bytes of a block, which is decompressed whole."""

_SAME_PIXEL: Final = 0.05
"""How far pixels of two tiles of one raster may be apart, in pixels."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PeopleWindow:
    """A part of a raster.

    Parameters
    ----------
    values
        What is stored, shape (rows, columns); `nodata` where nothing is known.
    transform
        Of columns and rows to coordinates in `crs`.
    crs
        The raster's CRS, as the file states it.
    nodata
        The value of pixels of which nothing is known; None where the file names none.
    scale, offset
        What is stored times the scale, plus the offset, are people.
    whole_place
        Whether the raster reaches around all of the place.
    """

    values: np.ndarray
    transform: Affine
    crs: rasterio.crs.CRS
    nodata: float | None
    scale: float
    offset: float
    whole_place: bool


@contextmanager
def open_stream(stream: IO[bytes], url: str) -> Iterator[rasterio.DatasetReader]:
    """Open a GeoTIFF that is read from a stream; what goes wrong inside of the context is told of its address.

    Raises
    ------
    InputError
        If it is damaged, or its server fails while it is read.
    """
    import rasterio.errors  # noqa: PLC0415 - most commands read no raster

    name = "people.tif"

    def opener(path: str, mode: str = "rb", **_: object) -> IO[bytes]:
        # GDAL asks for files beside this one as well, such as statistics.
        if path != name or "w" in mode:
            raise FileNotFoundError(path)
        stream.seek(0)
        return _Lent(stream)  # type: ignore[return-value]

    try:
        with warnings.catch_warnings(), rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(name, driver="GTiff", opener=opener) as raster:
                yield raster
    except rasterio.errors.RasterioError as error:
        failed(stream)
        said = shown(str(error.__cause__ or error)).rstrip(".")
        raise bad_answer(url, f"is no GeoTIFF that can be read ({said})", FIX) from error
    failed(stream)


class _Lent:
    """A stream that GDAL may close without closing it for others."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.read, self.seek, self.tell = stream.read, stream.seek, stream.tell

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def window_of(
    raster: rasterio.DatasetReader, area: BaseGeometry, around: BaseGeometry, *, url: str
) -> PeopleWindow | None:
    """Read the part of a raster that holds a place with its margin.

    Parameters
    ----------
    raster
        An open raster.
    area, around
        The place without and with its margin, in degrees of WGS 84.
    url
        Its address; errors name it.

    Returns
    -------
    PeopleWindow or None
        None where the raster lies elsewhere.

    Raises
    ------
    InputError
        If it is no raster of people per pixel, or its pixels are too many.
    """
    from rasterio.windows import Window  # noqa: PLC0415 - as above

    crs = _require_raster(raster, url)
    left, top, right, bottom = _pixels_of(around, raster.transform, crs)
    place = _pixels_of(area, raster.transform, crs)
    whole_place = place[0] >= 0 and place[1] >= 0 and place[2] <= raster.width
    whole_place = whole_place and place[3] <= raster.height
    left, top = max(0, left), max(0, top)
    right, bottom = min(raster.width, right), min(raster.height, bottom)
    if left >= right or top >= bottom:
        return None
    if (right - left) * (bottom - top) > _PIXELS_MAX:
        pixels = (right - left) * (bottom - top)
        raise bad_answer(url, f"has {pixels:,} pixels in the place, too many to be read", SMALLER)
    window = Window(left, top, right - left, bottom - top)
    return PeopleWindow(
        values=raster.read(1, window=window),
        transform=_moved(raster.transform, left, top),
        crs=raster.crs,
        nodata=raster.nodata,
        scale=raster.scales[0],
        offset=raster.offsets[0],
        whole_place=whole_place,
    )


def _require_raster(raster: rasterio.DatasetReader, url: str) -> pyproj.CRS:
    """Require what windows can be read of, and return the CRS."""
    block_bytes = np.prod(raster.block_shapes[0], dtype=float) * np.dtype(raster.dtypes[0]).itemsize
    causes = {
        f"has {raster.count} bands, not one of people per pixel": raster.count != 1,
        "has no CRS": raster.crs is None,
        "has no position": not np.isfinite(raster.transform).all()
        or raster.transform.is_identity
        or raster.transform.determinant == 0,
        f"is stored in blocks of {block_bytes / 1e6:,.0f} MB, too large to read a part": block_bytes
        > _BLOCK_BYTES_MAX,
    }
    for cause, holds in causes.items():
        if holds:
            raise bad_answer(url, cause, FIX)
    try:
        return pyproj.CRS.from_user_input(raster.crs)
    except pyproj.exceptions.CRSError as error:
        raise bad_answer(url, f"has a CRS that PROJ does not know ({shown(error)})", FIX) from error


def _pixels_of(area: BaseGeometry, transform: Affine, crs: pyproj.CRS) -> tuple[int, int, int, int]:
    """Return the first and, beyond the last, columns and rows around an area: left, top, right, bottom."""
    x, y = shapely.get_coordinates(moved_shapes([area], WGS84, crs)).T
    column, row = _pixels_at(transform, x, y)
    # An edge that lies on one of a pixel's is none of the next pixel, whatever the last digit says.
    near = 1e-6
    bounds = (
        np.floor(column.min() + near),
        np.floor(row.min() + near),
        np.ceil(column.max() - near),
        np.ceil(row.max() - near),
    )
    if not np.isfinite(bounds).all():
        return (0, 0, 0, 0)  # outside of what the projection can show
    left, top, right, bottom = (int(value) for value in bounds)
    return left, top, right, bottom


def _pixels_at(transform: Affine, x: Any, y: Any) -> tuple[Any, Any]:  # noqa: ANN401 - numbers or arrays
    """Return columns and rows of places; affine's own product of the kind is about to change its sign."""
    x, y = x - transform.c, y - transform.f
    area = transform.a * transform.e - transform.b * transform.d
    column = (transform.e * x - transform.b * y) / area
    return column, (transform.a * y - transform.d * x) / area


def _moved(transform: Affine, column: int, row: int) -> Affine:
    """Return the transform of pixels that begin at a column and a row."""
    return type(transform)(
        transform.a,
        transform.b,
        transform.c + transform.a * column + transform.b * row,
        transform.d,
        transform.e,
        transform.f + transform.d * column + transform.e * row,
    )


def joined(windows: Sequence[PeopleWindow], *, url: str) -> PeopleWindow:
    """Put the windows of several tiles of one raster together.

    Raises
    ------
    InputError
        If they are no tiles of one raster.
    """
    first = windows[0]
    if len(windows) == 1:
        return first
    places = []
    for window in windows:
        column, row = _pixels_at(first.transform, window.transform.c, window.transform.f)
        same = np.allclose(
            window.transform[:2] + window.transform[3:5],
            first.transform[:2] + first.transform[3:5],
            rtol=1e-9,
            atol=0,
        )
        near = max(abs(column - round(column)), abs(row - round(row))) < _SAME_PIXEL
        equal = (window.crs, window.nodata, window.values.dtype) == (
            first.crs,
            first.nodata,
            first.values.dtype,
        )
        if not (same and near and equal):
            raise bad_answer(url, "is no tile of the same raster as the one beside it", FIX)
        places.append((round(row), round(column)))
    top, left = min(row for row, _ in places), min(column for _, column in places)
    ends = [
        (row + window.values.shape[0], column + window.values.shape[1])
        for (row, column), window in zip(places, windows, strict=True)
    ]
    shape = (max(row for row, _ in ends) - top, max(column for _, column in ends) - left)
    values = np.full(shape, first.nodata or 0, dtype=first.values.dtype)
    for (row, column), window in zip(places, windows, strict=True):
        height, width = window.values.shape
        values[row - top : row - top + height, column - left : column - left + width] = (
            window.values
        )
    return PeopleWindow(
        values=values,
        transform=_moved(first.transform, left, top),
        crs=first.crs,
        nodata=first.nodata,
        scale=first.scale,
        offset=first.offset,
        whole_place=all(window.whole_place for window in windows),
    )


def geotiff(window: PeopleWindow) -> bytes:
    """Return a window as a GeoTIFF, with the values that the file has."""
    from rasterio.io import MemoryFile  # noqa: PLC0415 - as above

    with MemoryFile() as memory:
        height, width = window.values.shape
        with memory.open(
            driver="GTiff",
            height=height,
            width=width,
            count=1,
            dtype=window.values.dtype,
            crs=window.crs,
            transform=window.transform,
            nodata=window.nodata,
            compress="deflate",
        ) as raster:
            raster.write(window.values, 1)
            raster.scales, raster.offsets = (window.scale,), (window.offset,)
        return bytes(memory.read())
