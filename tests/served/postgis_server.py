"""A PostgreSQL server with PostGIS of a test's own, on a free port, as a user without privileges."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REQUIRED = "HALFHOUR_REQUIRE_POSTGIS"
"""With this variable set, tests fail where there is no server."""

PASSWORD = "tide&Sand 42/%"  # noqa: S105 - of a server that lives for a minute
USER = "planner"
_START_S = 60.0


def binaries() -> Path | None:
    """Return the folder of the distribution's newest server that has PostGIS."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        share = Path("/usr/share/postgresql", folder.parent.name, "extension/postgis.control")
        if (folder / "postgres").is_file() and share.is_file():
            return folder
    return None


def require_server() -> Path:
    """Return the folder of the server's programs; without one the test is skipped, or fails if required."""
    folder = binaries()
    missing = "no PostgreSQL with PostGIS (apt-get install postgresql-15-postgis-3)"
    if folder is not None:
        try:
            import psycopg  # noqa: F401, PLC0415 - an extra
        except ImportError:
            missing = "psycopg is not installed"
        else:
            return folder
    if os.environ.get(REQUIRED):
        pytest.fail(missing)
    pytest.skip(missing)


@dataclass
class PostgisServer:
    """A server and its folder."""

    bin: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The database's address, without user and password."""
        return f"postgresql://127.0.0.1:{self.port}/city"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [
                *(self.bin / "postgres", "-D", self.folder / "data", "-p", str(self.port)),
                *("-c", "listen_addresses=127.0.0.1", "-k", str(self.folder)),
            ],
            stdout=log,
            stderr=log,
            **_as_nobody(),
        )
        log.close()
        ends = time.monotonic() + _START_S
        while subprocess.run(
            [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            if self.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.05)

    def kill(self, number: signal.Signals) -> None:
        """End the server by a signal, and wait until nothing of it is left."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(30)
        # After SIGKILL its processes notice by themselves, and hold the memory that a new server asks for.
        ends = time.monotonic() + _START_S
        while number == signal.SIGKILL and _processes_of(self.folder):
            if time.monotonic() > ends:
                raise RuntimeError("processes of a killed server stay")
            time.sleep(0.05)

    def run(self, *statements: str, database: str = "city") -> list[Any]:
        """Run statements, and return the rows of the last."""
        import psycopg  # noqa: PLC0415

        rows: list[Any] = []
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=USER,
            password=PASSWORD,
            autocommit=True,
        ) as connection:
            for statement in statements:
                cursor = connection.execute(statement)  # type: ignore[arg-type]
                rows = cursor.fetchall() if cursor.description else []
        return rows


def new_server(folder: Path) -> PostgisServer:
    """Make a server with the database ``city`` that has PostGIS, and start it."""
    bin_folder = require_server()
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    if os.getuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    subprocess.run(
        [
            *(bin_folder / "initdb", "-D", folder / "data", "-U", USER, "--pwfile", secret),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        **_as_nobody(),
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PostgisServer(bin_folder, folder, port)
    server.start()
    server.run("CREATE DATABASE city", database="postgres")
    server.run("CREATE EXTENSION postgis", "CREATE SCHEMA health")
    return server


def server_folder() -> Path:
    """Return a new folder that a user without privileges can reach."""
    return Path(tempfile.mkdtemp(prefix="halfhour-postgres-"))


def stop_server(server: PostgisServer) -> None:
    """End a server and take its folder away."""
    if server.process is not None and server.process.poll() is None:
        server.kill(signal.SIGQUIT)
    shutil.rmtree(server.folder, ignore_errors=True)


def _as_nobody() -> dict[str, Any]:
    # The server refuses to run as root.
    return {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}


def _processes_of(folder: Path) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder / "data":
                found.append(process)
        except OSError:
            continue
    return found
