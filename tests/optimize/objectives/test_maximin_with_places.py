"""The lowest share of a unit's people with a place, against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.example_street import street_times
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.places.recount import served_people
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from places_oracle import most_with_a_place
from sitings import choices, sitings

RULES = ("system", "closest")


def shares(problem: Siting, opened: np.ndarray) -> np.ndarray:
    """By unit with people the share with a place, as the service gives its places."""
    served = served_people(problem, opened)
    units = [problem.unit == unit for unit in range(len(problem.unit_names))]
    return np.array(
        [
            served[unit].sum() / problem.people[unit].sum()
            for unit in units
            if problem.people[unit].sum() > 0
        ]
    )


def draw(
    data: st.DataObject, assignment: AssignmentRule, *, candidates: int = 3
) -> tuple[Siting, MaximinCovering]:
    problem = data.draw(sitings(capacitated=True, candidates=candidates, cells=5))
    assume(any(problem.people[problem.unit >= 0] > 0))
    floor = data.draw(st.none() | st.sampled_from([0.0, 0.3, 0.6, 1.0]))
    return dataclasses.replace(problem, assignment=assignment), MaximinCovering(floor=floor)


def check(problem: Siting, objective: MaximinCovering) -> None:
    got = objective.answer(problem, Effort(threads=1))
    plans = [(opened, shares(problem, opened).min()) for opened in choices(problem)]
    floor = objective.floor or 0.0
    assert isinstance(floor, float)
    served = [most_with_a_place(problem, opened) for opened, low in plans if low >= floor - 1e-6]
    if not served:
        assert got.status == "infeasible"
        assert got.conflicts
        return
    assert got.status == "optimal"
    best = max(served) if objective.floor is not None else max(low for _, low in plans)
    assert got.objective_value == pytest.approx(best)
    assert got.bound == pytest.approx(best)
    assert objective.value(problem, got.opened) == pytest.approx(best)
    if objective.floor is None:
        most = max(most_with_a_place(problem, one) for one, low in plans if low >= best - 1e-6)
        assert got.figures["people served"] == pytest.approx(most)
    assert tuple(got.opened) in {tuple(opened) for opened, _ in plans}


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=50)
@given(data=st.data())
def test_no_choice_is_fairer(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(*draw(data, assignment))


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=1000)
@given(data=st.data())
def test_no_choice_of_a_thousand_is_fairer(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(*draw(data, assignment, candidates=5))


@pytest.mark.parametrize("assignment", RULES)
@pytest.mark.parametrize("objective", [MaximinCovering(), SetCovering(share=0.4, unit_share=0.35)])
def test_the_certificate_is_what_the_units_table_shows(
    objective: MaximinCovering | SetCovering, assignment: AssignmentRule
) -> None:
    times = street_times(capacity=[60.0, 90.0, 50.0, 30.0])
    rule = ServiceCapacity(assignment=assignment)
    scenario = Scenario(times, limit_min=15, by="township", objective=objective, capacity=rule)
    plan = solve(
        scenario.replace(max_new=2) if isinstance(objective, MaximinCovering) else scenario
    )
    table = plan.after.summary(by="township")
    assert plan.certificate.status == "optimal"
    if isinstance(objective, MaximinCovering):
        assert table["share"].min() == pytest.approx(plan.certificate.objective_value)
    else:
        assert table["share"].min() >= 0.35
        assert plan.after.share >= 0.4
    reversed_order = assess(
        times,
        limit_min=15,
        open_sites=[*plan.opened[::-1], *plan.before.open_sites],
        capacity=rule,
    )
    assert reversed_order.summary(by="township")["share"].tolist() == table["share"].tolist()
