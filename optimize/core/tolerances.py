"""Tolerances for comparing sums: of floating-point rounding, and of the solver."""

from typing import Final

ROUNDING: Final = 1e-9
"""Relative rounding error of a sum in floating-point arithmetic."""

TOLERANCE: Final = 1e-6
"""Relative gap up to which the solver's objective and bound count as equal."""

SOLVED: Final = 1e-4
"""Relative gap that the solver may leave where amounts differ much in size; the certificate tells it."""
