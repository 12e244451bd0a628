"""The frontier: the best plan for every number of sites, or for several budgets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..common.amounts import whole_number_of
from ..common.arrays import Ints
from ..common.written.shown import Shown
from ..coverage.assessment import assess_within
from ..geo.tables import people
from .build_order import order_of
from .core.budget import must_open_conflicts
from .core.effort import Effort
from .core.problem import Siting
from .core.result import Answer
from .core.watched import watched
from .covering.lagrangian_bound import DualState
from .covering.maximal import prepared_covering, solve_prepared
from .objectives.maximal_covering import MaximalCovering
from .plan import relative_gap
from .scenario import Scenario
from .scenario_arrays import siting_of
from .solve import effort_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Frontier(Shown):
    """The objective value by number of new sites, or by budget, each point with its bound.

    Parameters
    ----------
    scenario
        The scenario of the last point.
    points
        One row per number or budget, its index: ``objective_value``, ``adds`` (to the row before), ``bound``,
        ``optimality_gap``, ``status``, ``seconds``, ``sites`` and ``cost`` of the best plan, and ``opened``,
        its ids. Best plans of two rows need not have sites in common.
    order
        The build order of the last plan: index ``nth``; ``site_id``, ``adds`` and ``served`` (people of the
        group), ``cost`` so far.
    knee
        The index at which the curve bends most; None where it is straight or has fewer than three points.

    See Also
    --------
    frontier : Compute a frontier.
    frontier_chart : Draw it.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> curve = hh.frontier(hh.Scenario(times, limit_min=15), up_to=3)
    >>> curve
    <Frontier of 4 points, knee at 1.0>
    >>> curve.points["objective_value"].to_dict()
    {0: 140.0, 1: 340.0, 2: 400.0, 3: 400.0}
    >>> curve.order["site_id"].tolist()
    ['east', 'mid']
    """

    scenario: Scenario
    points: pd.DataFrame
    order: pd.DataFrame
    knee: float | None

    def __repr__(self) -> str:
        return f"<Frontier of {len(self.points)} points, knee at {self.knee}>"


def frontier(
    scenario: Scenario, *, up_to: int | None = None, budgets: Sequence[float] | None = None
) -> Frontier:
    """Solve a scenario for every number of new sites from 0 to `up_to`, or for several budgets.

    For maximal covering the problem is reduced once, and each point starts from the solution and the Lagrange
    multipliers of the one before. `Scenario.time_limit_s` holds for each point. The knee is the point farthest
    from the straight line between the ends [1]_.

    Parameters
    ----------
    scenario
        What to solve; its own `max_new` (or `budget`) is replaced.
    up_to
        The highest number of new sites; by default the scenario's `max_new`.
    budgets
        Budgets, ascending, instead of numbers of sites.

    Returns
    -------
    Frontier
        One certified point for each number or budget, the build order of the last plan, and the knee.

    Raises
    ------
    ValueError
        If both are given, or neither and the scenario has no `max_new`; or the budgets are not ascending.
    SolverError
        If the solver fails.

    See Also
    --------
    solve : One number of sites, or one budget.
    frontier_chart : Draw the frontier.

    References
    ----------
    .. [1] Satopää, V., Albrecht, J., Irwin, D. and Raghavan, B. (2011). Finding a "kneedle" in a haystack:
       detecting knee points in system behavior. ICDCS Workshops 2011, 166-171.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates of different costs:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(cost=[0.0, 3.0, 5.0, 4.0])
    >>> curve = hh.frontier(hh.Scenario(times, limit_min=15), budgets=[3, 5, 8])
    >>> curve.points["opened"].tolist()
    [('mid',), ('east',), ('mid', 'east')]
    >>> curve.points["adds"].tolist()[1:]
    [60.0, 60.0]
    """
    if budgets is not None and up_to is not None:
        raise ValueError("give up_to or budgets, not both")
    top = scenario.max_new if up_to is None else whole_number_of(up_to)
    if budgets is None and top is None:
        raise ValueError("give up_to, the highest number of new sites, or budgets")
    if budgets is not None:
        budgets = [float(money) for money in budgets]
    if budgets is not None and (not budgets or np.any(np.diff(budgets) <= 0)):
        raise ValueError("budgets must be ascending, at least one")
    scenarios = (
        [scenario.replace(max_new=number) for number in range((top or 0) + 1)]
        if budgets is None
        else [scenario.replace(budget=money) for money in budgets]
    )
    before = assess_within(
        scenario.times, scenario.limit, group=scenario.group, capacity=scenario.places
    )
    siting = siting_of(scenarios[-1], before)
    with watched(effort_of(scenario)) as effort:
        answers = list(_answers(scenarios, siting, effort))
    points = _points(scenarios, siting, answers, by_number=budgets is None)
    counted = people(scenario.times.demand, scenario.group).to_numpy(dtype=np.float64)
    order, gains = order_of(scenario, siting, counted, answers[-1].opened)
    return Frontier(
        scenario=scenarios[-1],
        points=points,
        order=pd.DataFrame(
            {
                "site_id": [siting.candidate_names[j] for j in order],
                "adds": gains,
                "served": before.people_served + np.cumsum(gains),
                "cost": np.cumsum(siting.opening_cost[order]),
            },
            index=pd.RangeIndex(1, len(order) + 1, name="nth"),
        ),
        knee=knee(points["objective_value"]),
    )


def _answers(scenarios: Sequence[Scenario], siting: Siting, effort: Effort) -> Iterator[Answer]:
    if not isinstance(scenarios[0].objective, MaximalCovering):
        for one in scenarios:
            own = siting.replace(max_new=one.max_new, budget=one.budget)
            yield one.objective.answer(own, effort)
        return
    today = float(siting.people[siting.served_today].sum())
    ready = prepared_covering(
        siting.reach(),
        np.where(siting.served_today, 0.0, siting.people),
        opening_cost=siting.opening_cost,
        must_open=siting.must_open,
    )
    ready = dataclasses.replace(ready, seconds=0.0)
    begin: Ints | None = None
    dual: DualState | None = None
    for one in scenarios:
        own = siting.replace(max_new=one.max_new, budget=one.budget)
        if must_open_conflicts(own):
            yield one.objective.answer(own, effort)
            continue
        answer, dual = solve_prepared(
            ready,
            max_new=one.max_new,
            budget=one.budget,
            effort=effort,
            begin=begin,
            dual=dual,
        )
        begin = answer.opened
        yield dataclasses.replace(
            answer, objective_value=today + answer.objective_value, bound=today + answer.bound
        )


def _points(
    scenarios: Sequence[Scenario], siting: Siting, answers: Sequence[Answer], *, by_number: bool
) -> pd.DataFrame:
    objective = np.array([answer.objective_value for answer in answers])
    index = (
        pd.Index([one.max_new for one in scenarios], name="max_new")
        if by_number
        else pd.Index([one.budget for one in scenarios], name="budget")
    )
    return pd.DataFrame(
        {
            "objective_value": objective,
            "adds": np.diff(objective, prepend=np.nan),
            "bound": [answer.bound for answer in answers],
            "optimality_gap": [
                relative_gap(answer.objective_value, answer.bound) for answer in answers
            ],
            "status": [answer.status for answer in answers],
            "seconds": [answer.seconds for answer in answers],
            "sites": [len(answer.opened) for answer in answers],
            "cost": [float(siting.opening_cost[answer.opened].sum()) for answer in answers],
            "opened": [
                tuple(siting.candidate_names[j] for j in answer.opened) for answer in answers
            ],
        },
        index=index,
    )


def knee(objective: pd.Series) -> float | None:
    """Return the index at which a curve is farthest from the straight line between its ends.

    The kneedle method (Satopää et al. 2011), without smoothing, since the points are exact. None where no point
    is off the line.
    """
    known = objective.dropna()
    if len(known) < 3:
        return None
    x: npt.NDArray[np.float64] = known.index.to_numpy(dtype=np.float64)
    y = known.to_numpy(dtype=np.float64)
    if y[-1] == y[0]:
        return None
    off = np.abs((y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0]))
    return float(x[off.argmax()]) if off.max() > 1e-9 else None
