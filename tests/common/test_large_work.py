from __future__ import annotations

import pytest
from halfhour.common import large_work as module
from halfhour.common.errors import InputError
from halfhour.common.large_work import StageEstimate, announce

FREE_MB = 1000.0


@pytest.fixture(autouse=True)
def _free(monkeypatch):
    monkeypatch.setattr(module, "free_mb", lambda: FREE_MB)


def said(**sizes):
    """What is reported of a stage of some memory and seconds."""
    lines = []
    estimate = StageEstimate(
        **{
            "stage": "reading cells.csv",
            "file": "cells.csv",
            "counts": {"cells": 2_000_000, "sites": 30},
            "memory_mb": 1.0,
            "seconds": 1.0,
            "fix": "take a coarser grid",
            **sizes,
        }
    )
    announce(estimate, lines.append)
    return lines


@pytest.mark.parametrize(
    ("sizes", "lines"),
    [
        ({}, 0),
        ({"memory_mb": 500.0}, 0),
        ({"memory_mb": 500.1}, 1),
        ({"memory_mb": 1000.0}, 1),
        ({"seconds": 60.0}, 0),
        ({"seconds": 60.1}, 1),
    ],
)
def test_more_than_half_of_the_memory_or_a_minute_is_said(sizes, lines):
    assert len(said(**sizes)) == lines


def test_counts_megabytes_and_seconds_are_said_as_estimates():
    [line] = said(memory_mb=612.0, seconds=61.0)
    assert line == (
        "reading cells.csv: 2,000,000 cells, 30 sites need about 620 MB, and 1,000 MB are free; "
        "it takes about 61 s"
    )
    assert said(seconds=1200.0)[0].endswith("it takes about 20 min")
    assert said(seconds=1201.0)[0].endswith("it takes about 21 min")


def test_what_cannot_fit_is_refused_with_what_to_do():
    with pytest.raises(InputError) as refused:
        said(memory_mb=1000.1)
    [fault] = refused.value.faults
    assert str(fault) == (
        "cells.csv: reading cells.csv does not fit into memory: 2,000,000 cells, 30 sites need "
        "about 1,100 MB, and 1,000 MB are free. take a coarser grid, or use a machine with more memory."
    )


def test_a_guess_is_said_and_never_refused():
    [line] = said(memory_mb=5000.0, is_guess=True)
    assert "need about 5,000 MB, and 1,000 MB are free" in line
