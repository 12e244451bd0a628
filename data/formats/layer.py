"""A layer as a study file names it: the file, and how to understand it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ...common.plain_numbers import PLAIN

Share = Annotated[float, PLAIN, Field(ge=0, le=1, allow_inf_nan=False)]
"""A share of the residents, 0 to 1."""


def _code(value: object) -> object:
    """Return a value of a column as text: YAML reads 1 as a number, and yes as true."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, (int, float)) else value


Code = Annotated[str, BeforeValidator(_code)]
"""A value of a column, as text."""


Number = Annotated[float, PLAIN, Field(allow_inf_nan=False)]


def _several(value: object) -> object:
    """Return one number as a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


class Layer(BaseModel):
    """A file with places, people, roads or times, and how to read it.

    Parameters
    ----------
    file
        The file. Readers take a bare path in place of a layer where nothing else has to be said.
    crs
        CRS of the file's coordinates, for example ``"EPSG:4326"``, where the file does not say. ``"gcj02"`` and
        ``"bd09"`` are the shifted degrees of Chinese maps, which no file states; they are converted to WGS 84.
    columns
        Our name of a column -> the file's name of it.
    encoding
        Encoding of text files. A byte order mark does no harm.
    separator
        What separates the values of a text file: ``","``, ``";"``, ``"|"`` or ``"tab"``; by default it is
        recognised.
    decimal
        The decimal sign of a text file, ``"."`` or ``","``; by default it is recognised.
    layer
        Layer of a GeoPackage; needed where it has several with geometry.
    sheet
        Sheet of a workbook; by default the first that has a table.
    groups
        Group -> its share of the residents, 0 to 1; only for people.
    nodata
        Numbers of a raster of people that mean no data, besides the one that the file states.
    only
        The file's name of a column -> the value that a record must have there to count, or several, one of
        which it must have; only for sites and roads.
    values
        Our name of a column -> the file's value -> what it means; only for roads, such as
        ``{"oneway": {"2": "forward", "3": "backward"}}``.

    See Also
    --------
    read_population : Read where people live.
    read_sites : Read facilities and candidates.
    read_roads : Read a road network.
    read_units : Read administrative units.

    Examples
    --------
    A table whose columns have other names, and of which only some records count:

    >>> import pathlib
    >>> import tempfile
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> table = pd.DataFrame(
    ...     {
    ...         "code": ["A1", "A2", "B1"],
    ...         "lon": [119.5, 119.6, 119.7],
    ...         "lat": [39.9, 39.9, 39.9],
    ...         "kind": ["clinic", "clinic", "shop"],
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "places.csv"
    ...     table.to_csv(file, index=False)
    ...     layer = hh.Layer(
    ...         file=file,
    ...         crs="EPSG:4326",
    ...         columns={"site_id": "code", "x": "lon", "y": "lat"},
    ...         only={"kind": "clinic"},
    ...     )
    ...     sites = hh.read_sites(existing=layer, service="clinic")
    >>> layer.name
    'places.csv'
    >>> list(sites.index)
    ['A1', 'A2']
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    crs: str | None = None
    columns: dict[str, str] = {}
    encoding: str = "utf-8"
    separator: Literal[",", ";", "|", "tab", "\t"] | None = None
    decimal: Literal[".", ","] | None = None
    layer: str | None = None
    sheet: str | None = None
    groups: dict[str, Share] = {}
    nodata: Annotated[tuple[Number, ...], BeforeValidator(_several)] = ()
    only: dict[str, str | tuple[str, ...]] = {}
    values: dict[str, dict[Code, Code]] = {}

    @property
    def only_one_of(self) -> dict[str, tuple[str, ...]]:
        """By column of ``only`` the values of which a record must have one."""
        return {
            column: (value,) if isinstance(value, str) else value
            for column, value in self.only.items()
        }

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.file.name


def as_layer(source: str | Path | Layer) -> Layer:
    """Return `source` as a layer; a bare path becomes one that says nothing more."""
    return source if isinstance(source, Layer) else Layer(file=Path(source))
