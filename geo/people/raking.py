"""Iterative proportional fitting: people of cells whose sums by unit shall be given numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Floats, Ints

_TOLERANCE: Final = 1e-9
"""Relative difference of a sum from what it shall be that is no difference."""

_NOBODY: Final = 1e-200
_ROUNDS_MAX: Final = 2000


@dataclass(frozen=True, eq=False)
class Margin:
    """Sums of one partition of the cells.

    Parameters
    ----------
    unit
        By cell the number of its unit; -1 for a cell in none of those that have a sum.
    wanted
        By unit what its cells shall sum up to, 0 or more.
    """

    unit: Ints
    wanted: Floats


@dataclass(frozen=True, eq=False)
class Raked:
    """What fitting found.

    Parameters
    ----------
    people
        By cell.
    misses
        By margin and unit the relative difference of the sum from what it shall be.
    """

    people: Floats
    misses: tuple[Floats, ...]

    @property
    def fits(self) -> bool:
        """Whether every sum is what it shall be."""
        return all(float(miss.max(initial=0.0)) <= _TOLERANCE for miss in self.misses)


def raked(people: Floats, margins: Sequence[Margin]) -> Raked:
    """Multiply the people of cells by factors of their units until all sums are as wanted.

    Parameters
    ----------
    people
        By cell, 0 or more.
    margins
        The sums. With one margin, or several of which the finer ones agree with the coarser ones, one round is
        enough; else the margins are met in turn until nothing changes any more.

    Returns
    -------
    Raked
        People whose odds within what no margin tells apart are the same as before; cells in no unit are
        unchanged, and so are those of a unit in which nobody lives.

    References
    ----------
    Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table when the expected
    marginal totals are known.
    """
    fitted = people.astype(np.float64)
    misses = _misses(fitted, margins)
    best = np.inf
    for number in range(_ROUNDS_MAX):
        for margin in margins:
            inside = margin.unit >= 0
            unit = margin.unit[inside]
            sums = sums_by_unit(fitted, margin.unit, len(margin.wanted))
            # A sum that is hardly a number is none: no factor makes people of it.
            factor = np.divide(margin.wanted, sums, out=np.ones_like(sums), where=sums > _NOBODY)
            fitted[inside] *= factor[unit]
        misses = _misses(fitted, margins)
        worst = max((float(miss.max(initial=0.0)) for miss in misses), default=0.0)
        # Contradictory margins come no nearer.
        if worst <= _TOLERANCE or (number % 50 == 49 and worst > 0.999 * best):
            break
        best = worst if number % 50 == 49 else best
    return Raked(people=fitted, misses=misses)


def _misses(people: Floats, margins: Sequence[Margin]) -> tuple[Floats, ...]:
    return tuple(
        np.abs(sums_by_unit(people, margin.unit, len(margin.wanted)) - margin.wanted)
        / np.maximum(margin.wanted, 1.0)
        for margin in margins
    )


def sums_by_unit(people: Floats, unit: Ints, count: int) -> Floats:
    """Return the people of each of `count` units; cells of unit -1 are in none.

    Parameters
    ----------
    people, unit
        By cell.
    count
        How many units there are.
    """
    inside = unit >= 0
    sums = np.bincount(unit[inside], weights=people[inside], minlength=count)
    # Without any cell they would be whole numbers.
    return np.asarray(sums, dtype=np.float64)
