"""Amounts as they are said: whole people and whole facilities, where the tables keep exact values."""

from __future__ import annotations

import math
from typing import Final

from .targets import whole_up

_ONE: Final = {"units": "administrative unit", "facilities": "facility", "hosts": "host"}


def said_amount(value: float, kind: str) -> float:
    """Return an amount that a rule misses, or has still to bring, as it is said.

    Parameters
    ----------
    value
        The exact amount; NaN for none.
    kind
        The rule's kind. What offices report keeps its decimals. People are rounded, but nobody who is missed is
        rounded away; of facilities, beds and doctors a part of one takes a whole one.
    """
    if math.isnan(value) or kind == "indicator":
        return value
    if kind == "access":
        return float(max(1, round(value))) if value > 0 else 0.0
    return float(whole_up(value))


def said_figure(value: float, kind: str) -> float:
    """Return a figure as it is said: of people and of hosts that siting rules count, whole ones."""
    return float(round(value)) if kind == "siting" and not math.isnan(value) else value


def said_unit(value: float, unit: str) -> str:
    """Return what is counted, in the singular where it is one."""
    return _ONE.get(unit, unit) if value == 1 else unit
