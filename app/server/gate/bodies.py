"""Bodies of requests: read whole before anything else sees them, so large and so slowly and no more."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..answers.problem import Refused
from ..settings import Limits
from .request_headers import header


class BodyLimit:
    """Refuses bodies that are too large or come too slowly.

    Parameters
    ----------
    app
        What answers the others.
    limits
        How much is taken.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits) -> None:
        self.app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
        except Refused as refused:
            await refused.response()(scope, receive, send)
            return
        if body is None:
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, again, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the whole body; None where who asked has gone."""
        most = self._limits.body_bytes
        said = header(scope, "content-length")
        if said.isdecimal() and (len(said) > len(str(most)) or int(said) > most):
            raise _too_large(most)
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._limits.body_s):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        raise _too_large(most)
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            raise Refused(
                408,
                "too_slow",
                f"The request did not come within {self._limits.body_s:g} seconds.",
                headers={"Connection": "close"},
            ) from None


def _too_large(most: int) -> Refused:
    return Refused(
        413,
        "too_large",
        f"A request may have {most / 1e6:g} MB: send a parcel with fewer corners.",
        headers={"Connection": "close"},
    )
