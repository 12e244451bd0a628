"""The version of Halfhour that results, pages and the server name: one for all of them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def halfhour_version() -> str:
    """Return the version that is installed."""
    return version("halfhour")
