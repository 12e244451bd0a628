"""A fetch that was interrupted goes on from what had come."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from file_server import FileServer, part, serving, status
from halfhour.common.errors import InputError
from halfhour.common.kept.cache_folder import FOLDER_VARIABLE
from halfhour.data.osm.bounds import FetchBounds
from halfhour.data.osm.fetch import fetch_place
from halfhour.data.osm.people.source import PeopleSource
from people_raster import country, raster_bytes

FILE = "/people.tif"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(no_waiting: None):
    # Five blocks of half a megabyte.
    values, transform = country(800)
    with serving({FILE: raster_bytes(values, transform)}) as running:
        yield running


def interrupted(server, files: FileServer, folder: Path, **options: object) -> None:
    """Fetch while the Overpass server fails at its second question: facilities."""
    ask = server.overpass

    def overpass(query: str):
        if 'way["highway"]' not in query:
            raise ConnectionError
        return ask(query)

    server.overpass = overpass
    people = PeopleSource(name=f"{files.url}{FILE}")
    with pytest.raises(InputError, match="closed the connection"):
        fetch_place("Town", folder, **server.urls, people=people, **options)
    server.overpass = ask


def kept(cache: Path) -> list[Path]:
    return [path for path in cache.glob("fetch/*/*") if path.name != "manifest.json"]


def test_only_what_is_missing_is_asked(server, files, cache, tmp_path):
    whole = tmp_path / "at once"
    people = PeopleSource(name=f"{files.url}{FILE}")
    fetch_place("Town", whole, **server.urls, people=people)
    interrupted(server, files, tmp_path / "town")
    assert not (tmp_path / "town").exists()
    server.queries.clear()
    files.asked.clear()
    place = server.data.places.pop("Town")
    lines = []
    fetch_place("Town", tmp_path / "town", **server.urls, people=people, report=lines.append)
    server.data.places["Town"] = place
    assert files.asked == []
    assert len(server.queries) == 1
    assert 'way["highway"]' not in server.queries[0]
    assert any("going on where an earlier run ended" in line for line in lines)
    assert kept(cache) == []
    for path in whole.iterdir():
        assert (tmp_path / "town" / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_is_kept_is_told(server, files, cache, tmp_path):
    lines = []
    interrupted(server, files, tmp_path / "town", report=lines.append)
    assert lines[-1] == "what has come is kept: the same command goes on from there"
    assert len(kept(cache)) > 2


@pytest.mark.parametrize(
    "change", [{"margin_m": 1000}, {"services": ["clinic"]}, {"units_level": 9}]
)
def test_another_request_starts_anew(server, files, cache, tmp_path, change):
    interrupted(server, files, tmp_path / "town")
    del server.data.places["Town"]
    lines = []
    with pytest.raises(InputError, match="is not found"):
        fetch_place("Town", tmp_path / "town", **server.urls, **change, report=lines.append)
    assert any("starting anew" in line for line in lines)
    assert kept(cache) == []


def damage_bytes(piece: Path) -> None:
    piece.write_bytes(b"x" * piece.stat().st_size)


@pytest.mark.parametrize(
    "damage", [damage_bytes, lambda piece: piece.write_bytes(b""), Path.unlink]
)
def test_a_damaged_piece_is_asked_again(server, files, cache, tmp_path, damage):
    interrupted(server, files, tmp_path / "town")
    for piece in kept(cache):
        damage(piece)
    people = PeopleSource(name=f"{files.url}{FILE}")
    report = fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    assert report.people.residents > 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 1}', '{"form": 1, "request": 5}'])
def test_a_damaged_list_starts_anew(server, files, cache, tmp_path, text):
    interrupted(server, files, tmp_path / "town")
    (manifest,) = cache.glob("fetch/*/manifest.json")
    manifest.write_text(text, encoding="utf-8")
    fetch_place("Town", tmp_path / "town", **server.urls)
    assert (tmp_path / "town" / "study.yaml").exists()


def test_old_pieces_are_asked_again(server, files, cache, tmp_path):
    interrupted(server, files, tmp_path / "town")
    (manifest,) = cache.glob("fetch/*/manifest.json")
    said = json.loads(manifest.read_text(encoding="utf-8"))
    for piece in said["pieces"].values():
        piece["day"] = "2020-01-01"
    manifest.write_text(json.dumps(said), encoding="utf-8")
    server.queries.clear()
    people = PeopleSource(name=f"{files.url}{FILE}")
    fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    assert len(server.queries) == 2


def test_the_day_is_that_of_the_oldest_piece(server, files, cache, tmp_path):
    interrupted(server, files, tmp_path / "town")
    (manifest,) = cache.glob("fetch/*/manifest.json")
    text = manifest.read_text(encoding="utf-8")
    day = json.loads(text)["pieces"].popitem()[1]["day"]
    earlier = (dt.date.fromisoformat(day) - dt.timedelta(days=2)).isoformat()
    manifest.write_text(text.replace(day, earlier), encoding="utf-8")
    people = PeopleSource(name=f"{files.url}{FILE}")
    fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    sources = (tmp_path / "town" / "SOURCES.txt").read_text(encoding="utf-8")
    assert f"fetched: {earlier}" in sources
    assert f"fetched: {day}" not in sources


def test_ctrl_c_in_the_middle_of_the_raster(server, files, cache, tmp_path):
    def ctrl_c(*_: object) -> None:
        raise KeyboardInterrupt

    # The second block never comes: what a user does is done in this thread, while it waits to ask again.
    files.answers = [None, status(503)]
    people = PeopleSource(name=f"{files.url}{FILE}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", ctrl_c)
        with pytest.raises(KeyboardInterrupt):
            fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    assert not (tmp_path / "town").exists()
    files.asked.clear()
    fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    assert files.asked
    assert all(not said.startswith("bytes=0-") for _, said in files.asked)


def test_a_file_that_changed_is_read_anew_next_time(server, files, cache, tmp_path):
    def changing(handler, body, asked):
        files.files[FILE] = body[:-1] + b"x"
        part(handler, files.files[FILE], asked)

    files.answers = [None, changing]
    people = PeopleSource(name=f"{files.url}{FILE}")
    with pytest.raises(InputError, match="has changed while it was read"):
        fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    report = fetch_place("Town", tmp_path / "town", **server.urls, people=people)
    assert report.people.residents > 0


def test_without_a_cache_nothing_is_kept(server, files, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "off")
    interrupted(server, files, tmp_path / "town", bounds=FetchBounds(busy_wait_s=0))
    server.queries.clear()
    fetch_place("Town", tmp_path / "town", **server.urls)
    assert len(server.queries) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_a_folder_with_files_of_the_user_is_left_alone(server, files, cache, tmp_path):
    interrupted(server, files, tmp_path / "town")
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not an empty folder"):
        fetch_place("Town", tmp_path / "town", **server.urls)
    assert [path.name for path in (tmp_path / "town").iterdir()] == ["mine.txt"]
