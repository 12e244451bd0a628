"""Requests of other sites are refused, and what changes something needs the key that our page carries."""

from __future__ import annotations

import secrets
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from ..answers.problem import Refused
from ..settings import ServerSettings
from .request_headers import has_header, header

KEY_HEADER: Final = "X-Halfhour-Key"

_OWN: Final = frozenset({"same-origin", "none"})
_READS: Final = frozenset({"GET", "HEAD"})
_PAGES: Final = frozenset({"/"})
"""Where a link of another site may lead: they answer the same to everybody and change nothing."""

_WITHOUT_KEY: Final = frozenset({"/api/session"})
"""Where the token is shown, which is what tells the key."""


class SameSite:
    """Refuses requests that another site's page makes, and changes without the key.

    Parameters
    ----------
    app
        What answers the others.
    settings
        The key.
    """

    def __init__(self, app: ASGIApp, *, settings: ServerSettings) -> None:
        self.app = app
        self._key = settings.key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        refused = self._why_not(scope) if scope["type"] == "http" else None
        if refused is not None:
            await refused.response()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _why_not(self, scope: Scope) -> Refused | None:
        reads, path = scope["method"] in _READS, scope["path"]
        site = header(scope, "sec-fetch-site")
        opened = reads and path in _PAGES and header(scope, "sec-fetch-mode") == "navigate"
        if has_header(scope, "sec-fetch-site") and site not in _OWN and not opened:
            return _other_site()
        if has_header(scope, "origin") and not _is_own(scope):
            return _other_site()
        if reads:
            return None
        key = header(scope, KEY_HEADER.lower()).encode("latin-1")
        if path not in _WITHOUT_KEY and not secrets.compare_digest(key, self._key):
            return Refused(
                403,
                "no_key",
                f"A request that changes something carries the header {KEY_HEADER}; "
                "GET /api/session tells it. It is another one after each start of the server.",
            )
        kind = header(scope, "content-type").partition(";")[0].strip().lower()
        if kind != "application/json":
            return Refused(415, "wrong_type", "Send JSON, as Content-Type: application/json.")
        return None


def _is_own(scope: Scope) -> bool:
    """Return whether a request's Origin is the host that it asks, which `HostCheck` knows."""
    scheme, _, place = header(scope, "origin").partition("://")
    return scheme in ("http", "https") and place.lower() == header(scope, "host").strip().lower()


def _other_site() -> Refused:
    return Refused(403, "other_site", "Pages of other sites may not ask this server.")
