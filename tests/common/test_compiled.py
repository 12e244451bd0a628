"""Compiled loops, and a cache that another version left."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numba
import pytest
from halfhour.common.compiled import compiling_s

SOURCE = """
from typing import NamedTuple
import numpy as np
from halfhour.common.compiled import compiled

class {name}(NamedTuple):
    values: np.ndarray

@compiled
def total(held):
    return held.values.sum()

def run():
    return total({name}(np.ones(3)))
"""


def loaded(path: Path, name: str) -> float:
    path.write_text(SOURCE.format(name=name), encoding="utf-8")
    return imported(path).run()


def imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_a_class_that_was_renamed_since_the_cache_was_written_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = tmp_path / "renamed_class.py"
    assert loaded(path, "Lists") == 3
    assert list(tmp_path.rglob("*.nbi"))
    assert loaded(path, "Incidence") == 3


def test_seconds_of_compiling_are_counted_once() -> None:
    def twice(value: float) -> float:
        return 2.0 * value

    before_s = compiling_s()
    loop = numba.njit(twice)
    assert loop(2.0) == 4.0
    after_s = compiling_s()
    assert after_s > before_s
    assert loop(3.0) == 6.0
    assert compiling_s() == after_s


FIELDS = """
from typing import NamedTuple

class Ends(NamedTuple):
    {first}: float
    {second}: float

class Way(NamedTuple):
    ends: Ends

LEAST = {least}
"""

LOOP = """
from halfhour.common.compiled import compiled
from two_ends import LEAST, Ends, Way

@compiled
def span(way):
    return way.ends.last - way.ends.first + LEAST

@compiled
def made(last):
    return Ends(last=last, first=1.0).last

def run():
    return span(Way(Ends(first=1.0, last=5.0))), made(5.0)
"""


def test_fields_that_changed_places_in_another_file_are_not_mixed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    fields, loop = tmp_path / "two_ends.py", tmp_path / "span_loop.py"
    loop.write_text(LOOP, encoding="utf-8")
    results = []
    for first, second, least in (("first", "last", 0), ("last", "first", 0), ("last", "first", 9)):
        fields.write_text(FIELDS.format(first=first, second=second, least=least), encoding="utf-8")
        imported(fields)
        results.append(imported(loop).run())
    assert list(tmp_path.rglob("*.nbi"))
    assert results == [(4.0, 5.0), (4.0, 5.0), (13.0, 5.0)]
