"""Shares by unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...common.amounts import number_of
from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ..core.problem import Siting
from .share_problem import Ask

UnitShares = Mapping[str, float] | float | None
"""By name of the unit, or one for all units; None for none."""


def require_shares(option: str, shares: UnitShares) -> None:
    """Raise an `InputError` for shares outside 0 to 1.

    Parameters
    ----------
    option
        Name of the option, for the faults.
    shares
        The shares.

    Raises
    ------
    InputError
        Naming each that is not from 0 to 1.
    """
    named = shares.items() if isinstance(shares, Mapping) else [(None, shares)]
    faults = [
        Fault(
            file=option,
            key=unit,
            value=share,
            cause="a share is a part of the people, from 0 to 1",
            fix="write 0.8 for 80 %",
        )
        for unit, share in named
        if share is not None and not _is_share(share)
    ]
    if faults:
        raise InputError(*faults)


def _is_share(share: object) -> bool:
    number = number_of(share)
    return number is not None and 0 <= number <= 1


def unit_asks(option: str, shares: UnitShares, siting: Siting) -> list[Ask]:
    """Return the share of each unit with people, in the order of the units.

    Raises
    ------
    InputError
        If a unit is unknown, or there are none.
    """
    if shares is None:
        return []
    peopled = np.flatnonzero(unit_people(siting) > 0)
    if not isinstance(shares, Mapping):
        return [Ask(share=shares, unit=int(unit)) for unit in peopled]
    unknown = [name for name in shares if name not in siting.unit_names]
    if unknown:
        known = ", ".join(siting.unit_names) or "none"
        raise InputError(
            *(
                Fault(
                    file=option,
                    value=name,
                    cause="there is no such unit",
                    fix=f"name units of the siting: {known}",
                )
                for name in unknown
            )
        )
    names = siting.unit_names
    return [
        Ask(share=shares[names[unit]], unit=int(unit)) for unit in peopled if names[unit] in shares
    ]


def unit_people(siting: Siting, served: Bools | None = None) -> Floats:
    """Return the people of each unit, or the served ones."""
    counts = siting.unit >= 0 if served is None else (siting.unit >= 0) & served
    return np.bincount(
        siting.unit[counts], weights=siting.people[counts], minlength=len(siting.unit_names)
    ).astype(np.float64)


def lowest_share(siting: Siting, served: Bools) -> float:
    """Return the lowest share of people served in any unit with people; 1 if there is none."""
    people = unit_people(siting)
    some = people > 0
    return float((unit_people(siting, served)[some] / people[some]).min(initial=1.0))
