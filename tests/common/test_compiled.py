"""Compiled loops, and a cache that another version left."""

import importlib.util
import sys
from pathlib import Path

import pytest

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
    spec = importlib.util.spec_from_file_location("renamed_class", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["renamed_class"] = module
    spec.loader.exec_module(module)
    return module.run()


def test_a_class_that_was_renamed_since_the_cache_was_written_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = tmp_path / "renamed_class.py"
    assert loaded(path, "Lists") == 3
    assert list(tmp_path.rglob("*.nbi"))
    assert loaded(path, "Incidence") == 3
