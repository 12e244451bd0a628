"""Colours of things that stand beside each other without an order: lines of a chart, services of a map."""

from __future__ import annotations

from typing import Final

SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Colours that are told apart with any kind of colour vision (Okabe and Ito 2008, Color universal design)."""
