"""Opening the register: whose file it is, transactions, and what is said where it cannot be written.

Everything goes through SQLite, even the question whose file it is. A process that opens and closes the file in
another way, by `open` or GDAL, loses the locks that its other threads hold through SQLite:
https://www.sqlite.org/howtocorrupt.html, 2.2.

The journal is SQLite's rollback journal. Its other one, WAL, keeps shared memory beside the file, which does
not work on the network drives that offices keep studies on. A register that QGIS has put into WAL is written as
such.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError, reason_of
from .geopackage import FORMAT, MARK, SPATIAL_FUNCTIONS, statements

WAIT_S: Final = 60.0
"""Seconds that a check waits for others that are being written."""

_FREE: Final = "name another file with `register:` in the study file, or move this one away"

_SAID: Final = {
    sqlite3.SQLITE_BUSY: (
        "another program holds the register locked",
        "close the program that has it open, perhaps QGIS while editing, and try again",
    ),
    sqlite3.SQLITE_READONLY: (
        "the register or its folder is read-only",
        "mend the permissions, or name another file with `register:` in the study file",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the register cannot be opened: its folder is missing or read-only, or it is no file",
        "mend the permissions, or name another file with `register:` in the study file",
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full, so that nothing was written",
        "free space and try again",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the register is damaged",
        "put back a copy of it, or export what is left with QGIS; it was not changed",
    ),
    sqlite3.SQLITE_NOTADB: ("is no register of checks, and was not changed", _FREE),
}
"""Cause and remedy by SQLite's primary result code."""


class NotARegisterError(InputError):
    """A file that has the register's name and is something else."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Give a register for one look at it, all of the same moment; None where there is none yet.

    Raises
    ------
    InputError
        If the file is not ours, is of a newer format, or cannot be read.
    """
    if not path.exists():
        yield None
        return
    with _told(path), closing(_connect(path)) as database:
        database.execute("BEGIN")
        yield database if _is_register(database, path) else None


@contextmanager
def writing(path: Path, *, new: bool) -> Iterator[sqlite3.Connection]:
    """Give a register for one transaction, which is on the disk when the context ends without an error.

    Parameters
    ----------
    path
        The register.
    new
        Whether it is made where there is none.

    Raises
    ------
    InputError
        If the file is not ours, is of a newer format, or cannot be written; nothing is changed then.
    """
    if not new and not path.exists():
        raise InputError(
            Fault(
                file=str(path),
                cause="there is no register of checks yet",
                fix="check a site first: `halfhour check STUDY ... --out DIR` writes it",
            )
        )
    with _told(path), closing(_connect(path)) as database:
        # Taken before anything is read, so that two who see an empty file do not both fill it.
        database.execute("BEGIN IMMEDIATE")
        try:
            if not _is_register(database, path):
                for statement, values in statements():
                    database.execute(statement, values)
            yield database
            database.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path.absolute(), timeout=WAIT_S, isolation_level=None)
    # With EXTRA the folder, too, is on the disk before a check counts as written.
    database.execute("PRAGMA synchronous = EXTRA")
    for name, function in SPATIAL_FUNCTIONS.items():
        database.create_function(name, 1, function, deterministic=True)
    return database


def _is_register(database: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is a register that this Halfhour can read; False where it is empty.

    Raises
    ------
    InputError
        If it is something else.
    """
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if not tables and _pragma(database, "application_id") == 0:
        return False
    if MARK not in tables:
        raise NotARegisterError(
            Fault(file=str(path), cause="is no register of checks, and was not changed", fix=_FREE)
        )
    row = database.execute(f"SELECT max(format) FROM {MARK}").fetchone()  # noqa: S608 - ours
    if row[0] != FORMAT:
        raise InputError(
            Fault(
                file=str(path),
                column="format",
                value=row[0],
                cause=f"is a register of another format than {FORMAT}, which this Halfhour knows; "
                "it was not changed",
                fix="use the Halfhour that wrote it, or a newer one",
            )
        )
    return True


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one fault of the file."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        cause, fix = _SAID.get(
            (code or 0) & 0xFF,
            (
                f"the register cannot be read or written: {reason_of(error)}",
                "check the drive that it lies on, and try again",
            ),
        )
        kind = NotARegisterError if code == sqlite3.SQLITE_NOTADB else InputError
        raise kind(Fault(file=str(path), cause=cause, fix=fix)) from error
