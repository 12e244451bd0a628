"""Limits as a user gives them: minutes where time is counted, metres where distance is."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.amounts import number_of
from ...common.errors import Fault, InputError
from ..tables import Unit

LEAST_LIMIT_MIN: Final = 1.0
MOST_LIMIT_MIN: Final = 24 * 60.0
"""Limits outside of these are refused: minutes were hardly meant."""


def limit_in(
    unit: Unit, *, limit_min: float | None, limit_m: float | None, file: str = "travel times"
) -> float | None:
    """Return a limit in the unit of the costs that it is held against.

    Parameters
    ----------
    unit
        ``"s"`` where time is counted, ``"m"`` where distance is.
    limit_min, limit_m
        Minutes or metres, as the unit asks for; None where the user names no limit.
    file
        What a fault names as the place.

    Returns
    -------
    float or None
        Seconds or metres; None where no limit is given.

    Raises
    ------
    InputError
        If the limit is of the other unit, not above 0, below a minute or beyond a day.
    """
    if unit == "s" and limit_m is not None:
        raise InputError(_other_unit(file, "limit_m", limit_m, "time", "limit_min, in minutes"))
    if unit == "m" and limit_min is not None:
        raise InputError(
            _other_unit(file, "limit_min", limit_min, "distance", "limit_m, in metres")
        )
    if limit_min is not None:
        require_minutes("limit_min", limit_min, file=file)
        return 60.0 * float(limit_min)
    if limit_m is not None:
        require_positive("limit_m", limit_m, file=file)
        return float(limit_m)
    return None


def require_minutes(name: str, minutes: float, *, file: str = "travel times") -> None:
    """Raise an InputError unless a limit in minutes is at least one and at most those of a day."""
    require_positive(name, minutes, file=file)
    if not LEAST_LIMIT_MIN <= minutes <= MOST_LIMIT_MIN:
        below = minutes < LEAST_LIMIT_MIN
        raise InputError(
            Fault(
                file=file,
                column=name,
                value=minutes,
                cause="is below one minute" if below else "is beyond a day; were seconds meant?",
                fix=(
                    f"give minutes, from {LEAST_LIMIT_MIN:g} to {MOST_LIMIT_MIN:g}"
                    + ("" if below else f"; {minutes:g} seconds are {name}: {minutes / 60:g}")
                ),
            )
        )


def require_positive(name: str, value: float, *, file: str = "travel times") -> None:
    """Raise an InputError unless `value` is a finite number above 0."""
    number = number_of(value)
    if number is None or not 0 < number < np.inf:
        raise InputError(
            Fault(
                file=file,
                column=name,
                value=value,
                cause="must be a number above 0",
                fix=f"give {name} as minutes or metres above 0, for example 30 or 2000",
            )
        )


def _other_unit(file: str, name: str, value: float, counted: str, instead: str) -> Fault:
    return Fault(
        file=file,
        column=name,
        value=value,
        cause=f"{counted} is counted here",
        fix=f"give {instead}",
    )
