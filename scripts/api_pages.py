"""Writes the pages of the API reference: every public name, by the room of the package that it comes from."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from tree_files import ROOT

PACKAGE: Final = "halfhour"
ROOMS: Final[Mapping[str, str]] = {
    "app": "Studies, checks and results",
    "data": "Reading and fetching",
    "geo": "Travel times and places",
    "coverage": "Coverage, zones and standards",
    "optimize": "Siting",
    "maps": "Maps, charts and pictures",
    "common": "Errors and notes",
}
"""Room -> what readers call it, in the order of the reference."""


def names_by_room(stub: str) -> dict[str, list[str]]:
    """Return the public names of each room, from the text of the package's stub.

    Raises
    ------
    ValueError
        If a name comes from a room that has no page.
    """
    found: dict[str, list[str]] = {room: [] for room in ROOMS}
    for line in ast.parse(stub).body:
        if not isinstance(line, ast.ImportFrom) or line.level != 1 or line.module is None:
            continue
        room = line.module.split(".")[0]
        names = [imported.name for imported in line.names]
        if room not in found:
            message = f"{names} have no page: see ROOMS in scripts/api_pages.py"
            raise ValueError(message)
        found[room] += names
    return {room: sorted(names, key=str.lower) for room, names in found.items()}


def write_api_pages(folder: Path) -> None:
    """Write a page for each room and one that lists them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rooms = names_by_room((ROOT / "__init__.pyi").read_text(encoding="utf-8"))
    for room, names in rooms.items():
        text = "\n".join(_page(ROOMS[room], names))
        (folder / f"{room}.rst").write_text(text + "\n", encoding="utf-8")
    lines = [*_title("The API"), "", "Everything that ``import halfhour as hh`` offers.", ""]
    for room, names in rooms.items():
        said = ", ".join(f":py:obj:`~{PACKAGE}.{name}`" for name in names)
        lines += [f":doc:`{ROOMS[room]} <{room}>`", f"    {said}", ""]
    lines += [".. toctree::", "   :hidden:", "", *(f"   {room}" for room in rooms)]
    (folder / "index.rst").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _page(title: str, names: list[str]) -> Iterator[str]:
    yield from _title(title)
    module = import_module(PACKAGE)
    for name in names:
        thing = getattr(module, name)
        yield ""
        if isinstance(thing, type):
            yield f".. autoclass:: {PACKAGE}.{name}"
            if not issubclass(thing, Exception):
                yield "   :members:"
        elif callable(thing):
            yield f".. autofunction:: {PACKAGE}.{name}"
        else:
            yield f".. autodata:: {PACKAGE}.{name}"
            yield "   :no-value:"


def _title(text: str) -> list[str]:
    return [text, "=" * len(text)]
