"""Where published cases lie that are too large, or not ours, to keep in this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REQUIRE = "HALFHOUR_REQUIRE_SHARED"
"""Environment variable: with "1" a missing case fails instead of being skipped."""

FOLDER = "HALFHOUR_SHARED"
"""Environment variable: the folder of the cases, if it is not beside the repository."""


def shared_case(name: str) -> Path:
    """Return the folder of a case; skip the test where it is absent."""
    beside = Path(__file__).parents[2].parent / "shared" / "cases"
    folder = Path(os.environ.get(FOLDER, beside)) / name
    if not folder.is_dir():
        if os.environ.get(REQUIRE) == "1":
            pytest.fail(f"there is no case {folder}, and {REQUIRE}=1")
        pytest.skip(f"there is no case {folder}")
    return folder
