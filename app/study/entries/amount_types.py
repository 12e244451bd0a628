"""Types of the numbers in a study file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from ....common.plain_numbers import PLAIN
from ....geo.travel.limits import LEAST_LIMIT_MIN, MOST_LIMIT_MIN

Weight = Annotated[float, PLAIN]
Positive = Annotated[float, PLAIN, Field(gt=0, allow_inf_nan=False)]
Budget = Annotated[float, PLAIN, Field(ge=0, allow_inf_nan=False)]


def _within_a_day(minutes: float) -> float:
    if not LEAST_LIMIT_MIN <= minutes <= MOST_LIMIT_MIN:
        short = minutes < LEAST_LIMIT_MIN
        raise ValueError(
            f"is {'below one minute' if short else 'beyond a day'}: limits are minutes, from "
            f"{LEAST_LIMIT_MIN:g} to {MOST_LIMIT_MIN:g}"
            + ("" if short else f"; were seconds meant ({minutes / 60:g} minutes)?")
        )
    return minutes


LimitMin = Annotated[float, PLAIN, Field(gt=0, allow_inf_nan=False), AfterValidator(_within_a_day)]
"""A limit of travel time, in minutes."""


def _below_one(share: float) -> float:
    if not 0 <= share < 1:
        raise ValueError(
            "is not a share from 0 to below 1: write 0.1 for speeds that may be 10 % lower or higher, "
            "0 to leave it out"
        )
    return share


Uncertainty = Annotated[float, PLAIN, Field(allow_inf_nan=False), AfterValidator(_below_one)]
"""By how much speeds may be lower or higher, as a share."""
