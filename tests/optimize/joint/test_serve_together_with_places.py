"""Several services, some of which have capacities, against trying every choice of sites."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.example_street import street_times
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.serve_together import ServeTogether
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from halfhour.optimize.scenario import Scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from places_oracle import most_with_a_place
from sitings import choices, people_served, sitings

RULES = ("system", "closest")
Problems = dict[str, Siting]


def draw(data: st.DataObject, assignment: str) -> tuple[Problems, ServeTogether]:
    problems = {
        name: data.draw(sitings(cells=5, candidates=3, capacitated=True))
        for name in ("clinic", "rehab")
    }
    other = data.draw(st.sampled_from([None, "system", "closest"]))
    for name, rule in (("clinic", assignment), ("rehab", other)):
        problems[name] = dataclasses.replace(problems[name], assignment=rule)
    objective = ServeTogether(
        weights=data.draw(st.fixed_dictionaries({"clinic": st.sampled_from([0.5, 1.0, 2.5])})),
        max_new=data.draw(st.none() | st.integers(0, 4)),
        budget=data.draw(st.none() | st.integers(0, 8).map(float)),
    )
    return problems, objective


def worth(problems: Problems, objective: ServeTogether, opened: dict[str, np.ndarray]) -> float:
    return sum(
        objective.weights.get(name, 1.0)
        * (people_served if problem.assignment is None else most_with_a_place)(
            problem, opened[name]
        )
        for name, problem in problems.items()
    )


def allowed(problems: Problems, objective: ServeTogether) -> list[dict[str, np.ndarray]]:
    found = []
    for chosen in product(*(list(choices(problem)) for problem in problems.values())):
        opened = dict(zip(problems, chosen, strict=True))
        money = sum(problems[name].opening_cost[own].sum() for name, own in opened.items())
        if objective.max_new is not None and sum(map(len, chosen)) > objective.max_new:
            continue
        if objective.budget is None or money <= objective.budget:
            found.append(opened)
    return found


def check(problems: Problems, objective: ServeTogether) -> None:
    answer = objective.answer(problems, Effort(threads=1))
    values = [worth(problems, objective, opened) for opened in allowed(problems, objective)]
    if not values:
        assert answer.status == "infeasible"
        assert answer.conflicts
        return
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(max(values))
    assert answer.bound == pytest.approx(max(values))
    assert worth(problems, objective, dict(answer.opened)) == pytest.approx(max(values))


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=50)
@given(data=st.data())
def test_no_choice_serves_more(data: st.DataObject, assignment: str) -> None:
    check(*draw(data, assignment))


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=1000)
@given(data=st.data())
def test_no_choice_of_a_thousand_serves_more(data: st.DataObject, assignment: str) -> None:
    check(*draw(data, assignment))


@pytest.mark.parametrize("assignment", RULES)
def test_a_joint_plan_counts_the_places_of_each_service(assignment: str) -> None:
    clinic = street_times(capacity=[100.0, 150.0, 80.0, 80.0])
    rehab = street_times("rehab", existing={}, candidates={"r-west": 1.0, "r-mid": 2.0})
    rule = ServiceCapacity(assignment=assignment)  # type: ignore[arg-type]
    joint = JointScenario(
        {
            "clinic": Scenario(clinic, limit_min=15, capacity=rule),
            "rehab": Scenario(rehab, limit_min=15, group="residents"),
        },
        max_new=3,
    )
    plan = solve_together(joint)
    assert plan.certificate.status == "optimal"
    served = plan.table().set_index("service")["served_after"]
    assert served.sum() == pytest.approx(plan.certificate.objective_value)
    after = plan.plans["clinic"].after
    assert after.people_served < after.people_within_reach
    own = plan.plans["clinic"]
    assert own.before.people_served + sum(own.gains) == pytest.approx(after.people_served)


def test_everybody_cannot_be_asked_of_several_services() -> None:
    times = street_times(capacity=[100.0, 150.0, 80.0, 80.0])
    objective = CapacitatedCovering(serve_all=True)
    with pytest.raises(InputError, match="cannot be asked of several services together"):
        JointScenario({"clinic": Scenario(times, objective=objective)})
