"""One archive that installs without a network: ``make bundle``.

It holds our wheel, the wheels of all that it needs, for Linux and Windows, and scripts that install them.
Versions and hashes are those of requirements.lock.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from packaging.utils import canonicalize_name
from release.packages import ROOT, commit_time_s, packages
from write_sbom import needed, pins

FILES: Final = Path(__file__).parent / "bundled"
PYTHONS: Final = ("3.12",)
"""Versions of Python that a bundle is for unless others are asked for; each adds about half a gigabyte."""


@dataclass(frozen=True)
class System:
    """A system that a bundle is for.

    Parameters
    ----------
    platforms
        Names in wheels that fit it.
    markers
        What requirements ask of it.
    """

    platforms: tuple[str, ...]
    markers: Mapping[str, str]


SYSTEMS: Final[Mapping[str, System]] = {
    "linux": System(
        platforms=(
            *("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64"),
            *("manylinux2014_x86_64", "manylinux_2_12_x86_64", "manylinux2010_x86_64"),
            *("manylinux_2_5_x86_64", "manylinux1_x86_64"),
        ),
        markers={
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "platform_machine": "x86_64",
        },
    ),
    "windows": System(
        platforms=("win_amd64",),
        markers={
            "sys_platform": "win32",
            "platform_system": "Windows",
            "os_name": "nt",
            "platform_machine": "AMD64",
        },
    ),
}


def locked_lines(lock: str, names: Iterable[str], system: System, python: str) -> list[str]:
    """Return the lines of a lock file, with hashes, of what a system and a version of Python need.

    Parameters
    ----------
    lock
        The text of requirements.lock.
    names
        What is needed on some system, further down too.
    system
        The system.
    python
        Such as ``3.12``.
    """
    wanted = set(names)
    where = {
        **system.markers,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    blocks = re.findall(r"^\w.*(?:\n    --hash.*)*", lock, flags=re.MULTILINE)
    found = []
    for block in blocks:
        [(name, _, marker)] = pins(block.splitlines()[0])
        if canonicalize_name(name) in wanted and (not marker or Marker(marker).evaluate(where)):
            found.append(block)
    return found


def needed_names() -> set[str]:
    """Return the names of all that halfhour needs with all its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [
        line
        for extra, lines in project["optional-dependencies"].items()
        if extra not in {"all", "dev"}
        for line in lines
    ]
    return needed([*project["dependencies"], *extras])


def download(lines: Iterable[str], system: System, python: str, to: Path) -> None:
    """Download the wheels of locked lines, each checked against its hashes."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        # The markers have been answered; pip would answer them for this machine.
        wanted.write_text(
            "\n".join(re.sub(r" ; [^\\\n]*", " ", line) for line in lines) + "\n", encoding="utf-8"
        )
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--require-hashes", "--only-binary", ":all:", "--python-version", python),
                *("--implementation", "cp", "--dest", str(to), "--requirement", str(wanted)),
                *(part for name in system.platforms for part in ("--platform", name)),
            ],
            check=True,
        )


def write_bundle(folder: Path, archive: Path, epoch_s: int) -> None:
    """Pack a folder, its files in order and of one time; wheels are compressed already."""
    moment = time.gmtime(max(epoch_s, 315_532_800))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(
                    f"{archive.stem}/{path.relative_to(folder).as_posix()}", moment
                )
                entry.external_attr = (0o755 if path.suffix == ".sh" else 0o644) << 16
                with packed.open(entry, "w") as to, path.open("rb") as read:
                    shutil.copyfileobj(read, to, 1 << 20)


def checksums(folder: Path) -> str:
    """Return a line for each file of a folder, as ``sha256sum --check`` reads them."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def add_scripts(
    folder: Path, *, version: str, pythons: Iterable[str], systems: Iterable[str]
) -> None:
    """Write the scripts that install, what is to be read, and the checksums."""
    asked = tuple(pythons)
    said = {
        "@VERSION@": version,
        "@PYTHONS@": " ".join(asked),
        "@NEWEST@": asked[-1],
        "@SYSTEMS@": " and ".join(one.capitalize() for one in systems),
    }
    for path in sorted(FILES.iterdir()):
        text = path.read_text(encoding="utf-8")
        for sign, value in said.items():
            text = text.replace(sign, value)
        # Windows reads a script of its own with either end of line.
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "SHA256SUMS").write_text(checksums(folder), encoding="utf-8", newline="\n")


def bundle(out: Path, *, pythons: Iterable[str], systems: Iterable[str]) -> Path:
    """Download, pack, and return the archive's path."""
    asked, on = tuple(pythons), tuple(systems)
    lock, names = (ROOT / "requirements.lock").read_text(encoding="utf-8"), needed_names()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheels = folder / "wheels"
        wheel = packages(wheels)[0]
        for path in wheels.glob("*.tar.gz"):
            path.unlink()
        for system in on:
            for python in asked:
                print(f"wheels for {system}, Python {python}", flush=True)
                lines = locked_lines(lock, names, SYSTEMS[system], python)
                download(lines, SYSTEMS[system], python, wheels)
        version = wheel.name.split("-")[1]
        add_scripts(folder, version=version, pythons=asked, systems=on)
        archive = out / f"halfhour-{version}-offline.zip"
        write_bundle(folder, archive, commit_time_s())
    return archive


def main() -> int:
    """Make the bundle and print its path."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=ROOT / "dist", help="folder; dist by default")
    asked.add_argument("--python", nargs="+", default=PYTHONS, help="versions, such as 3.11 3.12")
    asked.add_argument("--system", nargs="+", default=tuple(SYSTEMS), choices=tuple(SYSTEMS))
    given = asked.parse_args()
    print(bundle(given.out, pythons=given.python, systems=given.system))
    return 0


if __name__ == "__main__":
    sys.exit(main())
