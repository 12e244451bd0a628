"""The made-up town on a local OpenStreetMap server, for the tests of fetching."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from osm_server import OsmServer, running
from osm_town import osm_town


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let osmnx ask again at once instead of pausing between its questions."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


@pytest.fixture
def server(no_waiting: None) -> Iterator[OsmServer]:
    """A server that knows the town, and may be told to answer something else."""
    with running(osm_town()) as running_server:
        yield running_server
