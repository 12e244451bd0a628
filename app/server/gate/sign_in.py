"""The token: beyond this machine every request shows that it knows it."""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from ..answers.problem import Refused
from ..settings import ServerSettings
from .request_headers import header

COOKIE: Final = "halfhour_session"
OPEN_PATHS: Final = frozenset({"/health", "/", "/api/session"})
"""Health says nothing of the study; the others ask for the token themselves."""


class SignIn:
    """Refuses requests without the token, where there is one.

    Parameters
    ----------
    app
        What answers the others.
    settings
        The token.
    """

    def __init__(self, app: ASGIApp, *, settings: ServerSettings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            known = is_signed_in(scope, self._settings)
            scope.setdefault("state", {})["signed_in"] = known
            if not known and scope["path"] not in OPEN_PATHS:
                await no_token().response()(scope, receive, send)
                return
        await self.app(scope, receive, send)


def is_signed_in(scope: Scope, settings: ServerSettings) -> bool:
    """Return whether a request shows the token, in a header or a cookie; always where there is none.

    Parameters
    ----------
    scope
        Of the request.
    settings
        The token.
    """
    if not settings.token:
        return True
    kind, _, shown = header(scope, "authorization").partition(" ")
    if kind.lower() == "bearer":
        return is_token(shown.strip(), settings)
    try:
        cookies = SimpleCookie(header(scope, "cookie"))
    except CookieError:
        return False
    found = cookies[COOKIE].value if COOKIE in cookies else ""
    return _same(found, session_of(settings))


def is_token(text: str, settings: ServerSettings) -> bool:
    """Return whether a text is the token, in a time that tells nothing of it."""
    return _same(text, settings.token)


def session_of(settings: ServerSettings) -> str:
    """Return what the cookie holds: it ends with the server, and the token cannot be had from it."""
    return hmac.new(settings.key.encode(), settings.token.encode(), hashlib.sha256).hexdigest()


def no_token() -> Refused:
    """Return the answer to who does not know the token."""
    return Refused(
        401,
        "no_token",
        "This server asks for its token: open the page and enter it, or send it as "
        "Authorization: Bearer TOKEN. The server printed it when it started.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(
        one.encode("utf-8", "surrogateescape"), other.encode("utf-8", "surrogateescape")
    )
