"""Values as JSON has them: no infinities, no arrays of NumPy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with what JSON cannot say as null, and NumPy's numbers as plain ones.

    Parameters
    ----------
    value
        Made of mappings, sequences, texts and numbers.
    """
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)
