"""The Host header: a page of somebody else whose name is made to lead to this machine gets nothing.

DNS rebinding: its requests carry its own name, which is none of ours. A number cannot be such a name.
"""

from __future__ import annotations

import ipaddress

from starlette.types import ASGIApp, Receive, Scope, Send

from ..answers.problem import Refused
from ..settings import ServerSettings, is_loopback
from .request_headers import header


class HostCheck:
    """Refuses requests for another host.

    Parameters
    ----------
    app
        What answers the others.
    settings
        Which hosts are ours.
    """

    def __init__(self, app: ASGIApp, *, settings: ServerSettings) -> None:
        self.app = app
        self._hosts = settings.hosts
        self._only_this_machine = is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and not self._is_ours(header(scope, "host")):
            answer = Refused(
                421,
                "wrong_host",
                "This server is not known by the name in the request's Host header; "
                "name it with --name when the server starts.",
            ).response()
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        if name in self._hosts:
            return True
        try:
            number = ipaddress.ip_address(name)
        except ValueError:
            return False
        return number.is_loopback or not self._only_this_machine


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port, in small letters; empty where there is none.

    Parameters
    ----------
    host
        Such as ``localhost:8765`` or ``[::1]:8765``.
    """
    name = host.strip().lower()
    if name.startswith("["):
        inside, closed, port = name[1:].partition("]")
        return inside if closed and (not port or _is_port(port)) else ""
    name, colon, port = name.partition(":")
    return name if not colon or _is_port(f":{port}") else ""


def _is_port(text: str) -> bool:
    return text.startswith(":") and text[1:].isdecimal() and text.isascii()
