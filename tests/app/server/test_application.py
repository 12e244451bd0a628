"""The application as a whole: its document, and whatever is sent to it."""

from __future__ import annotations

import json

import halfhour as hh
import pytest
import schemathesis
from halfhour.app.example_study import street_study
from halfhour.app.server.application import study_app
from halfhour.app.server.run import study_desks
from halfhour.app.server.settings import ServerSettings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from served_stand_in import ADDRESS, CHANGES, KEY, asker


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """What the server of a small study says of itself."""
    path = street_study(tmp_path_factory.mktemp("street"))
    opened = hh.open_study(path)
    desks = study_desks(opened, reopen=lambda: opened, report=lambda _: None)
    desks.prepare()
    app = study_app(desks, ServerSettings(key=KEY))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=HERE)


HERE = {"Host": "127.0.0.1:8765"}
OPERATIONS = [
    (method, path, mode)
    for path, methods in asker().app.openapi()["paths"].items()
    for method, route in methods.items()
    for mode in GenerationMode
    # What takes nothing cannot be given anything wrong.
    if mode is GenerationMode.POSITIVE or {"parameters", "requestBody"} & route.keys()
]


def whatever(examples: int):
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def ask_whatever(document, method: str, path: str, mode: GenerationMode, examples: int) -> None:
    """Send made-up requests, and hold what comes against what the document says of it."""

    @given(document[path][method.upper()].as_strategy(generation_mode=mode))
    @whatever(examples)
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={**HERE, **CHANGES, **(case.headers or {})})

    asked()


@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_whatever_is_sent_the_document_says_what_comes(document, method, path, mode) -> None:
    ask_whatever(document, method, path, mode, 10)


@pytest.mark.prove
@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_thousands_of_requests_are_answered(document, method, path, mode) -> None:
    ask_whatever(document, method, path, mode, 1000)


def test_the_document_is_whole() -> None:
    document = asker().get("/api/openapi.json").json()
    assert set(document["paths"]) == {
        "/health",
        "/api/study",
        "/api/session",
        "/api/checks",
        "/api/checks/{check_id}/{file}",
        "/api/register",
        "/api/register/{check_id}/decision",
    }
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            assert route["summary"], (path, method)
            errors = {status: one for status, one in route["responses"].items() if status >= "400"}
            assert errors or path == "/health"
            for one in errors.values():
                assert set(one["content"]) == {"application/problem+json"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)


@given(st.binary(max_size=200))
@whatever(50)
def test_malformed_bodies_are_told_so(body: bytes) -> None:
    answer = asker().post("/api/checks", content=body, headers=CHANGES)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "bad_request"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b'{"service": "clinic", "at": [' + b"9" * 5000 + b", 1]}",
        b'{"service": "clinic", "at": [NaN, Infinity]}',
        b'{"service": "clinic", "at": [1e999, 1]}',
        b'{"service": "\\ud800", "at": [119.5, 39.9]}',
        b"\xff\xfe{}",
        b'{"service": "clinic", "at": [true, "1"]}',
        b'{"service": "clinic", "at": [119.5, 39.9], "path": "/etc/passwd"}',
        b'{"service": "clinic", "at": [119.5, 39.9], "crs": "../../etc/passwd"}',
        b'{"service": "clinic", "at": [119.5, 39.9], "capacity": -1}',
        b'{"service": "clinic", "at": [119.5, 39.9], "limit_min": 0}',
        b'{"service": "clinic", "at": [119.5, 39.9], "limit_min": 7.25}',
        b'{"service": "clinic"}',
        b'{"service": "clinic", "at": [119.5, 39.9], "parcel": {"type": "Polygon", "coordinates": []}}',
        b'{"service": "clinic", "parcel": {"type": "Point", "coordinates": [1, 2]}}',
        b'{"service": "clinic", "parcel": {"type": "Polygon", "coordinates": [[[1, 2]]]}}',
    ],
)
def test_what_is_no_question_is_refused_with_its_field(body: bytes) -> None:
    answer = asker().post("/api/checks", content=body, headers=CHANGES)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["status"] == 422
    assert problem["faults"]
    assert all(fault["cause"] for fault in problem["faults"])


def test_values_that_were_sent_are_not_echoed() -> None:
    longitude = "119.123456789"
    sent = {"service": "clinic", "at": [longitude, 39.9]}
    answer = asker().post("/api/checks", json=sent, headers=CHANGES)
    assert longitude not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/api/checks/..%2f..%2fetc%2fpasswd/check.html",
        "/api/checks/20261129-0f3a9c2e/..%2fcheck.html",
        "/api/checks/20261129-0f3a9c2e/check.py",
        "/api/checks/20261129-0f3a9c2e/check.html%00",
        "/api/checks//etc/passwd",
        "/study.yaml",
        "/docs",
        "/redoc",
        "//127.0.0.1/",
    ],
)
def test_no_path_reaches_the_disk(path: str) -> None:
    answer = asker().get(ADDRESS + path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_answer_has_the_headers_that_guard_it() -> None:
    client = asker()
    for path in ("/", "/health", "/api/study", "/nothing", "/api/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
