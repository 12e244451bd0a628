"""How numbers are written in messages."""

from __future__ import annotations


def figure(value: float) -> str:
    """Return a number for a message."""
    return f"{value:,.10g}".replace(",", " ")
