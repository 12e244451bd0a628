"""Saving checks, listing them, deciding."""

from __future__ import annotations

import pytest
from served_stand_in import CHANGES, Asker, asker


@pytest.fixture
def client() -> Asker:
    return asker()


def saved(client: Asker, **more: object) -> str:
    asked = {"service": "clinic", "at": [119.52, 39.91 + len(more)]}
    check = client.post("/api/checks", json=asked, headers=CHANGES).json()["id"]
    answer = client.post("/api/register", json={"check_id": check, **more}, headers=CHANGES)
    assert answer.status_code == 201
    return check


def test_a_check_is_saved_with_its_applicant(client) -> None:
    check = saved(client, applicant="  Li Ming ", note="二期")
    [line] = client.get("/api/register").json()["lines"]
    assert (line["check_id"], line["applicant"], line["note"]) == (check, "Li Ming", "二期")


def test_only_checks_of_this_server_are_saved(client) -> None:
    for body in (
        {"check_id": "20261129-00000000"},
        {"check_id": "../register"},
        {"check_id": "20261129-00000000", "newly_served": 1e9},
    ):
        assert client.post("/api/register", json=body, headers=CHANGES).status_code in (404, 422)
    assert client.get("/api/register").json() == {"total": 0, "lines": []}


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "\x1b[2J", "a\u202eb", "x" * 1001, 7, None])
def test_what_is_no_line_of_text_is_refused(client, text: object) -> None:
    check = saved(client)
    body = {"check_id": check, "note": text}
    assert client.post("/api/register", json=body, headers=CHANGES).status_code == 422


def test_a_decision_is_recorded_and_filters(client) -> None:
    first, second = saved(client), saved(client, note="other")
    body = {
        "decision": "approved",
        "reason": "fills the gap",
        "date": "2026-11-29",
        "opens_year": 2028,
    }
    answer = client.post(f"/api/register/{first}/decision", json=body, headers=CHANGES)
    assert answer.status_code == 201
    assert answer.json()["decision"] == "approved"
    assert answer.json()["decided"] == "2026-11-29"
    for decision, found in (("approved", [first]), ("open", [second]), ("refused", [])):
        told = client.get(f"/api/register?decision={decision}").json()
        assert [line["check_id"] for line in told["lines"]] == found
    assert client.get("/api/register?service=school").json()["total"] == 0
    part = client.get("/api/register?limit=1&offset=1").json()
    assert (part["total"], len(part["lines"])) == (2, 1)


@pytest.mark.parametrize(
    "body",
    [
        {"decision": "perhaps", "reason": "x"},
        {"decision": "approved"},
        {"decision": "approved", "reason": "   "},
        {"decision": "approved", "reason": "x", "date": 0},
        {"decision": "approved", "reason": "x", "date": "29.11.2026"},
        {"decision": "approved", "reason": "x", "opens_year": 28},
    ],
)
def test_what_is_no_decision_is_refused(client, body: dict[str, object]) -> None:
    check = saved(client)
    answer = client.post(f"/api/register/{check}/decision", json=body, headers=CHANGES)
    assert answer.status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "decision=x", "limit=a"])
def test_filters_that_mean_nothing_are_refused(client, query: str) -> None:
    assert client.get(f"/api/register?{query}").status_code == 422
