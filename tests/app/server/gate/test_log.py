"""Logs say what failed and how long it took, and nothing of who asked about which place."""

from __future__ import annotations

import logging

import pytest
from halfhour.app.server.gate.log import where_failed
from served_stand_in import CHANGES, KEY, StandInDesk, StandInStudy, asker

PRIVATE = ("119.5234", "39.9123", "Li Ming", KEY, "Secret note")


def test_requests_are_logged_without_what_they_hold(caplog) -> None:
    caplog.set_level(logging.DEBUG, logger="halfhour")
    client = asker()
    asked = {"service": "clinic", "at": [119.5234, 39.9123]}
    answer = client.post("/api/checks", json=asked, headers=CHANGES)
    saved = {"check_id": answer.json()["id"], "applicant": "Li Ming", "note": "Secret note"}
    client.post("/api/register", json=saved, headers=CHANGES)
    client.get("/api/register?service=Li Ming")
    client.get("/api/checks/119.5234,39.9123/check.html")
    client.get("/Li Ming")
    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name == "halfhour.server"
    )
    assert "POST /api/checks 200" in said
    assert "POST /api/register 201" in said
    assert "GET - 404" in said
    assert not [text for text in PRIVATE if text in said]


@pytest.mark.parametrize(
    "error", [ValueError("at 119.5234, 39.9123"), KeyError("Li Ming"), MemoryError()]
)
def test_a_failure_is_told_without_internals(caplog, error: Exception) -> None:
    caplog.set_level(logging.DEBUG, logger="halfhour")
    study = StandInStudy(desks={"clinic": StandInDesk(problem=error)})
    asked = {"service": "clinic", "at": [119.5234, 39.9123]}
    answer = asker(study).post("/api/checks", json=asked, headers=CHANGES)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = answer.text
    said = caplog.text
    for secret in (*PRIVATE, ".py", "Traceback"):
        assert secret not in told
    assert type(error).__name__ in said
    assert "served_stand_in.py" in said
    assert not [text for text in PRIVATE if text in said]


def test_where_it_failed_is_said_without_the_message() -> None:
    try:
        float("119.5234, 39.9123")
    except ValueError as error:
        said = where_failed(error)
    assert said.startswith("ValueError in test_log.py:")
    assert "119" not in said
