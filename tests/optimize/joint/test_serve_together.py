"""Several services at once against trying every choice of sites."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.constraints.between_services import Hosting, OnlyUncovered, Parcels
from halfhour.optimize.constraints.per_unit import Ceiling, Presence
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.joint.serve_together import JointAnswer, ServeTogether
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sitings import choices, people_served, siting, sitings

EFFORT = Effort(threads=1)
Opened = dict[str, np.ndarray]
small = settings(deadline=None, max_examples=40)


def two_services() -> st.SearchStrategy[dict[str, Siting]]:
    return st.fixed_dictionaries(
        {"clinic": sitings(cells=5, candidates=4), "rehab": sitings(cells=5, candidates=3)}
    )


def joint_choices(problems: dict[str, Siting], objective: ServeTogether) -> Iterator[Opened]:
    for chosen in product(*(list(choices(problem)) for problem in problems.values())):
        opened = dict(zip(problems, chosen, strict=True))
        sites = sum(len(columns) for columns in chosen)
        money = sum(float(p.opening_cost[opened[name]].sum()) for name, p in problems.items())
        if objective.max_new is not None and sites > objective.max_new:
            continue
        if objective.budget is None or money <= objective.budget:
            yield opened


def check(
    problems: dict[str, Siting], objective: ServeTogether, fulfils: Callable[[Opened], bool]
) -> JointAnswer:
    """The answer is the best of all choices that fulfil the rule, or says that there is none."""
    answer = objective.answer(problems, EFFORT)
    allowed = [opened for opened in joint_choices(problems, objective) if fulfils(opened)]
    if not allowed:
        assert answer.status == "infeasible"
        assert answer.conflicts
        assert np.isnan(answer.objective_value)
        return answer
    best = max(worth(problems, objective, opened) for opened in allowed)
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(best)
    assert answer.bound >= best - 1e-6
    assert worth(problems, objective, answer.opened) == pytest.approx(answer.objective_value)
    mine = {name: sorted(columns.tolist()) for name, columns in answer.opened.items()}
    assert any(mine == {n: c.tolist() for n, c in opened.items()} for opened in allowed)
    return answer


def worth(problems: dict[str, Siting], objective: ServeTogether, opened: Opened) -> float:
    return sum(
        objective.weights.get(name, 1.0) * people_served(problem, opened[name])
        for name, problem in problems.items()
    )


limits = {"max_new": st.none() | st.integers(0, 5), "budget": st.none() | st.integers(0, 12)}
weights = st.fixed_dictionaries({"clinic": st.sampled_from([0.0, 1.0, 2.5])})


@small
@given(problems=two_services(), data=st.data())
def test_no_choice_under_one_budget_is_better(
    problems: dict[str, Siting], data: st.DataObject
) -> None:
    objective = ServeTogether(
        weights=data.draw(weights), **data.draw(st.fixed_dictionaries(limits))
    )
    check(problems, objective, lambda _: True)


@small
@given(problems=two_services(), data=st.data())
def test_a_guest_needs_its_host(problems: dict[str, Siting], data: st.DataObject) -> None:
    guest = st.integers(0, len(problems["rehab"].opening_cost) - 1)
    # -1 is a host that may not be opened.
    host = st.integers(-1, len(problems["clinic"].opening_cost) - 1)
    pairs = data.draw(st.lists(st.tuples(guest, host), max_size=4))
    guests, hosts = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    rule = Hosting(guest="rehab", host="clinic", guests=guests, hosts=hosts)
    objective = ServeTogether(rules=(rule,), **data.draw(st.fixed_dictionaries(limits)))
    check(
        problems,
        objective,
        lambda o: all(g not in o["rehab"] or h in o["clinic"] for g, h in pairs),
    )


@small
@given(problems=two_services(), data=st.data())
def test_a_parcel_is_used_once(problems: dict[str, Siting], data: st.DataObject) -> None:
    taken = np.array(data.draw(st.sampled_from([[], [1]])), dtype=np.int64)
    parcel_of = {
        name: np.array(data.draw(draws(st.integers(-1, 2), len(problem.opening_cost))))
        for name, problem in problems.items()
    }
    objective = ServeTogether(
        rules=(Parcels(parcel_of=parcel_of, taken=taken),),
        **data.draw(st.fixed_dictionaries(limits)),
    )

    def once(opened: Opened) -> bool:
        used = [p for n, of in parcel_of.items() for p in of[opened[n]].tolist() if p >= 0]
        return len(used) == len(set(used)) and not set(used) & set(taken.tolist())

    check(problems, objective, once)


@small
@given(problems=two_services(), data=st.data())
def test_every_unit_has_its_sites(problems: dict[str, Siting], data: st.DataObject) -> None:
    unit = np.array(data.draw(draws(st.integers(-1, 2), len(problems["clinic"].opening_cost))))
    existing = np.array(data.draw(draws(st.integers(0, 1), 3)))
    need = np.array(data.draw(draws(st.integers(0, 2), 3)))
    rule = Presence(
        service="clinic",
        candidate_unit=unit,
        existing=existing,
        need=need,
        unit_names=("north", "south", "west"),
    )
    objective = ServeTogether(rules=(rule,), **data.draw(st.fixed_dictionaries(limits)))

    def present(opened: Opened) -> bool:
        there = [existing[u] + (unit[opened["clinic"]] == u).sum() for u in range(3)]
        return bool(np.all(there >= need))

    check(problems, objective, present)


@small
@given(problems=two_services(), data=st.data())
def test_no_unit_has_too_many(problems: dict[str, Siting], data: st.DataObject) -> None:
    unit = np.array(data.draw(draws(st.integers(-1, 2), len(problems["clinic"].opening_cost))))
    existing = np.array(data.draw(draws(st.integers(0, 1), 3)))
    most = np.array(data.draw(draws(st.integers(-1, 2), 3)))
    rule = Ceiling(
        service="clinic",
        candidate_unit=unit,
        existing=existing,
        most=most,
        unit_names=("north", "south", "west"),
    )
    objective = ServeTogether(rules=(rule,), **data.draw(st.fixed_dictionaries(limits)))

    def within(opened: Opened) -> bool:
        new = [(unit[opened["clinic"]] == u).sum() for u in range(3)]
        return all(most[u] < 0 or new[u] == 0 or existing[u] + new[u] <= most[u] for u in range(3))

    check(problems, objective, within)


@small
@given(problems=two_services(), data=st.data())
def test_stations_stand_only_where_no_centre_covers(
    problems: dict[str, Siting], data: st.DataObject
) -> None:
    stations, centres = (len(problems[name].opening_cost) for name in ("rehab", "clinic"))
    covers = np.array(data.draw(draws(st.booleans(), stations * centres))).reshape(stations, -1)
    today = np.array(data.draw(draws(st.sampled_from([False, False, True]), stations)))
    rule = OnlyUncovered(
        station="rehab", centre="clinic", covers=csr_array(covers), covered_today=today
    )
    objective = ServeTogether(rules=(rule,), **data.draw(st.fixed_dictionaries(limits)))

    def apart(opened: Opened) -> bool:
        near = covers[np.ix_(opened["rehab"], opened["clinic"])]
        return not (near.any() or today[opened["rehab"]].any())

    check(problems, objective, apart)


@small
@given(problems=two_services(), data=st.data())
def test_more_budget_never_serves_fewer_and_names_do_not_matter(
    problems: dict[str, Siting], data: st.DataObject
) -> None:
    free = {
        name: dataclasses.replace(p, must_open=np.zeros(len(p.opening_cost), dtype=bool))
        for name, p in problems.items()
    }
    money = data.draw(st.integers(0, 8))
    answers = [ServeTogether(budget=m).answer(free, EFFORT) for m in (money, money + 2)]
    assert answers[0].objective_value <= answers[1].objective_value + 1e-6
    turned = {"x": free["rehab"], "y": free["clinic"]}
    assert ServeTogether(budget=money).answer(turned, EFFORT).objective_value == pytest.approx(
        answers[0].objective_value
    )


def draws(one: st.SearchStrategy, count: int) -> st.SearchStrategy[list]:
    return st.lists(one, min_size=count, max_size=count)


def row_of_clinics(count: int, **options: object) -> Siting:
    """Each candidate serves one cell of its own, with 10 people."""
    costs = np.where(np.eye(count, dtype=bool), 0.0, np.inf)
    return siting(costs, np.full(count, 10.0), opening_cost=np.full(count, 2.0), **options)


def presence(need: Sequence[int], unit: Sequence[int]) -> Presence:
    return Presence(
        service="clinic",
        candidate_unit=np.array(unit),
        existing=np.zeros(len(need), dtype=np.int64),
        need=np.array(need),
        unit_names=tuple(f"unit{u}" for u in range(len(need))),
    )


def test_a_unit_without_candidates_is_named() -> None:
    objective = ServeTogether(rules=(presence([1, 0, 2], [0, 0, 2]),))
    answer = objective.answer({"clinic": row_of_clinics(3)}, EFFORT)
    assert answer.status == "infeasible"
    (conflict,) = answer.conflicts
    assert conflict == (
        "presence: unit2 needs 2 more sites of clinic, but only 1 candidate stands there; "
        "a need of 1 could be met"
    )
    assert [len(columns) for columns in answer.opened.values()] == [0]


def test_a_budget_below_the_rules_says_what_would_work() -> None:
    rules = (presence([1, 1, 1], [0, 1, 2]),)
    problems = {"clinic": row_of_clinics(3)}
    answer = ServeTogether(budget=5.0, rules=rules).answer(problems, EFFORT)
    why, way_out = answer.conflicts
    assert "presence: unit0 needs 1 more site of clinic" in why
    assert way_out == (
        "budget of all services: the other rules together need at least 6 money, 5 allowed; "
        "6 would work"
    )
    assert ServeTogether(budget=6.0, rules=rules).answer(problems, EFFORT).objective_value == 30.0


def test_must_open_against_a_service_s_own_number() -> None:
    must = np.array([True, True, False])
    problems = {"clinic": row_of_clinics(3, must_open=must, max_new=1)}
    answer = ServeTogether().answer(problems, EFFORT)
    why, way_out = answer.conflicts
    assert why == (
        "cannot be met together: max_new of clinic: 1; must_open of clinic: c0; "
        "must_open of clinic: c1"
    )
    assert way_out == (
        "max_new of clinic: the other rules together need at least 2 sites, 1 allowed; 2 would work"
    )


def test_limits_that_must_be_raised_together() -> None:
    must = np.array([True, True, False])
    problems = {"clinic": row_of_clinics(3, must_open=must)}
    answer = ServeTogether(max_new=1, budget=3.0).answer(problems, EFFORT)
    assert answer.conflicts[1:] == (
        "together would work: max_new of all services 2, budget of all services 4",
    )


def test_what_helps_nobody_is_not_opened() -> None:
    costs = np.array([[0.0, 0.0, np.inf], [0.0, np.inf, np.inf]])
    rules = (Parcels(parcel_of={"clinic": np.array([0, 1, 2])}),)
    problem = {"clinic": siting(costs, np.array([5, 5]))}
    answer = ServeTogether(max_new=3, rules=rules).answer(problem, EFFORT)
    assert answer.opened["clinic"].tolist() == [0]


def test_two_must_open_on_one_parcel_are_named_alone() -> None:
    must = np.array([True, True, True])
    rules = (Parcels(parcel_of={"clinic": np.array([4, 4, 7])}), presence([1], [0, 0, 0]))
    answer = ServeTogether(rules=rules).answer(
        {"clinic": row_of_clinics(3, must_open=must)}, EFFORT
    )
    (conflict,) = answer.conflicts
    assert conflict == (
        "cannot be met together: must_open of clinic: c0; must_open of clinic: c1; "
        "parcels: at most one site on parcel 4"
    )


def test_no_new_site_is_today() -> None:
    existing = np.array([[0.0], [np.inf], [np.inf]])
    answer = ServeTogether(max_new=0).answer(
        {"clinic": row_of_clinics(3, existing=existing)}, EFFORT
    )
    assert (answer.status, answer.objective_value, answer.bound) == ("optimal", 10.0, 10.0)


def test_stopped_at_once_the_bound_still_holds() -> None:
    rng = np.random.default_rng(5)
    costs = np.where(rng.random((400, 60)) < 0.1, 0.0, np.inf)
    problem = {"clinic": siting(costs, rng.integers(1, 9, 400)), "rehab": row_of_clinics(2)}
    objective = ServeTogether(max_new=9)
    hurried = objective.answer(problem, Effort(threads=1, time_limit_s=0.01))
    assert hurried.objective_value <= hurried.bound
    assert hurried.objective_value == pytest.approx(objective.value(problem, hurried.opened))
    assert sum(map(len, hurried.opened.values())) <= 9


@pytest.mark.parametrize(
    ("objective", "text"),
    [
        (ServeTogether(budget=-1.0), "budget = -1.0: is below 0"),
        (ServeTogether(weights={"clinik": 1.0}), "'clinik': is no service here"),
        (ServeTogether(rules=(presence([1], [0]),)), "candidate_unit = 1: values are too many"),
        (
            ServeTogether(
                rules=(Hosting(guest="clinic", host="clinic", guests=np.r_[0], hosts=np.r_[3]),)
            ),
            "Hosting = 3: is no candidate of clinic. clinic has candidates 0 to 2",
        ),
    ],
)
def test_what_does_not_fit_is_said(objective: ServeTogether, text: str) -> None:
    with pytest.raises(InputError, match=text):
        objective.answer({"clinic": row_of_clinics(3)}, EFFORT)


def test_relabelling_candidates_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    costs = np.where(rng.random((12, 6)) < 0.4, 0.0, np.inf)
    people = rng.integers(0, 9, 12)
    best = []
    for order in [np.arange(6), *(rng.permutation(6) for _ in range(3))]:
        problem = {"clinic": siting(costs[:, order], people)}
        best.append(ServeTogether(max_new=2).answer(problem, EFFORT).objective_value)
    assert len(set(best)) == 1
