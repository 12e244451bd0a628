"""Bodies of requests: so large, so quickly, and no more."""

from __future__ import annotations

import asyncio
import json

import pytest
from halfhour.app.server.gate.bodies import BodyLimit
from halfhour.app.server.settings import Limits
from served_stand_in import CHANGES, StandInDesk, StandInStudy, asker, on_a_loop


def ring(corners: int) -> list[list[float]]:
    west, north = 119.5, 39.9
    points = [[west + n * 1e-6, north + (n % 2) * 1e-6] for n in range(corners - 1)]
    return [*points, points[0]]


def test_a_large_body_is_refused_before_it_is_read() -> None:
    body = b'{"service": "' + b"a" * 1_000_001 + b'"}'
    answer = asker().post("/api/checks", content=body, headers=CHANGES)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize("length", ["1000001", "9" * 5000, "-1", "x"])
def test_what_content_length_says_is_not_believed(length: str) -> None:
    headers = {**CHANGES, "Content-Length": length}
    answer = asker().post("/api/checks", content=b"{}", headers=headers)
    assert answer.status_code in (413, 422)


def test_a_parcel_may_have_so_many_corners() -> None:
    study = StandInStudy(desks={"clinic": StandInDesk()})
    limits = Limits(vertices=100)
    for corners, status in ((100, 200), (101, 413)):
        parcel = {"type": "Polygon", "coordinates": [ring(corners)]}
        answer = asker(study, limits=limits).post(
            "/api/checks", json={"service": "clinic", "parcel": parcel}, headers=CHANGES
        )
        assert answer.status_code == status
    halves = {"type": "MultiPolygon", "coordinates": [[ring(51)], [ring(50)]]}
    asked = {"service": "clinic", "parcel": halves}
    answer = asker(study, limits=limits).post("/api/checks", json=asked, headers=CHANGES)
    assert answer.status_code == 413
    assert "101 corners" in answer.json()["detail"]


def sent(
    messages: list[dict[str, object]], limits: Limits, *, then_silent: bool = False
) -> list[dict[str, object]]:
    """What is answered to a request whose body comes in parts."""
    answers: list[dict[str, object]] = []
    waiting = [*messages]

    async def receive() -> dict[str, object]:
        if not waiting and then_silent:
            await asyncio.sleep(60)
        return waiting.pop(0)

    async def send(message: dict[str, object]) -> None:
        answers.append(message)

    async def echo(scope, receive, send) -> None:
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    on_a_loop(BodyLimit(echo, limits=limits)(scope, receive, send))
    return answers


def part(body: bytes, *, more: bool = True) -> dict[str, object]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_parts_are_counted_as_they_come() -> None:
    small = Limits(body_bytes=10)
    whole = sent([part(b"12345"), part(b"67890", more=False)], small)
    assert whole[-1]["body"] == b"1234567890"
    large = sent([part(b"12345"), part(b"678901")], small)
    assert large[0]["status"] == 413


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    slow = sent([part(b"1")], Limits(body_s=0.02), then_silent=True)
    assert slow[0]["status"] == 408
    assert json.loads(slow[1]["body"])["code"] == "too_slow"


def test_who_has_gone_gets_no_answer() -> None:
    assert sent([part(b"1"), {"type": "http.disconnect"}], Limits()) == []
