"""What goes wrong, as a JSON document: RFC 9457, Problem Details for HTTP APIs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePath
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from ....common.errors import Fault, InputError

PROBLEM_TYPE: Final = "application/problem+json"

Code = Literal[
    "bad_request",
    "wrong_host",
    "other_site",
    "no_key",
    "no_token",
    "not_found",
    "wrong_method",
    "wrong_type",
    "too_large",
    "too_slow",
    "not_ready",
    "busy",
    "unknown_check",
    "no_browser",
    "input",
    "error",
]
"""What a program may ask about; people read `detail`."""

_FAULTS_TOLD: Final = 20

_FOLDERS: Final = re.compile(
    r"(?<![\w:/.])(?:[A-Za-z]:[\\/]|[\\/])(?:[^\s\\/:'\"]+[\\/])*(?=[^\s\\/])"
)
"""The folders of a path from the root, on any system; its last part is what a reader knows."""


class FaultTold(BaseModel):
    """One thing that is wrong with what was sent."""

    model_config = ConfigDict(frozen=True)

    where: str = Field(description="The field, or the file of the study, that is wrong.")
    cause: str = Field(description="What is wrong.")
    fix: str = Field(default="", description="What to do about it.")


class Problem(BaseModel):
    """An error: RFC 9457."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Content",
                    "status": 422,
                    "detail": "at = 39.91,119.52: looks exchanged. write 119.52,39.91.",
                    "code": "input",
                    "faults": [
                        {"where": "at", "cause": "looks exchanged", "fix": "write 119.52,39.91"}
                    ],
                }
            ]
        },
    )

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="The status in words.")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What is wrong and what to do, in whole sentences.")
    code: Code
    faults: tuple[FaultTold, ...] = ()


class Refused(Exception):  # noqa: N818 - an answer, seen from outside
    """A request that is answered with a problem.

    Parameters
    ----------
    status
        HTTP's.
    code
        For programs.
    detail
        For people.
    faults
        What is wrong with what was sent.
    headers
        Further headers of the answer, such as Retry-After.
    """

    def __init__(
        self,
        status: int,
        code: Code,
        detail: str,
        *,
        faults: tuple[FaultTold, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(
            title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, faults=faults
        )
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return the answer."""
        return Response(
            json.dumps(self.problem.model_dump(), ensure_ascii=False),
            status_code=self.problem.status,
            media_type=PROBLEM_TYPE,
            headers=self.headers,
        )


def refused_input(error: InputError, *, status: int = 422) -> Refused:
    """Return the answer to an input that cannot be used; folders of this machine are left out.

    Parameters
    ----------
    error
        What is wrong.
    status
        HTTP's.
    """
    told = [_without_folders(fault) for fault in error.faults[:_FAULTS_TOLD]]
    faults = tuple(
        FaultTold(where=fault.column or fault.file, cause=fault.cause, fix=fault.fix)
        for fault in told
    )
    return Refused(status, "input", "\n".join(map(str, told)), faults=faults)


def _without_folders(fault: Fault) -> Fault:
    value = fault.value
    return replace(
        fault,
        file=_FOLDERS.sub("", fault.file) or "request",
        value=_FOLDERS.sub("", str(value)) if isinstance(value, str | PurePath) else value,
        cause=_FOLDERS.sub("", fault.cause),
        fix=_FOLDERS.sub("", fault.fix),
    )
