"""No other site's page asks or changes anything."""

from __future__ import annotations

import pytest
from halfhour.app.server.settings import ServerSettings
from served_stand_in import ADDRESS, CHANGES, KEY, StandInStudy, asker

ASKED = {"service": "clinic", "at": [119.52, 39.91]}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://localhost:8765"},
        {"Origin": "file://127.0.0.1:8765"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
@pytest.mark.parametrize("path", ["/api/checks", "/api/register", "/api/session"])
def test_other_sites_are_refused_even_with_the_key(headers: dict[str, str], path: str) -> None:
    study = StandInStudy()
    answer = asker(study).post(path, json=ASKED, headers={**CHANGES, **headers})
    assert answer.status_code == 403
    assert answer.json()["code"] == "other_site"
    assert not study.register.kept


def test_other_sites_read_nothing_but_may_link_to_the_page() -> None:
    client = asker()
    other = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.get("/api/register", headers=other).status_code == 403
    assert client.get("/", headers=other).status_code == 403
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers=linked).status_code == 200
    assert client.get("/api/register", headers=linked).status_code == 403


def test_our_own_page_is_answered() -> None:
    own = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin", **CHANGES}
    assert asker().post("/api/checks", json=ASKED, headers=own).status_code == 200


@pytest.mark.parametrize("key", [None, "", "wrong", KEY + "x", KEY[:-1], "\xff"])
def test_a_change_needs_the_key(key: str | None) -> None:
    headers = {"Content-Type": "application/json"}
    if key is not None:
        headers["X-Halfhour-Key"] = key.encode("latin-1")
    for path in ("/api/checks", "/api/register"):
        answer = asker().post(path, json=ASKED, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "no_key"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_change_is_json(kind: str) -> None:
    headers = {"X-Halfhour-Key": KEY, "Content-Type": kind}
    answer = asker().post("/api/checks", content=b"{}", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_change_nothing(method: str) -> None:
    answer = asker().request(method, "/api/checks", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert asker().request(method, "/api/checks", headers=CHANGES).status_code == 405


def test_the_key_is_told_to_who_may_ask() -> None:
    client = asker()
    assert client.get("/api/session").json() == {"key": KEY}
    assert client.get("/api/session", headers={"Origin": "https://evil.example"}).status_code == 403


def test_every_start_has_another_key() -> None:
    first, second = ServerSettings(), ServerSettings()
    assert first.key != second.key
    assert first.key not in repr(first)
