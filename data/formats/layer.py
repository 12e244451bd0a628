"""A layer as a study file names it: the file, and how to understand it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import pandas as pd
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler

from ...common.databases.address import (
    address_of,
    is_address,
    shown_address,
    without_password,
)
from ...common.plain_numbers import PLAIN
from ..held.held_table import UNNAMED, HeldTable, held_in
from ..mapping.gazetteer_key import Gazetteer
from ..mapping.word_rules import Words

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
        The file; the address of a PostgreSQL database, such as ``"postgresql://host/name"``, of which
        `table` or `query` says what is read; or a table in memory, a DataFrame or a GeoDataFrame with its own
        CRS, which is read as a file with this content would be. Readers take a bare path or table in place of a
        layer that says nothing more.
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
    table
        Table or view of a database, ``"schema.table"``.
    query
        Query whose rows are read of a database, in place of a table.
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
    mapping
        A file that says what an office's headings and words mean; only for sites.
    words
        The file's name of a column -> its words -> what each means: a service, or ``{"service": "clinic",
        "tier": "2"}``; only for sites. They go before those of `mapping`.
    duplicates
        What is done about sites that seem to be listed twice: ``"report"``, or ``"leave_out"`` the later ones.
    unplaced
        What is done about sites without coordinates: ``"refuse"``, or ``"leave_out"``; both list them.
    gazetteer
        A layer of named places, by which sites without coordinates find theirs.

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

    # What was given may be an address with a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: Path
    crs: str | None = None
    columns: dict[str, str] = {}
    encoding: str = "utf-8"
    separator: Literal[",", ";", "|", "tab", "\t"] | None = None
    decimal: Literal[".", ","] | None = None
    layer: str | None = None
    sheet: str | None = None
    table: str | None = None
    query: str | None = None
    groups: dict[str, Share] = {}
    nodata: Annotated[tuple[Number, ...], BeforeValidator(_several)] = ()
    only: dict[str, str | tuple[str, ...]] = {}
    values: dict[str, dict[Code, Code]] = {}
    mapping: Path | None = None
    words: Words = {}
    duplicates: Literal["report", "leave_out"] = "report"
    unplaced: Literal["refuse", "leave_out"] = "refuse"
    gazetteer: Gazetteer | None = None

    _held: HeldTable | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _of_a_table(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        held = held_in(value)
        if held is None:
            return handler(value)
        said = value if isinstance(value, dict) else {}
        layer = handler({**said, "file": Path(held.name)})
        layer._held = held  # noqa: SLF001 - its own
        return layer

    @property
    def held(self) -> HeldTable | None:
        """The table in memory that stands in place of a file; None for files."""
        return self._held

    @property
    def companions(self) -> tuple[Path, ...]:
        """The other files that it takes to read this one."""
        gazetteer = None if self.gazetteer is None else self.gazetteer.file
        return tuple(one for one in (self.mapping, gazetteer) if one is not None)

    @property
    def is_whole(self) -> bool:
        """Whether every record of the file counts, so that the nth one is that of row n."""
        left_out = self.duplicates == "leave_out" or self.unplaced == "leave_out"
        return not (self.only or self.words or self.mapping or left_out)

    def at(self, folder: Path) -> Self:
        """Return the layer with paths that start at a folder."""
        stays = self._held or self.in_database
        update: dict[str, object] = {"file": self.file if stays else folder / self.file}
        if self.mapping is not None:
            update["mapping"] = folder / self.mapping
        if self.gazetteer is not None and not self.gazetteer.in_database:
            file = folder / self.gazetteer.file
            update["gazetteer"] = self.gazetteer.model_copy(update={"file": file})
        return self.model_copy(update=update)

    @property
    def only_one_of(self) -> dict[str, tuple[str, ...]]:
        """By column of ``only`` the values of which a record must have one."""
        return {
            column: (value,) if isinstance(value, str) else value
            for column, value in self.only.items()
        }

    @model_validator(mode="before")
    @classmethod
    def _address_without_password(cls, said: Any) -> Any:  # noqa: ANN401 - whatever somebody wrote
        return without_password(said, cls.model_fields["file"].alias or "file")

    @model_validator(mode="after")
    def _says_what_of_a_database(self) -> Self:
        asked = [key for key in ("table", "query") if getattr(self, key) is not None]
        if not self.in_database:
            if asked:
                raise ValueError(
                    f"has `{asked[0]}:`, which is for databases; write file: postgresql://host/database"
                )
            return self
        if len(asked) != 1 or not str(getattr(self, asked[0])).strip():
            raise ValueError(
                f"{shown_address(address_of(self.file))} is a database: say what to read with "
                "`table: schema.table` or with `query: SELECT ...`, one of the two"
            )
        for key in ("encoding", "separator", "decimal", "layer", "sheet"):
            if key in self.model_fields_set and getattr(self, key) is not None:
                raise ValueError(f"has `{key}:`, which is for files; leave it out of a database")
        return self

    def file_copied(self, file: Path) -> Self:
        """Return the layer with a file that holds what was read of its database."""
        # How a copy is written is nobody's choice.
        plain: dict[str, object] = {"file": file, "table": None, "query": None}
        return self.model_copy(update=plain)

    @property
    def in_database(self) -> bool:
        """Whether the layer is still in a database, and no file yet."""
        return is_address(self.file.as_posix())

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        if self.in_database:
            return self.table or "query"
        return self.file.name


Source = str | Path | Layer | pd.DataFrame
"""What readers take: a file, a table in memory, or a layer that says how to read either."""


def as_layer(source: Source, name: str = "source") -> Layer:
    """Return `source` as a layer; a bare path or table becomes one that says nothing more.

    Parameters
    ----------
    source
        What a reader was given.
    name
        How messages call a table: the reader's parameter.

    Raises
    ------
    InputError
        If it is in a database, and cannot be read from there.
    """
    if isinstance(source, pd.DataFrame):
        return Layer.model_validate({"file": HeldTable(source, name)})
    layer = source if isinstance(source, Layer) else Layer.model_validate({"file": source})
    if layer.held is not None:
        unnamed = layer.held.name == UNNAMED
        return layer.model_copy(update={"file": Path(name)}) if unnamed else layer
    if not layer.in_database:
        return layer
    # Brings pyarrow and psycopg, which layers of files do not wait for.
    from ..postgis.copies import Asked, copy_of  # noqa: PLC0415

    asked = Asked(
        address=address_of(layer.file), table=layer.table, query=layer.query, crs=layer.crs
    )
    return layer.file_copied(copy_of(asked))
