"""A page whose name was made to lead to this machine gets nothing."""

from __future__ import annotations

import pytest
from halfhour.app.server.gate.hosts import host_name
from served_stand_in import ANY, TOKEN, asker


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:8765", "localhost"),
        ("LOCALHOST", "localhost"),
        ("127.0.0.1:8765", "127.0.0.1"),
        ("[::1]:8765", "::1"),
        ("[::1]", "::1"),
        ("[::1]x", ""),
        ("[::1", ""),
        ("localhost:80:80", ""),
        ("localhost:x", ""),
        ("localhost@evil.example", "localhost@evil.example"),
        ("", ""),
    ],
)
def test_the_name_in_a_host_header(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost:1", "127.0.0.1:8765", "[::1]:8765", "127.0.0.2"]
)
def test_this_machine_is_answered(host: str) -> None:
    assert asker().get("/api/study", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "192.168.1.7:8765",
        "localhost.evil.example",
        "",
        "127.0.0.1@evil.example",
        ANY,
    ],
)
def test_other_names_are_not(host: str) -> None:
    for path in ("/", "/health", "/api/study", "/api/openapi.json"):
        answer = asker().get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert answer.json()["code"] == "wrong_host"


def test_two_host_headers_are_none() -> None:
    headers = [("Host", "localhost"), ("Host", "evil.example")]
    assert asker().get("/health", headers=headers).status_code == 421


def test_beyond_this_machine_its_numbers_and_given_names_are_known() -> None:
    client = asker(host=ANY, token=TOKEN, names=("Plans.City.example",))
    signed = {"Authorization": f"Bearer {TOKEN}"}
    for host in ("192.168.1.7:8765", "[fe80::1]:8765", "plans.city.example", "localhost:80"):
        assert client.get("/api/study", headers={"Host": host, **signed}).status_code == 200
    assert client.get("/api/study", headers={"Host": "evil.example", **signed}).status_code == 421
