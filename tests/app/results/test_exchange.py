"""Two folders change places, or both are where they were."""

from pathlib import Path

import pytest
from halfhour.app.results import exchange as module
from halfhour.app.results.exchange import exchange
from killed_runs import contents, hold


def two(folder: Path) -> tuple[Path, Path]:
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "file").write_text(name)
    return folder / "a", folder / "b"


@pytest.mark.parametrize("steps", [1, 3])
def test_they_change_places(steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if steps == 3:
        monkeypatch.setattr(module, "_exchanged_at_once", lambda *_: False)
    exchange(*two(tmp_path))
    assert contents(tmp_path) == {"a/file": "b", "b/file": "a"}


def test_where_the_second_step_fails_the_first_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two(tmp_path)
    monkeypatch.setattr(module, "_exchanged_at_once", lambda *_: False)
    hold(one, monkeypatch)
    with pytest.raises(PermissionError):
        exchange(one, other)
    assert contents(tmp_path) == {"a/file": "a", "b/file": "b"}


def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    one, _ = two(tmp_path)
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "absent")
    assert contents(tmp_path) == {"a/file": "a", "b/file": "b"}
