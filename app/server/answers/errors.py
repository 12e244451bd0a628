"""Errors of the framework as problem documents, and what the API's document says of errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from ....common.errors import InputError
from .check_answers import WITH_PARCEL, WITH_PLACE
from .problem import PROBLEM_TYPE, Code, FaultTold, Problem, Refused, refused_input

_CODES: Final[dict[int, Code]] = {404: "not_found", 405: "wrong_method", 415: "wrong_type"}
_FAULTS_TOLD: Final = 20
_LONGEST: Final = 300
_AROUND: Final = ("body", "query", "path", WITH_PLACE, WITH_PARCEL)
"""Steps to a field that are none of its name."""

_NO_JSON: Final = (
    "The body is no JSON that can be read: send it in UTF-8, and numbers of usual length."
)
_NO_JSON_FAULTS: Final = (FaultTold(where="body", cause="is no JSON that can be read"),)


def error_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the API's document says of the errors of a route.

    Parameters
    ----------
    statuses
        Of HTTP.
    """
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def handle_errors(app: FastAPI) -> None:
    """Let an application answer errors with problem documents."""

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)  # noqa: S101 - registered for it
        return error.response()

    async def of_input(_: Request, error: Exception) -> Response:
        assert isinstance(error, InputError)  # noqa: S101 - likewise
        return refused_input(error).response()

    async def of_body(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - likewise
        return _not_understood(error).response()

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - likewise
        if error.status_code == HTTPStatus.BAD_REQUEST:
            # JSON too deep, numbers too long, bytes that are no UTF-8.
            return Refused(422, "bad_request", _NO_JSON, faults=_NO_JSON_FAULTS).response()
        code = _CODES.get(error.status_code, "bad_request")
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # The framework names those of the first route of the path alone.
            headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return Refused(
            error.status_code,
            code,
            f"{HTTPStatus(error.status_code).phrase}: /api/openapi.json lists what can be asked.",
            headers=headers,
        ).response()

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(InputError, of_input)
    app.add_exception_handler(RequestValidationError, of_body)
    app.add_exception_handler(HTTPException, of_http)


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Return the API's document with the schema of problems.

    Parameters
    ----------
    document
        As the framework makes it.
    """
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    own = {**schema.pop("$defs", {}), "Problem": schema}
    known = document.setdefault("components", {}).setdefault("schemas", {})
    unused = {"HTTPValidationError", "ValidationError"}
    document["components"]["schemas"] = {
        name: one for name, one in {**known, **own}.items() if name not in unused
    }
    return document


def _methods(app: FastAPI, request: Request) -> set[str]:
    return {
        method
        for route in app.routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or ()
    }


def _not_understood(error: RequestValidationError) -> Refused:
    faults = tuple(
        FaultTold(
            where=".".join(str(step) for step in one["loc"] if step not in _AROUND)[:_LONGEST]
            or "request",
            cause=str(one["msg"])[:_LONGEST],
        )
        for one in error.errors()[:_FAULTS_TOLD]
    )
    detail = "\n".join(f"{fault.where}: {fault.cause}." for fault in faults)
    return Refused(422, "bad_request", detail, faults=faults)
