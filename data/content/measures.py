"""Measures along lines (M), which some vector layers have besides places and heights."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def measures_dropped() -> Iterator[None]:
    """Let GDAL leave measures out without a warning: they are no part of a place."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Measured")
        yield
