"""The statement that reads a table or a query: each value in a form that loses nothing, in a stable order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from ...common.errors import Fault, InputError
from .relations import Relation

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

Kind = Literal["whole", "real", "truth", "text", "geometry"]

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("int2", "int4", "int8"), "whole"),
    **dict.fromkeys(("float4", "float8"), "real"),
    "bool": "truth",
    **dict.fromkeys(("geometry", "geography"), "geometry"),
}
"""By type of PostgreSQL; all others are read as text: numeric keeps its digits, dates are ISO 8601."""

_CAST: Final[dict[Kind, str]] = {
    "whole": "{}::int8",
    # By way of text, or 0.1 of four bytes would become 0.10000000149.
    "real": "{}::text::float8",
    "truth": "{}::bool",
    "text": "{}::text",
}


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is read.

    Parameters
    ----------
    statement
        It returns the columns but for the geometry, then geometry as WKB, its SRID and whether it is empty.
    names, kinds
        Of each of the columns but for the geometry.
    geometry
        Name of the column of geometry; None where there is none.
    """

    statement: Composed
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    geometry: str | None


def selection(connection: Connection[Any], source: Relation | str, *, what: str) -> Selection:
    """Return how to read a table, a view or a query.

    Parameters
    ----------
    connection
        The database.
    source
        The relation, or a query.
    what
        The layer's name, for the faults.

    Raises
    ------
    InputError
        If two columns have one name, there are several of geometry, or a raster.
    """
    from psycopg import sql  # noqa: PLC0415 - an extra

    if isinstance(source, Relation):
        inner: Any = sql.SQL("SELECT * FROM {}").format(sql.Identifier(source.schema, source.name))
    else:
        # A comment at its end may not swallow the bracket.
        inner = sql.SQL(source.strip().rstrip(";").rstrip() + "\n")
    found = (
        connection.execute(
            sql.SQL("SELECT * FROM ({}) AS t LIMIT 0").format(inner), binary=True
        ).description
        or []
    )
    oids = [column.type_code for column in found]
    rows = connection.execute(
        "SELECT oid, typname FROM pg_catalog.pg_type WHERE oid = ANY(%s)", [oids]
    ).fetchall()
    types = dict(rows)
    _require_readable([(c.name, types.get(c.type_code, "")) for c in found], what)
    kinds: list[Kind] = [_KINDS.get(types.get(oid, ""), "text") for oid in oids]
    cells = [sql.Identifier("t", f"c{place}") for place in range(len(found))]
    own = [place for place, kind in enumerate(kinds) if kind != "geometry"]
    items = [sql.SQL(_CAST[kinds[place]]).format(cells[place]) for place in own]
    shape = next((place for place, kind in enumerate(kinds) if kind == "geometry"), None)
    if shape is not None:
        items += _geometry(connection, cells[shape])
    statement = sql.SQL("SELECT {} FROM ({}) AS t({}) ORDER BY {}").format(
        sql.SQL(", ").join(items),
        inner,
        sql.SQL(", ").join(sql.Identifier(f"c{place}") for place in range(len(found))),
        sql.SQL(", ").join(_order(source, [column.name for column in found])),
    )
    return Selection(
        statement=statement,
        names=tuple(found[place].name for place in own),
        kinds=tuple(kinds[place] for place in own),
        geometry=None if shape is None else found[shape].name,
    )


def _geometry(connection: Connection[Any], cell: Any) -> list[Any]:  # noqa: ANN401 - an Identifier
    """Return WKB, SRID and emptiness; arcs as lines. PostGIS may stand in a schema that is not searched."""
    from psycopg import sql  # noqa: PLC0415

    row = connection.execute(
        "SELECT n.nspname FROM pg_catalog.pg_extension e "
        "JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
    ).fetchone()
    schema = "public" if row is None else str(row[0])
    call = {
        name: sql.Identifier(schema, name)
        for name in (
            "geometry",
            "st_asbinary",
            "st_srid",
            "st_isempty",
            "st_hasarc",
            "st_curvetoline",
        )
    }
    shape = sql.SQL("{}::{}").format(cell, call["geometry"])
    straight = sql.SQL("CASE WHEN {}({}) THEN {}({}) ELSE {} END").format(
        call["st_hasarc"], shape, call["st_curvetoline"], shape, shape
    )
    return [
        sql.SQL("{}({})").format(call["st_asbinary"], straight),
        sql.SQL("{}({})").format(call["st_srid"], shape),
        sql.SQL("{}({})").format(call["st_isempty"], shape),
    ]


def _order(source: Relation | str, names: list[str]) -> list[Any]:
    """Return what rows are ordered by: the primary key, else the whole row as text."""
    from psycopg import sql  # noqa: PLC0415

    key = source.key if isinstance(source, Relation) else ()
    if not key:
        return [sql.SQL('t::text COLLATE "C"')]
    return [
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(
            sql.Identifier("t", f"c{names.index(name)}")
        )
        for name, is_text in key
    ]


def _require_readable(columns: list[tuple[str, str]], what: str) -> None:
    twice = [name for name, count in Counter(name for name, _ in columns).items() if count > 1]
    faults = [
        Fault(
            file=what,
            column=name,
            cause="several columns of the query have this name",
            fix="give them names of their own with AS, or leave all but one out",
        )
        for name in twice
    ]
    shapes = [name for name, kind in columns if _KINDS.get(kind) == "geometry"]
    if len(shapes) > 1:
        faults.append(
            Fault(
                file=what,
                column="geometry",
                value=", ".join(shapes),
                cause="there are several columns of geometry",
                fix="name the columns with `query: SELECT ..., one of them, in place of `table:`",
            )
        )
    faults += [
        Fault(
            file=what,
            column=name,
            cause="is a raster, which is not read from databases",
            fix="export it as a GeoTIFF, or leave it out with `query:`",
        )
        for name, kind in columns
        if kind == "raster"
    ]
    if faults:
        raise InputError(*faults)
