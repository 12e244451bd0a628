"""What is logged: method, the route, status and milliseconds; never who asked, where, or about whom."""

from __future__ import annotations

import logging
import time
import traceback
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..answers.problem import Refused

LOG: Final = logging.getLogger("halfhour.server")


class RequestLog:
    """Logs each request, and answers those that fail in a way that nobody foresaw.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on
            LOG.error("%s", where_failed(error))  # noqa: TRY400 - a message may hold coordinates
            if not status:
                await failed().response()(scope, receive, noted)
        finally:
            took_ms = 1000 * (time.perf_counter() - began)
            LOG.info("%s %s %d %.0f ms", scope["method"], _route(scope), status, took_ms)


def where_failed(error: BaseException) -> str:
    """Return what kind of error it is and in which lines, without its message, which may hold coordinates.

    Parameters
    ----------
    error
        What was raised.
    """
    steps = traceback.extract_tb(error.__traceback__)
    lines = " < ".join(
        f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in reversed(steps)
    )
    return f"{type(error).__name__} in {lines}"


def failed() -> Refused:
    """Return the answer to a request that failed in a way that nobody foresaw."""
    return Refused(
        500, "error", "The server failed at this request; its log says where. Others go on."
    )


def _route(scope: Scope) -> str:
    """Return the route's path with names in place of values; a dash where there is no such route."""
    return str(getattr(scope.get("route"), "path", "-"))
