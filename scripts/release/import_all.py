"""Import every module of what is installed: ``make test-oldest`` and ``make test-newest`` begin with it.

A name that a version of a library does not have is so found in modules, too, that no test of the core loads.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

_ENTRIES = ("__init__", "__main__")
"""Files that are no modules by themselves: the second one runs the command line."""


def modules(package: Path) -> list[str]:
    """Return the names of the modules of a package's folder, sorted."""
    return sorted(
        ".".join((package.name, *path.relative_to(package).with_suffix("").parts))
        for path in package.rglob("*.py")
        if path.stem not in _ENTRIES
    )


def failed_imports(names: Iterable[str]) -> dict[str, list[str]]:
    """Import modules, and return by what was said the modules that cannot be imported."""
    failed: dict[str, list[str]] = {}
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - whatever a module raises is to be told
            failed.setdefault(f"{type(error).__name__}: {error}", []).append(name)
    return failed


def main() -> int:
    """Import all of halfhour that this Python finds; return 1 if something failed."""
    [folder] = importlib.import_module("halfhour").__path__
    names = modules(Path(folder))
    failed = failed_imports(names)
    print(f"{len(names)} modules of {folder} were imported" if not failed else folder)
    for said, of in failed.items():
        print(f"{said}\n  in {of[0]} and {len(of) - 1} other modules")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
