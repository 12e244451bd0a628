"""Memory in use and free."""

import numpy as np
from halfhour.common.memory import free_mb, used_mb


def test_a_large_array_is_seen() -> None:
    before = used_mb()
    array = np.ones(2**23)
    assert 60 < used_mb() - before < 80
    assert array[-1] == 1


def test_some_memory_is_free() -> None:
    assert 10 < free_mb() < 1e8
    assert used_mb() > 10
