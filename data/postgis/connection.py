"""Connections to PostgreSQL: credentials of the environment alone, time limits, and errors without secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...common.databases.address import shown_address, variables_in, without_passwords
from ...common.errors import Fault, InputError, reason_of
from ...common.packages.extras import install_command

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_S: Final = 10
"""Seconds after which a server that does not answer is given up."""

STATEMENT_S: Final = 300
"""Seconds that one statement may take, where neither the environment nor the server sets a limit."""

LOCK_S: Final = 60
"""Seconds that writing waits for tables that others hold, likewise."""

_SESSION: Final = (
    # The same values are the same text, whatever server and role are set to.
    *("SET LOCAL DateStyle = 'ISO, YMD'", "SET LOCAL IntervalStyle = 'iso_8601'"),
    *("SET LOCAL TimeZone = 'UTC'", "SET LOCAL extra_float_digits = 1"),
    "SET LOCAL bytea_output = 'hex'",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Target:
    """A database that was asked for.

    Parameters
    ----------
    address
        Its address, without a password.
    what
        What names it, for messages: a layer's name, or an option.
    """

    address: str
    what: str

    @property
    def shown(self) -> str:
        """The address as messages show it."""
        return shown_address(self.address)

    def fault(self, cause: str, fix: str, *, column: str | None = None) -> Fault:
        """Return a fault of this database."""
        return Fault(file=self.what, column=column, cause=f"{self.shown}: {cause}", fix=fix)


@dataclass(frozen=True, kw_only=True, repr=False)
class Session:
    """A connection in its one transaction.

    Parameters
    ----------
    connection
        The connection.
    target
        Its database.
    secrets
        What no message may repeat.
    """

    connection: Connection[Any]
    target: Target
    secrets: frozenset[str]

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """Do a part of the transaction, which alone is undone after an error.

        Parameters
        ----------
        what
            What it is about, for messages.

        Raises
        ------
        InputError
            In place of what the database said.
        """
        from psycopg import Error  # noqa: PLC0415 - an extra

        try:
            with self.connection.transaction():
                yield
        except Error as error:
            raise InputError(
                fault_of(replace(self.target, what=what), error, self.secrets)
            ) from None


@contextmanager
def connected(target: Target, *, read_only: bool) -> Iterator[Session]:
    """Give a connection with one transaction, which is committed at the end, or undone after an error.

    Parameters
    ----------
    target
        The database.
    read_only
        Whether nothing may be changed. All is then read as it was at one moment.

    Yields
    ------
    Session
        With a limit of time for each statement.

    Raises
    ------
    InputError
        If psycopg is not installed, a variable is not set, or the server cannot be reached or says no.
    """
    psycopg = _psycopg(target)
    secrets: set[str] = set()
    try:
        options = _options(target, os.environ, secrets)
        connection = psycopg.connect(**options)
    except psycopg.Error as error:
        cause = f"cannot be reached: {_plain(error, secrets)}"
        fix = "check the address, that the server runs, and PGUSER, PGPASSWORD or PGPASSFILE"
        # What psycopg raised may hold the whole address.
        raise InputError(target.fault(cause, fix)) from None
    try:
        with connection:
            if read_only:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
            for line in _SESSION:
                connection.execute(line)
            # Results may be many; but nobody waits for ever until others let their tables go.
            limit, seconds = ("statement", STATEMENT_S) if read_only else ("lock", LOCK_S)
            set_already = connection.execute(f"SHOW {limit}_timeout").fetchone()
            if set_already is not None and str(set_already[0]) == "0":
                connection.execute(f"SET LOCAL {limit}_timeout = '{seconds}s'")
            yield Session(connection=connection, target=target, secrets=frozenset(secrets))
            if read_only:
                # Some functions change things all the same.
                connection.rollback()
    except psycopg.Error as error:
        raise InputError(fault_of(target, error, secrets)) from None


def _psycopg(target: Target) -> Any:  # noqa: ANN401 - a module
    try:
        import psycopg  # noqa: PLC0415 - an extra, and nobody else waits for it
    except ImportError as error:
        cause = f"databases need psycopg, which is not installed ({reason_of(error)})"
        fix = f"install it with {install_command('postgis')}"
        raise InputError(target.fault(cause, fix)) from error
    return psycopg


def _options(target: Target, environ: Mapping[str, str], secrets: set[str]) -> dict[str, Any]:
    """Return what to connect with; passwords in it are added to `secrets`."""
    from psycopg import ProgrammingError  # noqa: PLC0415
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    missing = [name for name in variables_in(target.address) if not environ.get(name)]
    if missing:
        raise InputError(
            *(
                target.fault(
                    f"the environment has no variable {name}, which the address names",
                    f"set it before the command: export {name}=...",
                )
                for name in missing
            )
        )
    whole = target.address.startswith("${")
    text = target.address
    for name in variables_in(target.address):
        value = environ[name]
        if not whole:
            secrets.add(value)
        text = text.replace(f"${{{name}}}", value if whole else quote(value, safe=""))
    secrets |= {environ[name] for name in ("PGPASSWORD", "PGSSLPASSWORD") if environ.get(name)}
    secrets |= set(re.findall(r"(?i)://[^:@/\s]*:(.*)@", text))
    secrets |= set(re.findall(r"(?i)\bpassword=([^&\s]+)", text))
    try:
        options: dict[str, Any] = dict(conninfo_to_dict(text))
    except ProgrammingError:
        # What it says repeats the text, in which a password may stand anywhere.
        cause, fix = "the address cannot be understood", "write postgresql://host:5432/database"
        raise InputError(target.fault(cause, fix)) from None
    secrets |= {str(options[key]) for key in ("password", "sslpassword") if options.get(key)}
    if not environ.get("PGCONNECT_TIMEOUT"):
        options.setdefault("connect_timeout", CONNECT_S)
    options.setdefault("fallback_application_name", "halfhour")
    return {**options, "client_encoding": "utf8"}


def _plain(error: Exception, secrets: Collection[str]) -> str:
    """Return what a database said, in one line and without secrets."""
    said = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    for secret in sorted(secrets, key=len, reverse=True):
        for spelled in (secret, quote(secret, safe="")):
            said = said.replace(spelled, "***") if spelled else said
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return without_passwords("; ".join(lines)).rstrip(". ") or type(error).__name__


def fault_of(target: Target, error: Exception, secrets: Collection[str]) -> Fault:
    """Return the fault that stands for what went wrong after the connection was made."""
    from psycopg import errors  # noqa: PLC0415

    said = _plain(error, secrets)
    known = (
        (
            errors.QueryCanceled,
            "a statement took longer than allowed",
            "ask for less, or allow more with PGOPTIONS='-c statement_timeout=20min'",
        ),
        (errors.LockNotAvailable, "others hold a table for too long", "run it again later"),
        (
            errors.ReadOnlySqlTransaction,
            "a query that would change the database is refused",
            "let it only read",
        ),
        (
            errors.InsufficientPrivilege,
            "the role may not do this",
            "ask for the right, or take another role",
        ),
        (
            errors.DependentObjectsStillExist,
            "something else needs the table, such as a view",
            "drop what depends on it, or write elsewhere",
        ),
        (
            (errors.AdminShutdown, errors.CrashShutdown),
            "the connection broke",
            "see that the server runs, and run it again",
        ),
    )
    for kind, cause, fix in known:
        if isinstance(error, kind):
            return target.fault(f"{cause}: {said}", fix)
    if getattr(error, "sqlstate", None) is None:
        # The server did not say it.
        return target.fault(
            f"the connection broke: {said}", "see that the server runs, and run it again"
        )
    return target.fault(f"the database says: {said}", "correct the table, the query or the right")
