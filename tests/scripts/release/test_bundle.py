"""What an archive for machines without internet holds, and what its script refuses."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from release.bundle import (
    SYSTEMS,
    add_scripts,
    checksums,
    locked_lines,
    needed_names,
    write_bundle,
)

LOCK = """# written by uv
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:1
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:2 \\
    --hash=sha256:3
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:4
pytest==9.0 \\
    --hash=sha256:5
XStatic_Leaflet==1.9.3.0 \\
    --hash=sha256:6
"""
NEEDED = ("colorama", "numpy", "xstatic-leaflet")


@pytest.mark.parametrize(
    ("system", "python", "hashes"),
    [
        ("linux", "3.11", ["2", "3", "6"]),
        ("linux", "3.13", ["4", "6"]),
        ("windows", "3.12", ["1", "4", "6"]),
    ],
)
def test_a_system_gets_what_the_lock_has_for_it(
    system: str, python: str, hashes: list[str]
) -> None:
    lines = locked_lines(LOCK, NEEDED, SYSTEMS[system], python)
    found = [word.split(":")[1] for word in " ".join(lines).split() if word.startswith("--hash")]
    assert found == hashes


def test_what_the_extras_need_is_needed_and_what_tests_need_is_not() -> None:
    names = needed_names()
    assert {"numpy", "matplotlib", "osmnx", "fastapi", "uvicorn", "contourpy"} <= names
    assert names.isdisjoint({"pytest", "mypy", "halfhour"})


def test_two_archives_of_the_same_files_are_equal(tmp_path: Path) -> None:
    archives = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "wheels").mkdir(parents=True)
        for file in ("b.whl", "a.whl") if name == "one" else ("a.whl", "b.whl"):
            (folder / "wheels" / file).write_bytes(file.encode())
        (folder / "install.sh").write_text("true\n")
        (tmp_path / f"{name}s").mkdir()
        archive = tmp_path / f"{name}s" / "halfhour-1-offline.zip"
        write_bundle(folder, archive, 1_000_000_000)
        archives.append(archive)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with zipfile.ZipFile(archives[0]) as packed:
        names = packed.namelist()
        script = packed.getinfo("halfhour-1-offline/install.sh")
    assert names == [
        f"halfhour-1-offline/{name}" for name in ("install.sh", "wheels/a.whl", "wheels/b.whl")
    ]
    assert script.external_attr >> 16 == 0o755


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "some.whl").write_bytes(b"wheel")
    add_scripts(folder, version="1.2.3", pythons=["3.11", "3.12"], systems=["linux", "windows"])
    return folder


def test_scripts_and_text_are_filled_and_every_file_has_its_sum(unpacked: Path) -> None:
    for name in ("install.sh", "install.ps1", "README.md"):
        text = (unpacked / name).read_text(encoding="utf-8")
        assert not re.search("@[A-Z]+@", text)
        assert "3.11 3.12" in text
    lines = (unpacked / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    assert sums.keys() == {"install.sh", "install.ps1", "README.md", "wheels/some.whl"}
    assert sums["wheels/some.whl"] == hashlib.sha256(b"wheel").hexdigest()
    assert checksums(unpacked / "wheels") == f"{sums['wheels/some.whl']}  some.whl\n"


def installed(folder: Path, python: Path, to: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(folder / "install.sh"), str(to)],
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(path: Path, version: str, platform: str = "linux-x86_64") -> Path:
    """Write a Python that makes environments of itself, and writes down what pip is asked."""
    path.write_text(
        f"""#!/bin/sh
printf '%s\\n' "$@" >> "{path.parent}/asked.txt"
case "$2 $3" in
"-c "*) echo {version} {platform} ;;
"-m venv")
    mkdir -p "$4/bin"
    cp "$0" "$4/bin/python"
    printf '#!/bin/sh\\necho halfhour\\n' > "$4/bin/halfhour"
    chmod +x "$4/bin/halfhour"
    ;;
esac
"""
    )
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["venv", "a folder with spaces", "规划 环境", "slash at the end/"])
def test_the_script_installs_into_any_folder_from_the_wheels_alone(
    unpacked: Path, tmp_path: Path, name: str
) -> None:
    moved = unpacked.rename(tmp_path / "离线 包 [1]")
    python = fake_python(tmp_path / "python", "3.12")
    done = installed(moved, python, f"{tmp_path}/{name}")
    assert done.returncode == 0, done.stderr
    assert "halfhour" in done.stdout
    assert (tmp_path / name / "bin" / "python").is_file()
    asked = (tmp_path / "asked.txt").read_text().splitlines()
    assert asked.count("-I") == 3
    assert {"--isolated", "--no-index", "--find-links", f"{moved}/wheels"} <= set(asked)
    assert asked[-1] == "halfhour[all]==1.2.3"


def test_a_python_for_another_processor_is_refused(unpacked: Path, tmp_path: Path) -> None:
    python = fake_python(tmp_path / "python", "3.12", "linux-aarch64")
    done = installed(unpacked, python, tmp_path / "venv")
    assert done.returncode == 2
    assert "is for linux-aarch64" in done.stderr


def test_a_python_that_no_wheel_is_for_is_refused(unpacked: Path, tmp_path: Path) -> None:
    done = installed(unpacked, fake_python(tmp_path / "python", "3.9"), tmp_path / "venv")
    assert done.returncode == 2
    assert "is Python 3.9" in done.stderr
    assert "3.11 3.12" in done.stderr
    missing = installed(unpacked, tmp_path / "nowhere", tmp_path / "venv")
    assert missing.returncode == 2
    assert "there is no" in missing.stderr


def test_a_damaged_wheel_is_refused_before_anything_is_made(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "wheels" / "some.whl").write_bytes(b"whale")
    done = installed(unpacked, fake_python(tmp_path / "python", "3.12"), tmp_path / "venv")
    assert done.returncode != 0
    assert "some.whl" in done.stdout + done.stderr
    assert "copy it anew" in done.stderr
    assert not (tmp_path / "venv").exists()
