import copy
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from halfhour.common.kept import kept_parts as module
from halfhour.common.kept.kept_parts import (
    DAYS_VARIABLE,
    SIZE_VARIABLE,
    KeptParts,
    clear_parts,
    kept_files,
    kept_parts,
    remove_old,
)
from halfhour.common.prepared import Prepared, content_key

PART = {"numbers": np.arange(1000.0), "notes": ["a", None]}


def only_file(folder: Path) -> Path:
    [file] = folder.glob("*.part1")
    return file


def test_a_part_is_read_by_another_run_and_made_for_another_key(tmp_path: Path) -> None:
    KeptParts(tmp_path).write("kind a", PART)
    [found] = KeptParts(tmp_path).read("kind a") or [None]
    assert isinstance(found, dict)
    assert found["numbers"].tolist() == PART["numbers"].tolist()  # type: ignore[union-attr]
    assert found["notes"] == ["a", None]
    found["numbers"][0] = 7.0
    assert KeptParts(tmp_path).read("kind b") is None
    assert (tmp_path.stat().st_mode & 0o077) in {0, 0o055} or os.name == "nt"


def test_other_code_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeptParts(tmp_path).write("kind a", PART)
    monkeypatch.setattr(module, "code_digest", lambda: b"another version")
    assert KeptParts(tmp_path).read("kind a") is None


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:40],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda _: pickle.dumps(print),
        *((lambda data, at=at: flipped(data, at)) for at in (0, 20, 37, 45, 60, 400, -8001, -2)),
    ],
)
def test_a_damaged_part_counts_as_none_and_is_told_once(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    KeptParts(tmp_path).write("kind a", PART)
    file = only_file(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    told: list[str] = []
    kept = KeptParts(tmp_path, report=told.append)
    assert kept.read("kind a") is None
    assert kept.read("kind a") is None
    assert len(told) == 1
    assert "damaged" in told[0]


def test_the_file_of_another_key_is_not_taken_for_this_one(tmp_path: Path) -> None:
    kept = KeptParts(tmp_path)
    kept.write("kind a", PART)
    first = only_file(tmp_path)
    data = first.read_bytes()
    first.unlink()
    kept.write("kind b", PART)
    only_file(tmp_path).write_bytes(data)
    assert kept.read("kind b") is None


def test_a_file_of_somebody_else_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeptParts(tmp_path).write("kind a", PART)
    monkeypatch.setattr(os, "getuid", lambda: 12_345, raising=False)
    assert KeptParts(tmp_path).read("kind a") is None


def test_what_has_no_stored_form_is_made_each_time(tmp_path: Path) -> None:
    KeptParts(tmp_path).write("kind a", object())
    assert not list(tmp_path.iterdir())


def test_a_copy_knows_the_folder_and_tells_nobody(tmp_path: Path) -> None:
    kept = KeptParts(tmp_path, report=lambda _: None)
    kept.write("kind a", PART)
    assert copy.deepcopy(kept).read("kind a") is not None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = KeptParts(tmp_path / "file")
    kept.write("kind a", PART)
    assert kept.read("kind a") is None


def test_old_parts_and_those_beyond_the_size_go_the_least_recently_used_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptParts(tmp_path)
    for number in range(5):
        kept.write(f"kind {number}", PART)
    now_s = time.time()
    files = sorted(tmp_path.glob("*.part1"))
    for age, file in enumerate(files):
        os.utime(file, (now_s - age * 86_400, now_s - age * 86_400))
    monkeypatch.setenv(DAYS_VARIABLE, "3.5")
    remove_old(tmp_path)
    assert sorted(tmp_path.glob("*.part1")) == files[:4]
    monkeypatch.setenv(SIZE_VARIABLE, f"{2.5 * files[0].stat().st_size / 1e6}")
    remove_old(tmp_path)
    assert sorted(tmp_path.glob("*.part1")) == files[:2]


def test_the_cache_is_shown_and_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFHOUR_CACHE", str(tmp_path))
    kept = kept_parts()
    assert kept is not None
    kept.write(content_key("sites clinics.csv", 1), PART)
    (tmp_path / "notes.npz").write_text("somebody else's")
    (tmp_path / f"{'0' * 40}.npz").write_text("prepared roads")
    what = sorted(file.what for file in kept_files(tmp_path))
    assert what == ["roads prepared for routing", "sites clinics.csv"]
    assert clear_parts(tmp_path)[0] == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["notes.npz"]
    monkeypatch.setenv("HALFHOUR_CACHE", "off")
    assert kept_parts() is None


def test_a_part_is_kept_only_if_its_key_still_holds(tmp_path: Path) -> None:
    def slow() -> list[int]:
        time.sleep(0.03)
        return [1]

    Prepared(KeptParts(tmp_path)).part("kind a", slow, kinds=(), still=lambda: False)
    Prepared(KeptParts(tmp_path)).part("kind b", slow)
    assert not list(tmp_path.iterdir())
    Prepared(KeptParts(tmp_path)).part("kind a", slow, kinds=())
    found = Prepared(KeptParts(tmp_path)).part("kind a", lambda: [2], kinds=())
    assert found == [1]


def test_a_large_part_may_be_written_to_without_changing_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MAPPED_BYTES", 1000)
    kept = KeptParts(tmp_path)
    kept.write("kind a", PART)
    for _ in range(2):
        [found] = kept.read("kind a") or [None]
        assert found["numbers"].tolist() == PART["numbers"].tolist()  # type: ignore[index]
        found["numbers"][:] = 7.0  # type: ignore[index]
    # Replaced while somebody still holds the old one.
    kept.write("kind a", {"numbers": np.zeros(1000)})
    assert found["numbers"].tolist() == [7.0] * 1000  # type: ignore[index]
    file = only_file(tmp_path)
    file.write_bytes(flipped(file.read_bytes(), 4000))
    assert kept.read("kind a") is None
