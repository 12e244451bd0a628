"""The web application: routes, and the gates that a request passes before them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware

from ...common.packages.version import halfhour_version
from .answers.errors import handle_errors, with_problems
from .gate.bodies import BodyLimit
from .gate.headers import SecurityHeaders
from .gate.hosts import HostCheck
from .gate.log import RequestLog
from .gate.same_site import SameSite
from .gate.sign_in import SignIn
from .parts import ServerParts
from .routes.checks import check_routes
from .routes.page import page_routes
from .routes.register import register_routes
from .routes.study import study_routes
from .served import ServedStudy
from .settings import ServerSettings

_ABOUT = (
    "What one more site would change, asked of the study that this server holds. Every error is a problem "
    "document (RFC 9457). Requests that change something are JSON and carry the header X-Halfhour-Key."
)


def study_app(study: ServedStudy, settings: ServerSettings) -> FastAPI:
    """Return the application that serves a study.

    Parameters
    ----------
    study
        The study; its services may still be in preparation.
    settings
        Who may ask, and how much.

    Returns
    -------
    fastapi.FastAPI
        An ASGI application; its API is described at ``/api/openapi.json``.
    """
    parts = ServerParts.of(study, settings)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        yield
        parts.work.stop()

    app = FastAPI(
        title="Halfhour site check",
        version=halfhour_version(),
        description=_ABOUT,
        # The framework's pages of documentation load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
        lifespan=running,
        # The first is passed first.
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(RequestLog),
            Middleware(HostCheck, settings=settings),
            Middleware(SignIn, settings=settings),
            Middleware(SameSite, settings=settings),
            Middleware(BodyLimit, limits=settings.limits),
        ],
    )
    handle_errors(app)
    for routes in (study_routes, check_routes, register_routes, page_routes):
        app.include_router(routes(parts))
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Let the application describe its errors as they are."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            app.openapi_schema = with_problems(made)
        return app.openapi_schema

    # The framework's way.
    app.openapi = document  # type: ignore[method-assign]
