"""Tables and views by their names, however they are written; nothing of a name becomes SQL."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...common.errors import Fault, InputError

if TYPE_CHECKING:
    from psycopg import Connection

_PART: Final = r'(?:"(?:[^"]|"")+"|[^".]+)'
_NAME: Final = re.compile(rf"\s*(?:({_PART})\.)?({_PART})\s*")
_SHOWN: Final = 12

_RELATIONS: Final = """
    SELECT n.nspname, c.relname, c.oid, pg_catalog.pg_table_is_visible(c.oid)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
      AND c.relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns')
    ORDER BY 1, 2
"""
_KEY: Final = """
    SELECT a.attname, a.attcollation <> 0
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = %s AND i.indisprimary
    ORDER BY pg_catalog.array_position(i.indkey::int2[], a.attnum)
"""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table or a view.

    Parameters
    ----------
    schema, name
        As the database has them.
    key
        The columns of its primary key, and whether each is text; empty where it has none.
    """

    schema: str
    name: str
    key: tuple[tuple[str, bool], ...]


def relation_named(connection: Connection[Any], name: str, *, what: str) -> Relation:
    """Return the table or view of a name.

    Parameters
    ----------
    connection
        The database.
    name
        ``schema.table``, or ``table`` in a schema of the search path; a part that holds a dot stands in
        double quotes. Letters count as they are written, else as SQL has them, small.
    what
        The layer's name, for the fault.

    Raises
    ------
    InputError
        If there is none; those that are there are listed.
    """
    found = _NAME.fullmatch(name)
    listed = connection.execute(_RELATIONS).fetchall()
    if found is not None:
        schema, table = (_unquoted(part) if part else None for part in found.groups())
        assert table is not None  # noqa: S101 - the pattern has it
        for exact in (True, False):
            fits = [
                one
                for one in listed
                if _is(one[1], table, exact=exact)
                and (one[3] if schema is None else _is(one[0], schema, exact=exact))
            ]
            if fits:
                key = connection.execute(_KEY, [fits[0][2]]).fetchall()
                return Relation(schema=fits[0][0], name=fits[0][1], key=tuple(map(tuple, key)))
    names = [f"{_quoted(one[0])}.{_quoted(one[1])}" for one in listed]
    near = difflib.get_close_matches(name, names, 3)
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    shown = ", ".join(names[:_SHOWN]) + more if names else "none that this role may see"
    raise InputError(
        Fault(
            file=what,
            column="table",
            value=name,
            cause=f"there is no such table or view; the database has {shown}",
            fix=f"did you mean {' or '.join(near)}?" if near else "write it as schema.table",
        )
    )


def _quoted(part: str) -> str:
    """Return a part of a name as it has to be written: in quotes where it holds a dot or a quote."""
    escaped = part.replace('"', '""')
    return f'"{escaped}"' if set(part) & {".", '"'} or part != part.strip() else part


def _unquoted(part: str) -> str:
    part = part.strip()
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


def _is(has: str, wanted: str, *, exact: bool) -> bool:
    return has == wanted if exact else has == wanted.lower()
