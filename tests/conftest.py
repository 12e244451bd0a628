"""Fixtures that several folders of tests use."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

WriteText = Callable[..., Path]


def _load(name: str):
    # Tests are imported by path and are no package, so neighbours cannot be imported by name.
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def shared_case() -> Callable[[str], Path]:
    """The folder of a published case, by name; skips the test where it is absent."""
    return _load("shared_cases").shared_case


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteText:
    """Write lines of text to a file in the test's own folder and return its path."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write
