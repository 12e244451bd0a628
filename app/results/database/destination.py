"""The database that results go to, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyproj

from ....common.databases.address import is_address, stored_address
from ....common.errors import Fault, InputError
from ....data.postgis.connection import Session, Target, connected

if TYPE_CHECKING:
    from psycopg import Connection

OPTION: Final = "--to"
SCHEMA: Final = "halfhour"
"""The schema that results go to where nobody names another."""

TABLES: Final = ("plans", "cells", "sites", "units", "access_zones", "gap_clusters")
"""All tables that a run may write."""

_MARK: Final = "Written by halfhour plan, and replaced by its next run. Study: "
"""How the comment of a table begins that a run of ours has written; the study's name follows."""

_LONGEST_NAME: Final = 63


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A schema of a database.

    Parameters
    ----------
    target
        The database.
    schema
        The schema; it is made if need be.
    """

    target: Target
    schema: str

    def fault(self, cause: str, fix: str) -> InputError:
        """Return the error of results that cannot go there."""
        return InputError(self.target.fault(f"schema {self.schema}: {cause}", fix))


def destination_of(to: str, schema: str) -> Destination:
    """Return a database by what the user wrote.

    Raises
    ------
    InputError
        If it is no address of a database, has a password, or the schema no name.
    """
    fix = "write --to postgresql://host/database"
    if not is_address(to):
        raise InputError(
            Fault(file=OPTION, value=to, cause="is no address of a PostgreSQL database", fix=fix)
        )
    try:
        address = stored_address(to)
    except ValueError as error:
        cause, _, advice = str(error).partition(": ")
        raise InputError(Fault(file=OPTION, cause=cause, fix=advice)) from None
    if not 0 < len(schema.encode()) <= _LONGEST_NAME or "\0" in schema or schema.startswith("pg_"):
        raise InputError(
            Fault(
                file="--to-schema",
                value=schema,
                cause="is no name that a schema may have",
                fix=f"give 1 to {_LONGEST_NAME} letters that do not begin with pg_",
            )
        )
    return Destination(target=Target(address=address, what=OPTION), schema=schema)


def require_writable(destination: Destination, *, study: str, crs: pyproj.CRS) -> None:
    """Check before anything is computed what can be checked.

    Parameters
    ----------
    destination
        Where results shall go.
    study
        The study's name.
    crs
        CRS of the results.

    Raises
    ------
    InputError
        If the database cannot be reached, lacks PostGIS or the CRS, or has tables of somebody else's.
    """
    with connected(destination.target, read_only=True) as session:
        srid_of(session.connection, destination, crs)
        require_own(session.connection, destination, study=study)
        _require_rights(session, destination)


def srid_of(connection: Connection[Any], destination: Destination, crs: pyproj.CRS) -> int:
    """Return the database's number of a CRS.

    Raises
    ------
    InputError
        If it has no PostGIS, or not this CRS.
    """
    found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone()
    if found is None:
        raise destination.fault("the database has no PostGIS", "run CREATE EXTENSION postgis in it")
    name, code = crs.to_authority() or ("", "")
    row = connection.execute(
        "SELECT srid FROM spatial_ref_sys WHERE auth_name = %s AND auth_srid::text = %s",
        [name, code],
    ).fetchone()
    if row is None:
        raise destination.fault(
            f"the database does not know the CRS of the results, {crs.name}",
            "name one that it knows with --crs, such as EPSG:4326",
        )
    return int(row[0])


def require_own(connection: Connection[Any], destination: Destination, *, study: str) -> list[str]:
    """Return the tables of an earlier run of the study, which may be replaced.

    Raises
    ------
    InputError
        If there is something else under one of the names.
    """
    rows = connection.execute(
        "SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = ANY(%s)",
        [destination.schema, list(TABLES)],
    ).fetchall()
    for name, comment in rows:
        if comment == mark_of(study):
            continue
        ours = str(comment or "").startswith(_MARK)
        whose = f"the study {str(comment).removeprefix(_MARK)}" if ours else "somebody else"
        raise destination.fault(
            f"table {name} is of {whose}, and is left as it is",
            "name another schema with --to-schema, or rename the table",
        )
    return [name for name, _ in rows]


def mark_of(study: str) -> str:
    """Return the comment of tables that a run of a study has written."""
    return f"{_MARK}{study}"


def _require_rights(session: Session, destination: Destination) -> None:
    row = session.connection.execute(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s) "
        "THEN pg_catalog.has_schema_privilege(%(schema)s, 'CREATE') "
        "ELSE pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') END",
        {"schema": destination.schema},
    ).fetchone()
    if row is None or not row[0]:
        raise destination.fault(
            "this role may not make tables there",
            "grant it CREATE, or name a schema of its own with --to-schema",
        )
