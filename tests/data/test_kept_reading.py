import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.kept_reading import KeptReading

CACHE = "HALFHOUR_CACHE"
FILES = ("roads.geojson", "cells.csv", "counties.geojson", "clinics.csv", "places.csv")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own that also keeps what is made at once."""
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept(cache: Path) -> set[str]:
    return {path.name for path in cache.rglob("*.part1")}


def opened(file: Path) -> str:
    """All that a study holds and comes to, or its faults, as text."""
    try:
        study = open_study(file)
    except InputError as error:
        return str(error)
    layers, times = study.layers, study.times["clinic"]
    assert layers.roads is not None
    tables = [layers.demand, *layers.units.values(), *layers.sites.values()]
    found = [
        *(table.to_json() + str(table.dtypes.to_dict()) + str(table.crs) for table in tables),
        layers.roads.content_key,
        [layers.notes, layers.roads.notes, layers.roads.source],
        [(record.name, record.sha256, record.rows) for record in layers.inputs],
        times.costs.toarray().tolist(),
        [times.cell_reason.tolist(), times.site_reason.tolist()],
        study.assessments["clinic"].cells.to_json(),
    ]
    return "\n".join(map(str, found))


def opened_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setenv(CACHE, "off")
        return opened(file)


def test_a_second_run_reads_no_file_anew(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = street_study(tmp_path)
    first = opened(file)
    assert first == opened_without(file, monkeypatch)
    before = kept(cache)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    for reader in (
        "reading.ground_layers.read_roads",
        "sites.layers.read_sites",
        "reading.people_in_units.read_units",
    ):
        monkeypatch.setattr(f"halfhour.app.study.{reader}", fail)
    monkeypatch.setattr("halfhour.app.study.people.reading.read_population", fail)
    monkeypatch.setattr("halfhour.geo.travel.road_times.snap", fail)
    assert opened(file) == first
    assert kept(cache) == before


# GDAL warns of rings that a changed byte has opened.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", FILES)
def test_a_change_of_any_byte_is_seen(
    name: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = street_study(tmp_path)
    first = opened(file)
    assert kept(cache)
    path, chance = tmp_path / name, np.random.default_rng(len(name))
    whole = path.read_bytes()
    for _ in range(6):
        at = int(chance.integers(len(whole)))
        byte = int(chance.choice(list(b"0123456789 ,x\n\xff")))
        state = path.stat()
        path.write_bytes(whole[:at] + bytes([byte]) + whole[at + 1 :])
        # A copy tool may give a changed file the old one's times.
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        found = opened(file)
        assert found == opened_without(file, monkeypatch), (name, at, byte)
        assert found == opened(file)
    path.write_bytes(whole)
    assert opened(file) == first


CHANGES = {
    "speed": lambda text: text + "speeds: {walk: {scale: 0.5}}\n",
    "joining": lambda text: text.replace("roads.geojson}", "roads.geojson, join_m: 3}"),
    "crs": lambda text: text + "crs: EPSG:32651\n",
    "mode": lambda text: text.replace("mode: walk", "mode: drive"),
    "limit": lambda text: text.replace("limit_min: 15", "limit_min: 40"),
    "snapping": lambda text: text + "snap_max_m: 1\n",
    "column": lambda text: text.replace("clinics.csv}", "clinics.csv, columns: {name: site_id}}"),
    "group": lambda text: text.replace("year: 2020}", "year: 2020, groups: {elderly: 0.2}}"),
    "year": lambda text: text.replace("year: 2020", "year: 2021"),
    "level": lambda text: text.replace("level: county", "level: town"),
    "candidates": lambda text: text.replace("    candidates: {file: places.csv}\n", ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_key_is_seen(
    change: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = street_study(tmp_path)
    opened(file)
    assert kept(cache)
    text = file.read_text(encoding="utf-8")
    changed = CHANGES[change](text)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    assert opened(file) == opened_without(file, monkeypatch)


def test_what_people_call_it_and_where_it_lies_changes_no_key(cache: Path, tmp_path: Path) -> None:
    file = street_study(tmp_path)
    opened(file)
    before = kept(cache)
    text = file.read_text(encoding="utf-8")
    text = text.replace("One street", "Another").replace(
        "level: county,", "level: county, title: C,"
    )
    (tmp_path / "moved").mkdir()
    moved = street_study(tmp_path / "moved")
    moved.write_text(text, encoding="utf-8")
    opened(moved)
    assert kept(cache) == before


def read_text(layer: Layer) -> Callable[[], str]:
    return lambda: layer.file.read_text(encoding="utf-8")


def test_files_that_belong_together_count_together(cache: Path, tmp_path: Path) -> None:
    layer = Layer(file=tmp_path / "a.shp")
    layer.file.write_text("shape")
    assert KeptReading().read("text", [layer], lambda: "first") == "first"
    assert KeptReading().read("text", [layer], lambda: "second") == "first"
    (tmp_path / "b.dbf").write_text("of another")
    assert KeptReading().read("text", [layer], lambda: "second") == "first"
    (tmp_path / "A.dbf").write_text("names")
    assert KeptReading().read("text", [layer], lambda: "second") == "second"
    assert len(kept(cache)) == 2


def test_a_file_that_changes_while_it_is_read_is_not_kept(cache: Path, tmp_path: Path) -> None:
    layer = Layer(file=tmp_path / "a.csv")
    layer.file.write_text("old")

    def read() -> str:
        layer.file.write_text("new")
        return "old, or half of each"

    KeptReading().read("text", [layer], read)
    layer.file.write_text("old")
    assert KeptReading().read("text", [layer], read_text(layer)) == "old"
    assert len(kept(cache)) == 1


def test_what_names_other_files_or_is_none_is_read_each_time(cache: Path, tmp_path: Path) -> None:
    layer = Layer(file=tmp_path / "a.vrt")
    layer.file.write_text("old")
    folder = Layer(file=tmp_path)
    for one in (layer, folder):
        for text in ("first", "second"):
            assert KeptReading().read("text", [one], lambda text=text: text) == text  # type: ignore[misc]
    assert not kept(cache)
