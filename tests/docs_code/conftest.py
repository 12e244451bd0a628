"""The files that the documents speak of, in a folder of its own for each page."""

import shutil
from pathlib import Path

import pytest
from doc_town import write_town


@pytest.fixture(scope="session")
def town_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write_town(folder)
    return folder


@pytest.fixture
def town(town_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the town that a page may write to; it is the working folder."""
    folder = tmp_path / "page"
    shutil.copytree(town_files, folder)
    monkeypatch.chdir(folder)
    return folder
