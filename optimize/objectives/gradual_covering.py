"""Gradual covering: coverage that decays with travel time or distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ...common.amounts import as_numbers
from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError, SolverError
from ..capacity.transport import NO_SOLVER
from ..core.budget import must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.pairs import Pairs, pairs_within
from ..core.problem import Siting
from ..core.result import Answer, Sizes, certified, infeasible
from ..core.solver import Solution, solve_model
from ..core.watched import interruptible
from .gradual_levels import Levels, gradual_levels, gradual_model
from .gradual_start import gradual_start


@dataclass(frozen=True, kw_only=True)
class GradualCovering:
    """Serve the most people where coverage decays with travel time or distance: gradual covering.

    A person counts 1 up to the first cost, 0 from the second one on, and a part in between, by the nearest
    open or existing site [1]_ [2]_. Solved as a mixed-integer program over levels of coverage.

    Parameters
    ----------
    full_min, none_min
        Minutes up to which a person counts 1, and from which on 0. If the two are equal, coverage is binary:
        1 up to there. The second may be above the scenario's limit: costs up to there are computed.
    full_m, none_m
        The same in metres, where distance is counted.
    shape
        The decay function of t, which goes from 0 at the first cost to 1 at the second: ``"linear"``, 1 - t, or
        ``"smooth"``, 1 - 3 t^2 + 2 t^3.

    Raises
    ------
    InputError
        If not exactly one pair is given, the first is below 0 or above the second, or (in `solve`) costs are
        in the other unit.

    See Also
    --------
    MaximalCovering : Coverage with one limit.
    PMedian : The least average travel time.

    References
    ----------
    .. [1] Church, R. L. and Roberts, K. L. (1983). Generalized coverage models and public facility location.
       Papers of the Regional Science Association 53, 117-135.
    .. [2] Berman, O., Krass, D. and Drezner, Z. (2003). The gradual covering decay location problem on a
       network. European Journal of Operational Research 151, 474-480.

    Examples
    --------
    A person counts 1 up to 12 minutes, a half at 24 and 0 from 36 minutes on:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> gradual = hh.GradualCovering(full_min=12, none_min=36)
    >>> gradual.worth([720.0, 1440.0, 2160.0]).tolist()
    [1.0, 0.5, 0.0]

    On a street of 5 km 340 people are within 12 minutes of a site then, and 60 more at 24 minutes:

    >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, objective=gradual))
    >>> plan.opened, plan.certificate.objective_value
    (('east',), 370.0)
    """

    full_min: float | None = None
    none_min: float | None = None
    full_m: float | None = None
    none_m: float | None = None
    shape: Literal["linear", "smooth"] = "linear"

    kind: ClassVar[str] = "gradual_covering"
    sense: ClassVar[Sense] = "maximise"
    measure: ClassVar[str] = "people_by_nearness"

    def __post_init__(self) -> None:
        as_numbers(self, real=["full_min", "none_min", "full_m", "none_m"])
        minutes, metres = (self.full_min, self.none_min), (self.full_m, self.none_m)
        given = [ends for ends in (minutes, metres) if ends != (None, None)]
        if len(given) != 1 or None in given[0]:
            raise InputError(
                _fault(
                    "full_min, none_min",
                    (*minutes, *metres),
                    "needs both ends, in minutes or in metres",
                    "give full_min and none_min, or full_m and none_m where distance is counted",
                )
            )
        if not 0 <= self.full <= self.none < np.inf:
            raise InputError(
                _fault(
                    f"full_{self._suffix}, none_{self._suffix}",
                    given[0],
                    "service must be full up to 0 or more, and end there or beyond",
                    "give the first no larger than the second, for example 15 and 30 minutes",
                )
            )

    @property
    def _suffix(self) -> str:
        return "min" if self.full_m is None else "m"

    @property
    def full(self) -> float:
        """Cost up to which a person counts 1, in seconds or metres."""
        return 60.0 * (self.full_min or 0.0) if self.full_m is None else self.full_m

    @property
    def none(self) -> float:
        """Cost from which on a person counts 0, in seconds or metres."""
        return 60.0 * (self.none_min or 0.0) if self.none_m is None else self.none_m

    @property
    def costs_up_to(self) -> float | None:
        """Up to which cost sites count: up to `none`."""
        return self.none

    def worth(self, cost: npt.ArrayLike) -> Floats:
        """Return the decay function: how much a person counts by the cost to the nearest site."""
        # Costs are in single precision, so the two bounds are rounded to it before they are compared.
        full, none = float(np.float32(self.full)), float(np.float32(self.none))
        costs = np.asarray(cost, dtype=np.float64)
        if full == none:
            return np.where(costs <= full, 1.0, 0.0)
        way = np.clip((costs - full) / (none - full), 0.0, 1.0)
        return 1.0 - (way if self.shape == "linear" else way * way * (3.0 - 2.0 * way))

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the people covered by the existing and opened sites, each by the decay function."""
        return float(siting.people @ self.worth(_nearest(siting, opened)))

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return which candidates to open, with proof."""
        deadline = Deadline.of(effort)
        self._require_unit(siting)
        conflicts = must_open_conflicts(siting)
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        must = np.flatnonzero(siting.must_open)
        base = self.worth(_nearest(siting, must))
        effort.enter("reduction")
        pairs, worth = self._worth_more(siting, base)
        levels = gradual_levels(pairs, worth, base, siting.people)
        candidates = np.unique(pairs.site)
        sizes = Sizes(
            cells=int((siting.people > 0).sum()),
            candidates=len(siting.opening_cost),
            groups=len(levels.weight),
            kept=len(candidates),
        )
        effort.enter("greedy start")
        start = gradual_start(siting, pairs, worth, base, deadline=deadline)
        opened = np.union1d(must, np.flatnonzero(start))
        objective, most = self.value(siting, opened), float(siting.people @ base)
        most += float(levels.weight.sum())
        solution = None
        if objective < most:
            effort.enter("exact solve")
            left = effort.until(deadline)
            solution = _solve(siting, levels, start, candidates, left)
            if solution.values is not None:
                chosen = candidates[solution.values[: len(candidates)] > 0.5]
                solved = np.union1d(must, chosen)
                # Stopped early, the solver may return a worse solution than its start.
                if self.value(siting, solved) > objective:
                    opened, objective = solved, self.value(siting, solved)
            most = min(most, float(siting.people @ base) + solution.bound)
        status, bound = certified(
            "optimal" if solution is None else solution.status, objective, max(most, objective)
        )
        return Answer(
            status=status,
            opened=opened,
            objective_value=objective,
            bound=bound,
            sizes=sizes,
            seconds=deadline.spent_s,
            solver=NO_SOLVER if solution is None else solution.solver,
        )

    def _worth_more(self, siting: Siting, base: Floats) -> tuple[Pairs, Floats]:
        """Return the pairs in which a candidate covers the cell better than the standing sites do."""
        full = np.float32(self.full)
        costs = csc_array(siting.costs)
        # Up to `full` coverage is the same, so these pairs are in one level.
        data = np.maximum(costs.data, full)
        pairs = pairs_within(
            csc_array((data, costs.indices, costs.indptr), shape=costs.shape),
            siting.people,
            self.none,
        )
        worth = self.worth(pairs.cost)
        more = worth > base[pairs.cell]
        return pairs.where(more), worth[more]

    def _require_unit(self, siting: Siting) -> None:
        unit = "s" if self.full_m is None else "m"
        if siting.cost_unit != unit:
            counted, instead = ("time", "min") if siting.cost_unit == "s" else ("distance", "m")
            raise InputError(
                _fault(
                    f"full_{self._suffix}",
                    self.full_min if self.full_m is None else self.full_m,
                    f"{counted} is counted here",
                    f"give full_{instead} and none_{instead}",
                )
            )


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="gradual covering", column=column, value=value, cause=cause, fix=fix)


def _nearest(siting: Siting, opened: Ints) -> Floats:
    """Return by cell the cost of the nearest existing or opened site."""
    costs = csc_array(siting.costs[:, opened])
    nearest = siting.today.astype(np.float64).copy()
    np.minimum.at(nearest, costs.indices, costs.data)
    return nearest


def _solve(
    siting: Siting, levels: Levels, start: npt.NDArray[np.bool_], candidates: Ints, effort: Effort
) -> Solution:
    model, _ = gradual_model(siting, levels, candidates)
    found = solve_model(
        model,
        start=np.concatenate([start[candidates], levels.reached(start)]).astype(np.float64),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: effort.report(
            f"so far {best:,.0f} people more than today, at most {bound:,.0f}"
        ),
    )
    if found.status == "infeasible":
        raise SolverError("HiGHS calls a plan infeasible that is at hand. Please report this.")
    return found
