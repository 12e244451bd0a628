"""Lines of a commented study file."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import yaml

from ...common.words import Words
from ...data.formats.layer import Layer

_WIDTH: Final = 96


def comment(text: str, *, indent: int = 0) -> list[str]:
    """Return lines of a comment, no wider than a page."""
    start = " " * indent + "# "
    width = max(20, _WIDTH - indent)
    whole = [line for part in text.splitlines() for line in textwrap.wrap(part, width)]
    return [start + line for line in whole]


def entry(key: str, value: object, *, indent: int = 0) -> str:
    """Return a key with its value on one line."""
    said = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False
    )
    return f"{' ' * indent}{_key(key)}: {said.removesuffix('...' + chr(10)).strip()}"


def _key(key: str) -> str:
    dumped: str = yaml.safe_dump(key, allow_unicode=True, width=10**6)
    return dumped.removesuffix("...\n").strip()


def layer_value(layer: Layer, folder: Path, **more: object) -> dict[str, object]:
    """Return a layer as a study file in a folder names it.

    Parameters
    ----------
    layer
        The layer.
    folder
        Where the study file lies; the path starts there, unless it is on another drive.
    more
        Further keys, which go first.
    """
    said = layer.model_dump(mode="json", exclude_unset=True)
    said["file"] = path_from(layer.file, folder)
    if layer.mapping is not None:
        # It is written beside the study file.
        said["mapping"] = layer.mapping.as_posix()
    # A column that is called as ours need not be mapped, unless it is read only where it is.
    said["columns"] = {
        ours: theirs
        for ours, theirs in layer.columns.items()
        if ours != theirs or ours not in {"site_id", "cell_id", "unit_id", "name", "x", "y"}
    }
    values = {key: value for key, value in said.items() if value not in (None, {}, [])}
    return {**more, "file": values.pop("file"), **values}


def path_from(file: Path, folder: Path) -> str:
    """Return the path of a file as seen from a folder, with slashes; the whole path on another drive."""
    file, folder = file.resolve(), folder.resolve()
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return file.as_posix()


def words_value(words: Words) -> str | dict[str, str]:
    """Return a title as a study file writes it."""
    given = {"en": words.en, "zh": words.zh}
    filled = {lang: text for lang, text in given.items() if text}
    return filled if len(filled) > 1 else next(iter(filled.values()), "")


def text_of(lines: Iterable[str]) -> str:
    """Return lines as a file."""
    return "\n".join(lines) + "\n"


def block(key: str, values: Mapping[str, object], *, indent: int = 0) -> list[str]:
    """Return a key with its keys below, one a line."""
    start = " " * indent
    return [f"{start}{_key(key)}:", *(entry(k, v, indent=indent + 2) for k, v in values.items())]
