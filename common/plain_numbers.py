"""What counts as a number in a file that a person wrote."""

from __future__ import annotations

import re
from typing import Final

from pydantic import BeforeValidator

_PLAIN: Final = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def plain_number(value: object) -> object:
    """Return a value that is to be a number, unless it is written as something else.

    A yes is no 1, and text such as ``12:30`` or ``010`` has several readings.

    Raises
    ------
    ValueError
        If the value is true or false, or text that is no decimal number.
    """
    if isinstance(value, bool):
        raise ValueError(  # noqa: TRY004 - pydantic tells value errors alone
            "is true or false (or yes or no), not a number; write digits"
        )
    if isinstance(value, str) and not _PLAIN.fullmatch(value.strip()):
        raise ValueError(
            "is not a plain decimal number; write digits alone, without a zero before them"
        )
    return value


PLAIN: Final = BeforeValidator(plain_number)
"""Refuses what `plain_number` refuses, as a part of a field's annotation."""
