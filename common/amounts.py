"""Numbers as callers give them: of Python, numpy, `decimal` and `fractions` alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from numbers import Real

import numpy as np


def number_of(value: object) -> float | None:
    """Return a number as a float; None where the value is no number, or not a number (NaN).

    Parameters
    ----------
    value
        A number of Python, numpy, `decimal` or `fractions`; text and truth values are none.

    Returns
    -------
    float or None
        The same number; very large ones are infinite.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (Real, Decimal)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return -math.inf if str(value).startswith("-") else math.inf
    except ValueError:
        # A signalling NaN of `decimal`.
        return None
    return None if math.isnan(number) else number


def whole_number_of(value: object) -> int | None:
    """Return a whole number as an int; None where the value is no number, or not whole.

    Parameters
    ----------
    value
        As of `number_of`.

    Returns
    -------
    int or None
        The same number.
    """
    number = number_of(value)
    if number is None or not math.isfinite(number) or number != math.floor(number):
        return None
    # Not by way of the float: larger whole numbers have more digits.
    exact = int(value)  # type: ignore[call-overload]
    return exact if exact == value else None


def as_numbers(
    asked: object,
    *,
    whole: Iterable[str] = (),
    real: Iterable[str] = (),
    by_name: Iterable[str] = (),
) -> None:
    """Write the numbers of a frozen dataclass as int and float, whatever kind of number the caller gave.

    Parameters
    ----------
    asked
        The object.
    whole, real
        Names of its numbers; None and values that are no numbers stay as they are.
    by_name
        Names of its numbers that may be mappings from names to numbers.
    """
    readers: list[tuple[Iterable[str], Callable[[object], object]]] = [
        (whole, whole_number_of),
        (real, number_of),
        (by_name, _numbers_of),
    ]
    for names, read in readers:
        for name in names:
            number = read(getattr(asked, name))
            if number is not None:
                object.__setattr__(asked, name, number)


def _numbers_of(values: object) -> float | dict[object, object] | None:
    """Return the numbers of a mapping, or a number alone, as floats; what is no number stays."""
    if not isinstance(values, Mapping):
        return number_of(values)
    numbers = {name: number_of(value) for name, value in values.items()}
    return {name: values[name] if number is None else number for name, number in numbers.items()}
