"""Solving a joint scenario."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from ...common.errors import SolverError
from ...coverage.assessment import Assessment, assess_within
from ..core.effort import Effort
from ..core.problem import Siting
from ..core.result import Answer, Sizes
from ..core.tolerances import TOLERANCE
from ..core.watched import watched
from ..plan import Certificate, Plan, relative_gap
from ..scenario import Scenario
from ..scenario_arrays import siting_of
from ..solve import plan_of
from .plan import JointPlan
from .scenario import JointScenario
from .serve_together import JointAnswer, ServeTogether


def solve_together(joint: JointScenario) -> JointPlan:
    """Solve a joint scenario: the sites of several services that serve the most people [1]_ [2]_.

    Parameters
    ----------
    joint
        The joint scenario.

    Returns
    -------
    JointPlan
        A plan for each service, and one certificate. If the constraints cannot be fulfilled, the plans open
        nothing, the status is ``"infeasible"`` and the conflicts say why.

    Raises
    ------
    InputError
        If tables that a rule compares differ in CRS.
    SolverError
        If the solver fails, or its objective value differs from the recounted one.

    See Also
    --------
    JointScenario : What is asked.
    solve : One service.

    References
    ----------
    .. [1] Schilling, D., Elzinga, D. J., Cohon, J., Church, R. and ReVelle, C. (1979). The TEAM/FLEET models
       for simultaneous facility and equipment siting. Transportation Science 13, 163-175.
    .. [2] Moore, G. and ReVelle, C. (1982). The hierarchical service location problem. Management Science 28,
       775-780.

    Examples
    --------
    Clinics and rehabilitation rooms along a street, two new sites in all:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = street_times()
    >>> rehab = street_times("rehab", existing={}, candidates={"r-west": 1.0, "r-mid": 2.0})
    >>> joint = hh.JointScenario(
    ...     {
    ...         "clinic": hh.Scenario(clinic, limit_min=15),
    ...         "rehab": hh.Scenario(rehab, limit_min=15, group="residents"),
    ...     },
    ...     max_new=2,
    ... )
    >>> plan = hh.solve_together(joint)
    >>> plan.plans["clinic"].opened, plan.plans["rehab"].opened
    (('east',), ('r-mid',))
    >>> plan.certificate.objective_value, plan.certificate.status
    (580.0, 'optimal')
    """
    effort = Effort(
        time_limit_s=joint.time_limit_s,
        memory_limit_mb=joint.memory_limit_mb,
        report=joint.report,
    )
    with watched(effort) as one:
        return _solved(joint, one)


def _solved(joint: JointScenario, effort: Effort) -> JointPlan:
    """Solve a joint scenario within an effort."""
    scenarios, weights = joint.scenarios, joint.weights or {}
    before = {
        name: assess_within(one.times, one.limit, group=one.group, capacity=one.places)
        for name, one in scenarios.items()
    }
    sitings = {name: siting_of(one, before[name]) for name, one in scenarios.items()}
    objective = ServeTogether(
        weights=weights,
        max_new=joint.max_new,
        budget=joint.budget,
        rules=tuple(rule.rule(scenarios) for rule in joint.rules),
    )
    answer = objective.answer(sitings, effort)
    weighed = any(one.weighed for one in scenarios.values()) or any(
        weights.get(name, 1) != 1 for name in scenarios
    )
    measure = f"weighted_{objective.measure}" if weighed else objective.measure
    certificate = _certificate(answer, measure)
    plans = {
        name: _plan(one, sitings[name], before[name], _part(answer, name), certificate)
        for name, one in scenarios.items()
    }
    _require_true(answer, weights, sitings, plans)
    return JointPlan(joint=joint, plans=plans, certificate=certificate, conflicts=answer.conflicts)


def _certificate(answer: JointAnswer, measure: str) -> Certificate:
    sizes = [dataclasses.astuple(size) for size in answer.sizes.values()]
    cells, candidates, groups, kept = (sum(column) for column in zip(*sizes, strict=True))
    return Certificate(
        status=answer.status,
        objective_value=answer.objective_value,
        bound=answer.bound,
        optimality_gap=relative_gap(answer.objective_value, answer.bound),
        seconds=answer.seconds,
        solver=answer.solver,
        measure=measure,
        sense=ServeTogether.sense,
        sizes=Sizes(cells=cells, candidates=candidates, groups=groups, kept=kept),
    )


def _part(answer: JointAnswer, service: str) -> Answer:
    """Return the part of one service, without a bound of its own."""
    return Answer(
        status=answer.status,
        opened=answer.opened[service],
        objective_value=answer.served[service],
        bound=np.inf,
        sizes=answer.sizes[service],
        seconds=answer.seconds,
        solver=answer.solver,
    )


def _plan(
    scenario: Scenario, siting: Siting, before: Assessment, part: Answer, certificate: Certificate
) -> Plan:
    # Without its own limits: the note on fewer sites than allowed is of one service alone.
    free = scenario.replace(max_new=None, budget=None)
    plan = plan_of(free, siting, before, part)
    return dataclasses.replace(plan, scenario=scenario, certificate=certificate, together=True)


def _require_true(
    answer: JointAnswer,
    weights: Mapping[str, float],
    sitings: Mapping[str, Siting],
    plans: Mapping[str, Plan],
) -> None:
    """Recount the objective from assessments of the opened sites."""
    if not np.isfinite(answer.objective_value):
        return
    counted = sum(
        weights.get(name, 1.0) * _served(sitings[name], plan.after) for name, plan in plans.items()
    )
    if abs(counted - answer.objective_value) > TOLERANCE * max(1.0, abs(counted)):
        raise SolverError(
            f"the joint plan counts {answer.objective_value:,.3f} people served, fresh assessments of its "
            f"sites {counted:,.3f}; no plan was made. Please report this."
        )


def _served(siting: Siting, after: Assessment) -> float:
    """Return the people served by an assessment, weighted as the siting weights them."""
    if siting.assignment is not None:
        return after.people_served
    return float(siting.people @ after.cells["within_reach"].to_numpy(dtype=np.float64))
