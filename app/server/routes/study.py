"""Routes of the study, of health, and of the session."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from ..answers.errors import error_answers
from ..answers.study_answers import Health, Session, SignInQuestion, StudyDescription
from ..gate.sign_in import COOKIE, is_token, no_token, session_of
from ..parts import ServerParts


def study_routes(parts: ServerParts) -> APIRouter:
    """Return the routes.

    Parameters
    ----------
    parts
        What the routes share.
    """
    routes = APIRouter(tags=["study"])
    study, settings = parts.study, parts.settings

    @routes.get("/health", summary="Whether the server answers")
    async def health() -> Health:
        services = study.description().services
        return Health(ready=sum(one.state == "ready" for one in services), services=len(services))

    @routes.get(
        "/api/study",
        summary="What can be asked, and what is still being prepared",
        responses=error_answers(401, 403, 421),
    )
    async def description() -> StudyDescription:
        return study.description()

    @routes.get(
        "/api/session",
        summary="What requests that change something must carry",
        responses=error_answers(401, 403, 421),
    )
    async def session(request: Request) -> Session:
        if not request.state.signed_in:
            raise no_token()
        return Session(key=settings.key)

    @routes.post(
        "/api/session",
        summary="Sign in with the token; a cookie remembers it until the server ends",
        status_code=204,
        response_class=Response,
        responses=error_answers(401, 403, 408, 413, 415, 421, 422),
    )
    async def sign_in(question: SignInQuestion) -> Response:
        if not settings.token or not is_token(question.token, settings):
            raise no_token()
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, session_of(settings), httponly=True, samesite="strict", path="/")
        return answer

    return routes
