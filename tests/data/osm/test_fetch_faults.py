"""What a fetch says, and leaves alone, when something is wrong."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.data.osm.fetch import fetch_place


def _fault(excinfo) -> str:
    return str(excinfo.value)


@pytest.mark.parametrize(
    ("place", "cause"), [("Atlantis", "is not found"), ("Peak", "only a point or line")]
)
def test_place_without_an_area(server, tmp_path, place, cause):
    with pytest.raises(InputError) as excinfo:
        fetch_place(place, tmp_path / "town", **server.urls)
    assert place in _fault(excinfo)
    assert cause in _fault(excinfo)
    assert "be more specific" in _fault(excinfo)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((500, "oops"), "answered 500"),
        ((400, json.dumps({"elements": []})), "answered 400"),
        ((429, "slow down"), "answered 429"),
        ((200, "<html>hello</html>"), "not JSON"),
        ((200, "[]"), "as an Overpass server"),
        ((200, json.dumps({"elements": []})), "no road there"),
        (
            (200, json.dumps({"elements": [], "remark": "runtime error: Query timed out"})),
            "only a part: runtime error: Query timed out",
        ),
        ((200, json.dumps({"elements": [{"type": "way"}]})), "cannot be used"),
        (
            (200, json.dumps({"elements": [{"type": "way", "id": 1, "nodes": [1, 2]}]})),
            "cannot be used",
        ),
    ],
)
def test_bad_overpass_answers(server, tmp_path, answer, cause):
    server.answer = answer
    with pytest.raises(InputError) as excinfo:
        fetch_place("Town", tmp_path / "town", **server.urls)
    assert cause in _fault(excinfo)
    assert "overpass_url" in _fault(excinfo)
    assert list(tmp_path.iterdir()) == []


def test_a_busy_server_is_asked_three_times(server, tmp_path):
    server.answer = (504, "busy")
    lines = []
    with pytest.raises(InputError, match="answered 504"):
        fetch_place("Town", tmp_path / "town", **server.urls, report=lines.append)
    assert len(server.queries) == 3
    assert sum("busy" in line for line in lines) == 2


@pytest.mark.parametrize("option", ["overpass_url", "nominatim_url"])
def test_server_down(server, tmp_path, option):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(InputError) as excinfo:
        fetch_place("Town", tmp_path / "town", **{**server.urls, option: url})
    assert url in _fault(excinfo)
    assert "cannot be reached" in _fault(excinfo)
    assert "extract (.osm.pbf)" in _fault(excinfo)
    assert list(tmp_path.iterdir()) == []


def test_existing_folder_is_left_alone(server, tmp_path):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        fetch_place("Town", tmp_path / "town", **server.urls)
    assert [path.name for path in (tmp_path / "town").iterdir()] == ["mine.txt"]
    assert server.queries == []


def test_all_wrong_arguments_are_listed(tmp_path):
    with pytest.raises(InputError) as excinfo:
        fetch_place(" ", tmp_path / "town", services=["clinc"], margin_m=-1)
    assert len(excinfo.value.faults) == 3


def test_failure_while_writing_leaves_nothing(server, tmp_path, monkeypatch):
    def full(self, *args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        fetch_place("Town", tmp_path / "town", **server.urls)
    assert list(tmp_path.iterdir()) == []
