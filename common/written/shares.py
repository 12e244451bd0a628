"""Shares of people as text."""

from __future__ import annotations

import math


def share_text(share: float, digits: int = 1) -> str:
    """Return a share in percent; a dash where there is nobody to share.

    Parameters
    ----------
    share
        0 to 1, or not a number.
    digits
        Digits after the point.
    """
    return "-" if math.isnan(share) else f"{share:.{digits}%}"
