"""The route of the page, and of the small page that asks for the token."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import partial
from typing import Final, Literal

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from ....maps.document.offline import page_script
from ....maps.document.templates import rendered
from ..parts import ServerParts

_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_KEY_HERE: Final = "</head>"
_OWN_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


def page_routes(parts: ServerParts) -> APIRouter:
    """Return the routes.

    Parameters
    ----------
    parts
        What the routes share.
    """
    routes = APIRouter(include_in_schema=False)
    settings = parts.settings

    @routes.get("/")
    async def page(request: Request, lang: Literal["en", "zh"] | None = None) -> Response:
        if not request.state.signed_in:
            return _with_policy(_sign_in(), status=401)
        made = await parts.work.run(partial(parts.study.page, lang or settings.lang))
        return _with_policy(with_key(made, settings.key))

    return routes


def with_key(document: str, key: str) -> str:
    """Return a page that carries the key for requests that change something.

    Parameters
    ----------
    document
        The page.
    key
        The key.
    """
    meta = f'<meta name="halfhour-key" content="{html.escape(key)}">\n'
    without = _OWN_POLICY.sub("", document, count=1)
    return without.replace(_KEY_HERE, meta + _KEY_HERE, 1)


def page_policy(document: str) -> str:
    """Return the policy of a page: its own scripts by their hashes, requests to this server alone.

    Parameters
    ----------
    document
        The page.
    """
    scripts = dict.fromkeys(
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in _SCRIPT.findall(document)
    )
    allowed = " ".join(f"'sha256-{one}'" for one in scripts) or "'none'"
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _sign_in() -> str:
    return rendered("page/serve/sign_in.html.jinja", script=Markup(page_script("serve/sign_in.js")))  # noqa: S704 - ours


def _with_policy(document: str, *, status: int = 200) -> Response:
    return HTMLResponse(
        document,
        status_code=status,
        headers={"Content-Security-Policy": page_policy(document)},
    )
