"""Docstrings of a made-up package are judged, and what they lack is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_docstrings import faults

MODULE = '''
"""A package."""

__all__ = ["LIMIT_S", "told", "untold"]

LIMIT_S = 1800


def told(place, *, limit_s=LIMIT_S):
    """Return the time.

    Parameters
    ----------
    place
        Where to begin.
    limit_s
        How far to look.

    Returns
    -------
    float
        In seconds.
    """
    return min(place, limit_s)


def untold(place, *, limit_s=LIMIT_S):
    """Return the time.

    Parameters
    ----------
    place
        Where to begin.
    """
    return min(place, limit_s)


def _hidden(place):
    return place
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"documented_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_only_public_functions_are_asked_for_what_is_checked(package: str) -> None:
    first, second = faults(package, {"PR01", "RT01", "GL08"}, {})
    assert "untold: PR01 Parameters {'limit_s'} not documented" in first
    line = MODULE[: MODULE.index("def untold")].count("\n") + 1
    assert first.partition(": ")[0].endswith(f"{package}.py:{line}")
    assert "untold: RT01" in second
    assert list(faults(package, {"GL08"}, {})) == []


def test_a_name_may_be_excused_until_it_passes(package: str) -> None:
    assert list(faults(package, {"RT01"}, {"RT01": {"untold"}})) == []
    passes, fails = faults(package, {"RT01"}, {"RT01": {"told"}})
    assert "told: passes RT01; take it from NOT_YET" in passes
    assert "untold: RT01" in fails


def test_a_name_that_is_gone_is_excused_no_more(package: str) -> None:
    (said,) = faults(package, {"GL08"}, {"RT01": {"renamed"}})
    assert said.startswith("renamed: is no public name")
