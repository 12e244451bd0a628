"""Install a wheel in a fresh environment and use it as somebody would who has nothing else.

``make test-wheel`` tries the plain install, with versions of requirements.lock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from release.packages import ROOT, packages
from write_sbom import pins

EXTRAS: Final = ("matplotlib", "osmnx", "fastapi", "uvicorn", "mapclassify")
"""Packages that the plain install does without."""

_NAMES: Final = """
import halfhour as hh
for name in hh.__all__: getattr(hh, name)
try: hh.save_png()
except hh.InputError as error: assert 'halfhour[pictures]' in str(error), error
"""
_OWN: Final = "import halfhour, sys; sys.exit(not halfhour.__file__.startswith(sys.prefix))"
_FOUND: Final = f"import importlib.util as u; assert not [n for n in {EXTRAS} if u.find_spec(n)]"
_PAGES: Final = "import pathlib; assert len(list(pathlib.Path('demo-out').rglob('*.html'))) >= 5"

DEMO: Final = (
    ("the demo runs", ("-I", "-m", "halfhour", "demo", "--out", "demo-out", "--jobs", "2")),
    ("the demo wrote its pages", ("-I", "-c", _PAGES)),
)
TRIES: Final = (
    ("the import says nothing", ("-W", "error", "-c", "import halfhour")),
    ("what is imported is what was installed", ("-I", "-c", _OWN)),
    ("no package of an extra is there", ("-I", "-c", _FOUND)),
    ("public names are there and say which extra is missing", ("-I", "-c", _NAMES)),
    *DEMO,
)
"""What is tried, and the arguments of Python that try it; the folder is an empty one, far from the sources."""


def clean_environment(folder: Path) -> dict[str, str]:
    """Return environment variables that lead neither to the sources nor to what earlier runs have kept."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "HALFHOUR_", "VIRTUAL_ENV"))
    }
    return {**kept, "HALFHOUR_CACHE": str(folder / "kept")}


def constraints(lock: str) -> str:
    """Return the versions of a lock file as constraints of pip, without hashes."""
    return "".join(
        f"{name}=={version}{f' ; {marker}' if marker else ''}\n"
        for name, version, marker in pins(lock)
    )


def made_environment(folder: Path) -> Path:
    """Make a virtual environment, and return its Python."""
    venv.create(folder, with_pip=True, clear=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def failed_tries(
    python: Path,
    folder: Path,
    tries: Sequence[tuple[str, Sequence[str]]] = TRIES,
    *,
    before: Sequence[str] = (),
) -> list[str]:
    """Try what is installed, in a folder of its own, and return what failed with what it said.

    Parameters
    ----------
    python
        The Python of the environment.
    folder
        An empty folder.
    tries
        What to try, with the arguments of Python.
    before
        What is put before each command.
    """
    faults = []
    environment = clean_environment(folder)
    for what, arguments in tries:
        began = time.monotonic()
        said = _run([*before, str(python), *arguments], folder, environment)
        print(f"{'failed' if said else 'passed'}: {what} ({time.monotonic() - began:.1f} s)")
        if said:
            faults.append(f"{what}:\n{said}")
    return faults


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Return what a command said if it failed, or wrote a warning where none may be; else nothing."""
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    silent = "-W" not in command or not (done.stdout or done.stderr)
    return "" if done.returncode == 0 and silent else done.stdout + done.stderr or "no word"


def main() -> int:
    """Build the wheel, install it and try it; return 1 if something failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--wheel", type=Path, help="a wheel; by default one is built")
    wheel = asked.parse_args().wheel
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = packages(folder / "dist")[0] if wheel is None else wheel.resolve()
        allowed = folder / "constraints.txt"
        allowed.write_text(
            constraints((ROOT / "requirements.lock").read_text(encoding="utf-8")), encoding="utf-8"
        )
        python = made_environment(folder / "venv")
        install = ["-m", "pip", "install", "--quiet", "--constraint", str(allowed), str(wheel)]
        subprocess.run(
            [str(python), *install], check=True, cwd=folder, env=clean_environment(folder)
        )
        away = folder / "away"
        away.mkdir()
        faults = failed_tries(python, away)
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
