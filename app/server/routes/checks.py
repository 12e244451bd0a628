"""Routes of checks: asking, and the files of a memo."""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from ....common.errors import InputError
from ....maps.document.chromium import find_chromium
from ..answers.check_answers import (
    CheckAnswer,
    CheckId,
    CheckQuestion,
    MemoFile,
    ParcelQuestion,
    PlaceQuestion,
)
from ..answers.errors import error_answers
from ..answers.plain import plain
from ..answers.problem import Refused, refused_input
from ..parts import ServerParts
from ..served import Report

_TYPES: Final = {
    "check.html": "text/html; charset=utf-8",
    "check.json": "application/json",
    "check.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "check.pdf": "application/pdf",
}

Lang = Annotated[Literal["en", "zh"], Query(description="Language of the memo.")]


def check_routes(parts: ServerParts) -> APIRouter:
    """Return the routes.

    Parameters
    ----------
    parts
        What the routes share.
    """
    routes = APIRouter(prefix="/api/checks", tags=["checks"])

    @routes.post(
        "",
        summary="What one more site would change",
        response_model=CheckAnswer,
        responses=error_answers(401, 403, 404, 408, 413, 415, 421, 422, 503),
    )
    async def check(question: CheckQuestion) -> Response:
        _require_size(question, parts.settings.limits.vertices)
        content = await parts.work.run(partial(_answer, parts, question))
        return Response(content, media_type="application/json")

    @routes.get(
        "/{check_id}/{file}",
        summary="A file of the memo of a check that this server made",
        response_class=Response,
        responses={
            200: {
                "description": "The file.",
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                    for kind in _TYPES.values()
                },
            },
            **error_answers(401, 403, 404, 421, 422, 501, 503),
        },
    )
    async def memo(check_id: CheckId, file: MemoFile, lang: Lang = "en") -> Response:
        report = parts.checks.get(check_id)
        prints = file == "check.pdf"
        if prints:
            _require_browser()
        content = await parts.work.run(
            partial(_file, report, file, lang), "print" if prints else "check"
        )
        named = f'attachment; filename="{file.replace("check", f"check-{check_id}")}"'
        return Response(content, media_type=_TYPES[file], headers={"Content-Disposition": named})

    return routes


def _answer(parts: ServerParts, question: PlaceQuestion | ParcelQuestion) -> bytes:
    """Return a `CheckAnswer` as JSON, written beside the server's own thread."""
    desk = parts.study.desk(question.service)
    report = desk.report(
        at=question.place,
        crs=question.crs,
        tier=question.tier,
        capacity=question.places,
        limit_min=question.limit_min,
    )
    parts.checks.add(report)
    answer = {
        "id": report.id,
        "report": plain(report.to_dict()),
        **parts.study.shown(report),
    }
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _file(report: Report, name: str, lang: str) -> bytes:
    """Return one file of a memo, written in a folder that nobody else sees."""
    with tempfile.TemporaryDirectory(prefix="halfhour-memo-") as folder:
        written = report.save(Path(folder), lang=lang, pdf=name == "check.pdf")
        [wanted] = [path for path in written if path.name == name]
        return wanted.read_bytes()


def _require_size(question: PlaceQuestion | ParcelQuestion, most: int) -> None:
    if question.vertices > most:
        raise Refused(
            413,
            "too_large",
            f"The parcel has {question.vertices:,} corners, and may have {most:,}: simplify its boundary.",
        )


def _require_browser() -> None:
    try:
        find_chromium()
    except InputError as error:
        raise refused_input(error, status=501) from error
