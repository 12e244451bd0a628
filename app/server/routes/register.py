"""Routes of the register: save a check, list, decide."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from ..answers.check_answers import CheckId
from ..answers.errors import error_answers
from ..answers.register_answers import (
    Decision,
    DecisionQuestion,
    RegisterLine,
    RegisterList,
    SaveQuestion,
)
from ..parts import ServerParts

Service = Annotated[str | None, Query(max_length=200, description="Only of this service.")]
Verdict = Annotated[str | None, Query(max_length=50, description="Only with this verdict.")]
Decided = Annotated[
    Decision | Literal["open"] | None,
    Query(description="Only with this decision; `open` for those without one."),
]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Lines to leave out.")]
Most = Annotated[int, Query(ge=1, le=1000, description="Lines to tell.")]


def register_routes(parts: ServerParts) -> APIRouter:
    """Return the routes.

    Parameters
    ----------
    parts
        What the routes share.
    """
    routes = APIRouter(prefix="/api/register", tags=["register"])
    register, work = parts.study.register, parts.work

    @routes.post(
        "",
        summary="Save a check that this server made",
        status_code=201,
        responses=error_answers(401, 403, 404, 408, 413, 415, 421, 422, 503),
    )
    async def save(question: SaveQuestion) -> RegisterLine:
        report = parts.study.named(
            parts.checks.get(question.check_id),
            applicant=question.applicant,
            project=question.project,
        )
        line = await work.run(
            partial(register.add, report, lang=question.lang, note=question.note), "register"
        )
        # Its memo names who applies from now on.
        parts.checks.add(report)
        return line

    @routes.get(
        "", summary="The checks, the latest first", responses=error_answers(401, 403, 421, 422, 503)
    )
    async def lines(
        service: Service = None,
        verdict: Verdict = None,
        decision: Decided = None,
        offset: Offset = 0,
        limit: Most = 100,
    ) -> RegisterList:
        found = [
            line
            for line in await work.run(register.lines, "register")
            if service in (None, line.service)
            and verdict in (None, line.verdict)
            and decision in (None, line.decision or "open")
        ]
        return RegisterList(total=len(found), lines=tuple(found[offset : offset + limit]))

    @routes.post(
        "/{check_id}/decision",
        summary="Record an approval or a refusal",
        status_code=201,
        responses=error_answers(401, 403, 404, 408, 413, 415, 421, 422, 503),
    )
    async def decide(check_id: CheckId, question: DecisionQuestion) -> RegisterLine:
        return await work.run(
            partial(
                register.decide,
                check_id,
                question.decision,
                reason=question.reason,
                date=question.date,
                opens_year=question.opens_year,
            ),
            "register",
        )

    return routes
