"""Results into a database: all tables of a run in one transaction, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import pyproj

from ....common.errors import Fault, InputError
from ....common.large_work import Report, say_nothing
from ....data.postgis.connection import Session, connected
from .destination import Destination, mark_of, require_own, srid_of
from .result_tables import PlanFiles, ResultTable, result_tables
from .summary import SUMMARY, summary_rows

if TYPE_CHECKING:
    from psycopg.sql import Composed

_ROW_ID: Final = "row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
"""Programs that show layers of a database need a number for each row."""


def write_results(
    destination: Destination,
    plans: Iterable[PlanFiles],
    *,
    study: str,
    crs: pyproj.CRS,
    report: Report = say_nothing,
) -> None:
    """Write what a run's files hold; earlier tables of the study are replaced.

    Parameters
    ----------
    destination
        Where they go.
    plans
        The scenarios.
    study
        The study's name.
    crs
        CRS of the files.
    report
        Is told of each table.

    Raises
    ------
    InputError
        If something goes wrong: then the database is as it was before.
    """
    listed = list(plans)
    tables = result_tables(listed)
    complete = False
    try:
        with connected(destination.target, read_only=False) as session:
            run = _Run(session, destination, study, srid_of(session.connection, destination, crs))
            run.begin([*(table.name for table in tables), "plans"])
            report("writing to the database: plans")
            run.write("plans", SUMMARY, summary_rows(one.folder for one in listed))
            for table in tables:
                report(f"writing to the database: {table.name}")
                run.write_layers(table)
            report("writing to the database: all tables at once")
            complete = True
    except InputError as error:
        raise InputError(*error.faults, _what_stands(destination, complete=complete)) from error


def _what_stands(destination: Destination, *, complete: bool) -> Fault:
    """Return what is in the database after an error; nobody knows whether a last word still arrived."""
    return destination.target.fault(
        "either all tables of this run were written or none"
        if complete
        else "no table of this run was written, and those of earlier runs are as they were",
        "the files in the folder for results are whole; run it again once the cause is gone",
    )


class _Run:
    """The transaction of one run."""

    def __init__(self, session: Session, destination: Destination, study: str, srid: int) -> None:
        self.connection, self.study, self.srid = session.connection, study, srid
        self.destination, self.schema = destination, destination.schema
        self.kept: dict[str, list[tuple[str, str]]] = {}

    def begin(self, names: list[str]) -> None:
        """Wait for other runs, make the schema, and drop what this run does not write anew."""
        from psycopg import sql  # noqa: PLC0415 - an extra

        # What the server says is done has to be done, whatever its settings.
        self.connection.execute("SET LOCAL synchronous_commit = on")
        self.connection.execute(
            "SELECT pg_advisory_xact_lock(hashtext('halfhour'), hashtext(%s))", [self.schema]
        )
        there = self.connection.execute(
            "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", [self.schema]
        ).fetchone()
        if there is None:
            self.connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.schema)))
        for name in require_own(self.connection, self.destination, study=self.study):
            if name in names:
                self.kept[name] = self._columns_of(name)
            else:
                self.connection.execute(sql.SQL("DROP TABLE {}").format(self._table(name)))

    def write(
        self, name: str, columns: Mapping[str, str], rows: Iterable[list[Any]], *, shape: str = ""
    ) -> None:
        """Write a table. One that has the same columns is emptied, so that views and rights stay."""
        from psycopg import sql  # noqa: PLC0415

        table = self._table(name)
        named = dict(columns)
        if shape:
            named["geom"] = shape
        items = [
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))
            for column, kind in named.items()
        ]
        definition = sql.SQL(", ").join([sql.SQL(_ROW_ID), *items])
        if name in self.kept and self.kept[name] == list(named.items()):
            self.connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(table))
        else:
            if name in self.kept:
                self.connection.execute(sql.SQL("DROP TABLE {}").format(table))
            self.connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, definition))
            if shape:
                self.connection.execute(
                    sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(table)
                )
        comment = sql.Literal(mark_of(self.study))
        self.connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(table, comment))
        into = sql.SQL(", ").join(sql.Identifier(column) for column in named)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, into)) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def write_layers(self, table: ResultTable) -> None:
        """Write a table of layers."""
        rows = (row for part in table.parts for row in part.rows(table.columns, self.srid))
        shape = f"geometry(Geometry,{self.srid})"
        self.write(table.name, table.columns, rows, shape=shape)

    def _table(self, name: str) -> Composed:
        from psycopg import sql  # noqa: PLC0415

        return sql.Composed([sql.Identifier(self.schema, name)])

    def _columns_of(self, name: str) -> list[tuple[str, str]]:
        rows = self.connection.execute(
            "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) "
            "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped "
            "AND a.attname <> 'row_id' ORDER BY a.attnum",
            [self.schema, name],
        ).fetchall()
        return [(str(column), str(kind)) for column, kind in rows]
