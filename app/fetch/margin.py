"""How far around a place a fetch goes: metres, or one limit of travel in minutes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...common.errors import Fault, InputError

DEFAULT_MARGIN_M: Final = 3000.0

KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"walk": 5.0, "cycle": 15.0, "ebike": 20.0, "drive": 60.0}
)
"""Usual speeds on the way into a place: of cars that of trunk roads, as few come by motorway all the way."""


def margin_of(margin_m: float | None, margin_min: float | None, mode: str | None) -> float:
    """Return the margin in metres.

    Parameters
    ----------
    margin_m
        Metres, if given.
    margin_min, mode
        Minutes of a limit, and how people travel; by default on foot.

    Raises
    ------
    InputError
        If both are given, the mode is not known or has no minutes, or the minutes are no number, 0 or more.
    """
    if mode is not None and mode not in KPH:
        raise InputError(
            Fault(
                file="--mode",
                value=mode,
                cause="is no mode of travel",
                fix=f"choose from {', '.join(KPH)}",
            )
        )
    if margin_min is None:
        if mode is not None:
            raise InputError(
                Fault(
                    file="--mode",
                    value=mode,
                    cause="says how far --margin-min reaches, which is not given",
                    fix="give --margin-min, or leave --mode out",
                )
            )
        return DEFAULT_MARGIN_M if margin_m is None else margin_m
    if margin_m is not None:
        raise InputError(
            Fault(
                file="--margin-min",
                value=margin_min,
                cause="and --margin-m both say how far around the boundary is fetched",
                fix="leave one of them out",
            )
        )
    if not (math.isfinite(margin_min) and margin_min >= 0):
        raise InputError(
            Fault(
                file="--margin-min",
                value=margin_min,
                cause="is not 0 or more",
                fix="give the minutes of one limit",
            )
        )
    return KPH[mode or "walk"] * 1000 / 60 * margin_min
