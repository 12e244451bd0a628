"""What is installed: one package, all of its files, and the data of its sub-folders."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")


def tracked() -> set[str]:
    """Files of the package that git knows, or that stand in a source tree without git."""
    listed = subprocess.run(
        ["git", "ls-files", *FOLDERS, "*.py", "*.pyi", "py.typed"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    return {f for f in listed if f.split("/")[0] in FOLDERS or "/" not in f} - {"setup.py"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in [*tracked(), "setup.py", "pyproject.toml", "README.md", "LICENSE"]:
        copy = source / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(source)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_halfhour_is_the_only_top_level_package(installed: set[str]) -> None:
    assert {name.split("/")[0] for name in installed} == {"halfhour"}


def test_every_file_of_ours_is_inside(installed: set[str]) -> None:
    assert tracked()
    assert {f"halfhour/{name}" for name in tracked()} - installed == set()
