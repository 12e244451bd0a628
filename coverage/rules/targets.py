"""Targets by year: steps that hold until the next one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

Comparison = Literal["at_least", "above", "at_most"]

_TOLERANCE: Final = 1e-9
"""Sums of people and shares agree to this part of themselves; a difference below is none."""

_NUMBER: Final = re.compile(r"^\s*([+-]?\d[\d,]*(?:\.\d+)?)\s*([%\uff05]?)\s*$")


@dataclass(frozen=True)
class Asked:
    """What a rule asks for in a year.

    Parameters
    ----------
    target
        The target in force; where it is not due yet, the next one; None where nothing is asked.
    due
        The year from which the target is in force, where that year is still to come.
    """

    target: float | None
    due: int | None = None


@dataclass(frozen=True)
class Targets:
    """What is asked for, by year.

    Parameters
    ----------
    steps
        First year and target, the years growing; None as a target: nothing is asked from that year on.
    """

    steps: tuple[tuple[float, float | None], ...]

    @classmethod
    def of(
        cls,
        target: float | None,
        from_year: int | None,
        by_year: Mapping[int, float | None],
    ) -> Targets:
        """Make steps of one target from a year on (minus infinity if None), or of targets by year."""
        if by_year:
            return cls(tuple(sorted((float(year), value) for year, value in by_year.items())))
        start = -math.inf if from_year is None else float(from_year)
        return cls(() if target is None else ((start, target),))

    def at(self, year: int) -> float | None:
        """Return the target of a year; None before the first one and where nothing is asked."""
        held = [target for first, target in self.steps if first <= year]
        return held[-1] if held else None

    def asked(self, year: int) -> Asked:
        """Return the target of a year, or the next one that falls due."""
        held = self.at(year)
        if held is not None:
            return Asked(held)
        ahead = [(first, target) for first, target in self.steps if first > year]
        for first, target in ahead:
            if target is not None:
                return Asked(target, due=int(first))
        return Asked(None)

    def due_from(self, year: int | None) -> Targets:
        """Return the same targets, in which one without a year is due in `year`; None changes nothing."""
        if year is None:
            return self
        return Targets(
            tuple(
                (float(year) if math.isinf(first) else first, target)
                for first, target in self.steps
            )
        )


def judged(figure: float, target: float | None, comparison: Comparison = "at_least") -> bool | None:
    """Return whether a figure meets a target; None where there is no target or no figure."""
    if target is None or math.isnan(figure) or math.isnan(target):
        return None
    slack = _TOLERANCE * max(1.0, abs(target))
    if comparison == "at_most":
        return figure <= target + slack
    if comparison == "above":
        return figure > target + slack
    return figure >= target - slack


def missing_to(figure: float, target: float | None, comparison: Comparison = "at_least") -> float:
    """Return how far a figure is from its target, 0 where it is met, NaN without a verdict."""
    verdict = judged(figure, target, comparison)
    if verdict is None or target is None:
        return math.nan
    return 0.0 if verdict else abs(target - figure)


def whole_up(number: float) -> int:
    """Round up to a whole number, but not for what rounding in sums has added."""
    return math.ceil(number - _TOLERANCE * max(1.0, abs(number)))


def _parsed(value: object) -> tuple[float, bool]:
    """Return a number and whether it was written with a percent sign."""
    if isinstance(value, str):
        found = _NUMBER.match(value)
        if found:
            return float(found[1].replace(",", "")), bool(found[2])
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value), False
    raise PydanticCustomError(
        "not_a_number", "is not a number", {"fix": "write a number such as 0.95 or 95 %"}
    )


def _as_share(value: object) -> float:
    number, is_percent = _parsed(value)
    share = number / 100 if is_percent else number
    if share > 1:
        meant = f"{number:g} % or {number / 100:g}" if not is_percent and number <= 100 else "100 %"
        at_most = "" if not is_percent and number <= 100 else " at most"
        raise PydanticCustomError(
            "over_all", "a share cannot be over 100 %", {"fix": f"write {meant}{at_most}"}
        )
    if share < 0:
        raise PydanticCustomError(
            "below_none", "a share cannot be below 0", {"fix": "write 0 % to 100 %"}
        )
    return share


def _as_amount(value: object) -> float:
    # An amount in per cent is counted as the offices report it: 98 for 98 %.
    return _parsed(value)[0]


def _none_said(value: object) -> object:
    return None if value in ("none", "-") else value


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]

Share = Annotated[float, BeforeValidator(_as_share)]
"""A share of a whole, written ``95 %`` or ``0.95``."""

Amount = Annotated[float, BeforeValidator(_as_amount)]
"""A number in the unit that its rule names; ``98 %`` is 98."""

Year = Annotated[int, Field(ge=1900, le=2200)]

ShareByYear = dict[Year, Annotated[Share | None, BeforeValidator(_none_said)]]
"""Shares by year; ``none`` where nothing is asked any more."""

AmountByYear = dict[Year, Annotated[Amount | None, BeforeValidator(_none_said)]]
"""Amounts by year; ``none`` where nothing is asked any more."""
