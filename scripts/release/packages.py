"""Build the wheel and the source archive: ``make dist``.

What git tracks is copied, with the time of the last commit and plain modes, and built there; so two builds of
one commit are equal to the byte, and no leftover of an earlier build gets in.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ("app", "common", "coverage", "data", "geo", "maps", "optimize")
BESIDE: Final = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "CHANGELOG.md")
"""Files beside the package that building needs, or that a reader of the source archive looks for."""

_OWN: Final = ("__init__.py", "__init__.pyi", "__main__.py", "py.typed")
"""Files of the package itself."""

_BUILD: Final = (
    "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"
)


def packages(out: Path, root: Path = ROOT) -> tuple[Path, Path]:
    """Build both into a folder, and return the paths of the wheel and of the source archive.

    Parameters
    ----------
    out
        The folder; it is made if need be, and files of the same names are replaced.
    root
        A checkout of the repository.
    """
    epoch_s = commit_time_s(root)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        copy_sources(root, source, epoch_s)
        wheel = build("build_wheel", source, Path(folder) / "wheel", epoch_s)
        # Building leaves folders behind, which the archive must not hold.
        shutil.rmtree(source)
        copy_sources(root, source, epoch_s)
        archive = build("build_sdist", source, Path(folder) / "sdist", epoch_s)
        made = (out / wheel.name, out / archive.name)
        shutil.copyfile(wheel, made[0])
        made[1].write_bytes(plain_archive(archive.read_bytes(), epoch_s))
    return made


def wheel_of_archive(archive: Path, out: Path, epoch_s: int) -> Path:
    """Build a wheel from a source archive, as pip does where no wheel fits, and return its path."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        [source] = Path(folder).iterdir()
        return build("build_wheel", source, out, epoch_s)


def commit_time_s(root: Path = ROOT) -> int:
    """Return when the last commit was made, in seconds since 1970; ``SOURCE_DATE_EPOCH`` goes before it."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return int(told.stdout)


def tracked(root: Path = ROOT) -> list[str]:
    """Return the files that git tracks and that belong into the packages, sorted."""
    command = ["git", "ls-files", "-z", *FOLDERS, *BESIDE, *_OWN]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if name and (root / name).is_file())


def copy_sources(root: Path, to: Path, epoch_s: int) -> None:
    """Copy what belongs into the packages, with one time and plain modes."""
    for name in tracked(root):
        copy = to / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((root / name).read_bytes())
        copy.chmod(0o644)
        os.utime(copy, (epoch_s, epoch_s))
    # The list of files of the source archive; setuptools would leave out what only package data names.
    (to / "MANIFEST.in").write_text(
        "".join(f"include {name}\n" for name in BESIDE)
        + "".join(f"graft {folder}\n" for folder in FOLDERS)
        + f"include {' '.join(_OWN)}\nglobal-exclude *.pyc\n",
        encoding="utf-8",
    )


def build(step: str, source: Path, out: Path, epoch_s: int) -> Path:
    """Run a step of setuptools in a folder of sources, and return the one file that it made."""
    out.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "SETUPTOOLS_", "DISTUTILS_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, step, str(out)],
        cwd=source,
        env={**kept, "SOURCE_DATE_EPOCH": str(epoch_s)},
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{step} failed:\n{done.stdout}\n{done.stderr}")
    [made] = [path for path in out.iterdir() if path.suffix in {".whl", ".gz"}]
    return made


def plain_archive(packed: bytes, epoch_s: int) -> bytes:
    """Return a source archive with its files in order, of one time and of nobody in particular."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(packed)) as before:
        members = sorted((one for one in before.getmembers() if one.isfile()), key=lambda m: m.name)
        with (
            gzip.GzipFile("", "wb", compresslevel=9, fileobj=plain, mtime=epoch_s) as zipped,
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as after,
        ):
            for one in members:
                same = tarfile.TarInfo(one.name)
                same.size, same.mtime, same.mode = one.size, epoch_s, 0o644
                after.addfile(same, before.extractfile(one))
    return plain.getvalue()


def main() -> int:
    """Build both and print their paths."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=ROOT / "dist", help="folder; dist by default")
    for path in packages(asked.parse_args().out):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
