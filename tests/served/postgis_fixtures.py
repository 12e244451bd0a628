"""Fixtures of a PostGIS server, and of the environment that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgis_server import (
    PASSWORD,
    USER,
    PostgisServer,
    new_server,
    require_server,
    server_folder,
    stop_server,
)


@pytest.fixture(scope="session")
def postgis() -> Iterator[PostgisServer]:
    """A server that all tests of a process share."""
    require_server()
    folder = server_folder()
    made = new_server(folder)
    yield made
    stop_server(made)


@pytest.fixture
def database(postgis: PostgisServer, monkeypatch: pytest.MonkeyPatch) -> PostgisServer:
    """The server with an empty schema ``health``, and its credentials in the environment."""
    monkeypatch.setenv("PGUSER", USER)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    postgis.run("DROP SCHEMA health CASCADE", "CREATE SCHEMA health")
    return postgis
