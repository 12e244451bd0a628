"""The disk as `kill -9` would leave it before each step of the writing of results."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

STEPS = ("mkdir", "open", "rename", "replace", "rmdir", "unlink")


def leave_copies(
    folder: Path, copies: Path, monkeypatch: pytest.MonkeyPatch, *more: tuple[object, str]
) -> None:
    """Copy a folder before each step that changes files, and before more functions of modules."""
    busy = False

    def watched(step: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            nonlocal busy
            if not busy:
                busy = True
                shutil.copytree(folder, copies / f"{len(list(copies.iterdir())):04}", symlinks=True)
                busy = False
            return step(*args, **options)

        return call

    copies.mkdir()
    for module, name in (*((os, step) for step in STEPS), *more):
        monkeypatch.setattr(module, name, watched(getattr(module, name)))


def hold(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody rename, replace or delete a file, as Windows does while a program has it open."""

    def refusing(step: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            if any(isinstance(one, (str, Path)) and Path(one) == held for one in args):
                raise PermissionError(13, "The process cannot access the file", str(held))
            return step(*args, **options)

        return call

    for name in ("rename", "replace", "unlink", "remove"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
