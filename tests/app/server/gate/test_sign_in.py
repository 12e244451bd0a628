"""Beyond this machine nothing is told to who does not know the token."""

from __future__ import annotations

import pytest
from halfhour.app.server.settings import ServerSettings
from served_stand_in import ANY, CHANGES, KEY, TOKEN, asker


def of_others(**headers: str) -> dict[str, str]:
    return {"Host": "192.168.1.7:8765", **headers}


@pytest.fixture
def client():
    return asker(host=ANY, token=TOKEN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer "},
        {"Cookie": f"halfhour_session={TOKEN}"},
        {"Cookie": "halfhour_session="},
        {"Cookie": ";;=,\x00"},
    ],
)
def test_without_the_token_nothing_is_told(client, headers: dict[str, str]) -> None:
    for path in ("/api/study", "/api/register", "/api/openapi.json", "/api/session", "/nothing"):
        answer = client.get(path, headers=of_others(**headers))
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "no_token"
        assert KEY not in answer.text
    page = client.get("/", headers=of_others(**headers))
    assert page.status_code == 401
    assert KEY not in page.text
    assert TOKEN not in page.text
    assert client.get("/health", headers=of_others()).status_code == 200


def test_the_token_opens_in_a_header(client) -> None:
    signed = of_others(Authorization=f"Bearer {TOKEN}")
    assert client.get("/api/session", headers=signed).json() == {"key": KEY}
    asked = {"service": "clinic", "at": [119.5, 39.9]}
    assert client.post("/api/checks", json=asked, headers={**signed, **CHANGES}).status_code == 200
    # The token alone changes nothing: a browser would send its cookie for another site, too.
    assert client.post("/api/checks", json=asked, headers=signed).status_code == 403


def test_a_browser_signs_in_once(client) -> None:
    own = of_others(**{"Content-Type": "application/json"})
    assert client.post("/api/session", json={"token": TOKEN + "x"}, headers=own).status_code == 401
    answer = client.post("/api/session", json={"token": TOKEN}, headers=own)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    session = cookie.partition(";")[0]
    assert client.get("/api/study", headers=of_others(Cookie=session)).status_code == 200
    assert KEY in client.get("/", headers=of_others(Cookie=session)).text
    # Of another start it is nothing.
    other = asker(host=ANY, token=TOKEN, key="another")
    assert other.get("/api/study", headers=of_others(Cookie=session)).status_code == 401


def test_settings_without_a_token_stay_on_this_machine() -> None:
    with pytest.raises(Exception, match="other machines could reach the server") as error:
        ServerSettings(host=ANY)
    assert "--token" in str(error.value)
    with pytest.raises(Exception, match="could be guessed"):
        ServerSettings(host=ANY, token=TOKEN[:15])
    with pytest.raises(Exception, match="no header"):
        ServerSettings(token=f"{TOKEN} and blanks")
    assert ServerSettings(host="::1").token == ""
    assert TOKEN not in repr(ServerSettings(token=TOKEN))
