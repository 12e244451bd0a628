"""How near two sums must be to be the same: in our own arithmetic, and in the solver's."""

from typing import Final

ROUNDING: Final = 1e-9
"""Relative difference that the order of a sum may make."""

TOLERANCE: Final = 1e-6
"""Relative difference up to which an objective and a bound of the solver's are the same."""
