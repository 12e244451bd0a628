"""Set covering, whole (LSCP) and partial: the fewest sites or the least cost for a share of the people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from ...common.amounts import as_numbers
from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from ..core.budget import must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.linear_model import LinearModel, Sense
from ..core.problem import Siting
from ..core.result import Answer, infeasible
from ..core.tolerances import TOLERANCE
from ..core.watched import interruptible
from ..set_covering.infeasibility import (
    called,
    highest_common,
    in_unit,
    rounded_down,
    spending_conflicts,
    unreachable,
)
from ..set_covering.share_model import share_model
from ..set_covering.share_problem import Ask, share_problem
from ..set_covering.share_search import least_cost
from ..set_covering.unit_shares import UnitShares, require_shares, unit_asks
from .set_covering_with_places import covering_answer, least_for_shares


@dataclass(frozen=True, kw_only=True)
class SetCovering:
    """Serve a share of the people with the fewest new sites, or at the least cost: set covering (LSCP).

    A share of 1 is the location set covering problem [1]_, a lower one partial set covering [2]_.
    People served by existing sites count towards the share.
    Where the service has capacities, served is within the limit and with a place.
    Candidates in ``must_open`` count in the number of sites and in the cost.

    Parameters
    ----------
    share
        Part of all people that must be served, 0 to 1; 1 is everybody.
    unit_share
        Part of the people of a unit that must be served, by the unit's name, or one for all units.
    minimise
        What is minimised: ``"sites"``, their number, or ``"cost"``, the sum of opening costs.

    Raises
    ------
    InputError
        If a share is not from 0 to 1.

    See Also
    --------
    MaximalCovering : The most people that a number of sites or a budget can serve.
    MaximinCovering : The highest lowest share of any unit.

    References
    ----------
    .. [1] Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency service
       facilities. Operations Research 19, 1363-1373.
    .. [2] Daskin, M. and Owen, S. (1999). Two new location covering problems: the partial p-center problem and
       the partial set covering problem. Geographical Analysis 31, 217-235.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()

    How many new sites serve four fifths of the people within 15 minutes, and how many serve all:

    >>> part = hh.Scenario(times, limit_min=15, objective=hh.SetCovering(share=0.8))
    >>> hh.solve(part).opened
    ('east',)
    >>> hh.solve(part.replace(objective=hh.SetCovering())).opened
    ('east', 'mid')
    """

    share: float = 1.0
    unit_share: UnitShares = None
    minimise: Literal["sites", "cost"] = "sites"

    kind: ClassVar[str] = "set_covering"
    sense: ClassVar[Sense] = "minimise"
    costs_up_to: ClassVar[float | None] = None

    def __post_init__(self) -> None:
        # Before they are turned into floats, so that a fault shows what was written.
        require_shares("share", self.share)
        require_shares("unit_share", self.unit_share)
        as_numbers(self, by_name=["share", "unit_share"])

    @property
    def measure(self) -> str:
        """What the objective counts."""
        return self.minimise

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven lower bound on their number or cost.

        Parameters
        ----------
        siting
            Cells, sites and candidates; units where `unit_share` asks for them.
        effort
            Time limit, threads and progress report.

        Returns
        -------
        Answer
            Infeasible with conflicts where the shares cannot be served.

        Raises
        ------
        InputError
            If `unit_share` names an unknown unit.
        SolverError
            If the solver fails.
        """
        deadline = Deadline.of(effort)
        asks = [Ask(share=self.share), *unit_asks("unit_share", self.unit_share, siting)]
        if siting.assignment is not None:
            whole = self.minimise == "sites"
            return least_for_shares(siting, asks, self._cost(siting), whole=whole, effort=effort)
        conflicts = must_open_conflicts(siting)
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        effort.enter("reduction")
        problem = share_problem(siting, asks, everybody=False)
        conflicts = unreachable(siting, asks, problem, "share")
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        found = least_cost(problem, self._cost(siting)[problem.candidates], effort)
        if found.status == "infeasible":
            return infeasible(siting, _conflicts(siting, asks, effort.until(deadline)), self.sense)
        bound = found.bound + float(self._cost(siting)[siting.must_open].sum())
        if self.minimise == "sites":
            bound = float(math.ceil(bound - TOLERANCE))
        opened = None
        if found.chosen is not None:
            must = np.flatnonzero(siting.must_open)
            opened = np.sort(np.concatenate([must, problem.candidates[found.chosen]]))
        return covering_answer(
            siting, found, opened, self._cost(siting), bound, seconds=deadline.spent_s
        )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the number or the cost of these candidates."""
        return float(self._cost(siting)[opened].sum())

    def linear_model(self, siting: Siting) -> tuple[LinearModel, Ints]:
        """Return the program after exact reduction, and the candidates of its first variables."""
        asks = [Ask(share=self.share), *unit_asks("unit_share", self.unit_share, siting)]
        problem = share_problem(siting, asks, everybody=False)
        cost = self._cost(siting)[problem.candidates]
        return share_model(problem, "minimise", cost=cost), problem.candidates

    def _cost(self, siting: Siting) -> Floats:
        return siting.opening_cost if self.minimise == "cost" else np.ones(len(siting.opening_cost))


def _conflicts(siting: Siting, asks: list[Ask], effort: Effort) -> tuple[str, ...]:
    """Return the sites or the budget that the shares need, and the shares that are feasible."""
    asks = [ask for ask in asks if ask.share > 0]
    shares = tuple(called(siting, ask, "share") for ask in asks)
    what = Sentence("{ask} needs", ask=shares[0])
    if len(asks) > 1:
        what = Sentence("the shares ({shares}) together need", shares=shares)
    texts = spending_conflicts(siting, asks, what, effort)
    instead = highest_common(siting, asks, effort)
    lowered = tuple(
        rounded_down(share) if ask.unit is None else in_unit(siting, ask, rounded_down(share))
        for ask, share in zip(asks, instead, strict=True)
    )
    return *texts, Sentence("with what is allowed can be served: {shares}", shares=lowered)
