"""The embedded city, evaluated once for all tests of a process: it takes many seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import halfhour as hh
import pytest

if TYPE_CHECKING:
    # Read by those who use it: what only starts processes need not load it.
    from halfhour.app.evaluate.evaluate_study import Compliance


@pytest.fixture(scope="session")
def city_compliance() -> Compliance:
    """The city in 2020 against its standards; tests leave it as it is."""
    return hh.check_compliance(hh.sample_study(), year=2020)
