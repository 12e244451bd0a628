"""A server that runs in this process, on a port of this machine that is free."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn
from halfhour.app.server.application import study_app
from halfhour.app.server.listening import bound_socket
from halfhour.app.server.served import ServedStudy
from halfhour.app.server.settings import ServerSettings


@contextmanager
def running_server(study: ServedStudy, settings: ServerSettings) -> Iterator[str]:
    """Run a server and yield its address; it ends with the context."""
    with bound_socket(settings.host, 0) as listens:
        port = listens.getsockname()[1]
        app = study_app(study, replace(settings, port=port))
        server = uvicorn.Server(
            uvicorn.Config(app, access_log=False, log_config=None, ws="none", lifespan="on")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listens]}, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        assert server.started
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()
