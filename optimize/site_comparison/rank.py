"""Where a proposed site stands among the eligible candidates, and beside the best plan of one site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd

from ...common.arrays import Bools, Floats
from ...coverage.site_check.obstacles import Obstacle
from .best_plan import BestPlan
from .candidate_gains import NOBODY

_DIGITS: Final = 6
"""People are compared to a millionth: sums of fractions differ behind it."""


class SiteFigures(Protocol):
    """The figures of a proposed site that it is judged by; a `SiteCheck` has them."""

    @property
    def group(self) -> str:
        """Whom people are counted of."""

    @property
    def newly_served(self) -> float:
        """People whom the site newly serves."""

    @property
    def people_in_reach(self) -> float:
        """People within reach of it."""

    @property
    def time_falls(self) -> float:
        """People whose way becomes shorter."""

    @property
    def share_before(self) -> float:
        """Share served without it."""

    @property
    def share_after(self) -> float:
        """Share served with it."""

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What forbids it or asks for care."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteRank:
    """Where a proposed site stands among what else could be opened.

    Parameters
    ----------
    newly_served
        People whom the proposed site newly serves.
    group
        Whom people are counted of.
    candidates
        The eligible candidates by ``site_id``, with ``name`` and ``newly_served``.
    better_than, same, of
        How many eligible candidates bring less than the proposed site, how many as much, of how many.
    best
        The best plan of one site; None where there is no candidate.
    """

    newly_served: float
    group: str
    candidates: pd.DataFrame
    better_than: int
    same: int
    of: int
    best: BestPlan | None

    @property
    def regret_people(self) -> float:
        """People whom the best plan of one site newly serves beyond the proposed one; 0 where it is as good."""
        return self._beyond(None if self.best is None else self.best.newly_served)

    @property
    def regret_bound(self) -> float:
        """Proven: no choice of one candidate newly serves more people than so many beyond the proposed one."""
        return self._beyond(None if self.best is None else self.best.bound)

    @property
    def share_better_than(self) -> float | None:
        """Share of the eligible candidates that bring less; None where there is none."""
        return self.better_than / self.of if self.of else None

    @property
    def more_than_site(self) -> Bools:
        """Which of the candidates bring more than the proposed site."""
        others, own = _compared(self.candidates, self.newly_served)
        return np.asarray(others > own)

    def _beyond(self, people: float | None) -> float:
        beyond = 0.0 if people is None else max(people - self.newly_served, 0.0)
        return 0.0 if beyond < NOBODY else beyond


def site_rank(
    newly_served: float, group: str, candidates: pd.DataFrame, best: BestPlan | None
) -> SiteRank:
    """Rank a proposed site among candidates.

    Parameters
    ----------
    newly_served
        People whom it newly serves.
    group
        Whom people are counted of.
    candidates
        What `candidate_gains` returned.
    best
        The best plan of one of them.
    """
    others, own = _compared(candidates, newly_served)
    return SiteRank(
        newly_served=newly_served,
        group=group,
        candidates=candidates,
        better_than=int((others < own).sum()),
        same=int((others == own).sum()),
        of=len(candidates),
        best=best,
    )


def _compared(candidates: pd.DataFrame, newly_served: float) -> tuple[Floats, float]:
    """Return what candidates and a site bring, as they are compared: to a millionth."""
    others = candidates["newly_served"].to_numpy(dtype=np.float64)
    return np.round(others, _DIGITS), round(newly_served, _DIGITS)
