"""Sites over years against trying every year, or never, for every candidate."""

import dataclasses
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.core.result import YearsAnswer
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from hypothesis import given, settings
from hypothesis import strategies as st
from sitings import people_served, siting, sitings

EFFORT = Effort(threads=1)
small = settings(deadline=None, max_examples=60)


@st.composite
def questions(draw: st.DrawFn, cells: int) -> MultiPeriodCovering:
    def year(number: int) -> YearBudget:
        people = st.lists(st.integers(0, 9).map(float), min_size=cells, max_size=cells)
        return YearBudget(
            year=number,
            max_new=draw(st.none() | st.integers(0, 2)),
            budget=draw(st.none() | st.integers(0, 5).map(float)),
            people=draw(st.none() | people.map(np.array)),
            weight=draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])),
            carry_over=draw(st.sampled_from([True, True, False])),
        )

    return MultiPeriodCovering(years=tuple(year(2027 + k) for k in range(draw(st.integers(1, 3)))))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Siting, MultiPeriodCovering]:
    problem = draw(sitings(cells=5, candidates=4))
    return problem, draw(questions(len(problem.people)))


def timetables(problem: Siting, years: tuple[YearBudget, ...]) -> Iterator[np.ndarray]:
    """By candidate the place of its year, the number of years for never: all that is allowed."""
    never = len(years)
    for places in product(range(never + 1), repeat=len(problem.opening_cost)):
        when = np.array(places)
        built = when < never
        if problem.max_new is not None and built.sum() > problem.max_new:
            continue
        if problem.budget is not None and problem.opening_cost[built].sum() > problem.budget:
            continue
        if (problem.must_open & ~built).any():
            continue
        taken = [
            (int((when == k).sum()), problem.opening_cost[when == k].sum()) for k in range(never)
        ]
        if affordable([t[0] for t in taken], [y.max_new for y in years], years) and affordable(
            [t[1] for t in taken], [y.budget for y in years], years
        ):
            yield when


def affordable(taken: list[float], limits: list[float | None], years: tuple) -> bool:
    """Keep a purse, year after year."""
    left = 0.0
    for amount, limit, year in zip(taken, limits, years, strict=True):
        if limit is not None:
            left += limit - amount
            if left < 0:
                return False
        if not year.carry_over:
            left = 0.0
    return True


def worth(problem: Siting, years: tuple[YearBudget, ...], when: np.ndarray) -> float:
    return sum(
        year.weight
        * people_served(
            problem
            if year.people is None
            else dataclasses.replace(problem, people=np.array(year.people)),
            np.flatnonzero(when <= k),
        )
        for k, year in enumerate(years)
    )


def timetable(answer: YearsAnswer, problem: Siting, years: tuple[YearBudget, ...]) -> np.ndarray:
    when = np.full(len(problem.opening_cost), len(years))
    when[answer.opened] = answer.year_of - years[0].year
    return when


@small
@given(case=cases())
def test_no_timetable_is_better(case: tuple[Siting, MultiPeriodCovering]) -> None:
    problem, objective = case
    years = objective.years
    answer = objective.answer(problem, EFFORT)
    allowed = list(timetables(problem, years))
    if not allowed:
        assert answer.status == "infeasible"
        assert answer.conflicts
        assert np.isnan(answer.objective_value)
        return
    best = max(worth(problem, years, when) for when in allowed)
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(best)
    assert answer.bound >= best - 1e-6
    mine = timetable(answer, problem, years)
    assert any((mine == when).all() for when in allowed)
    assert worth(problem, years, mine) == pytest.approx(answer.objective_value)
    assert objective.value(problem, answer.opened, answer.year_of) == answer.objective_value


@small
@given(case=cases(), data=st.data())
def test_more_money_never_serves_fewer(
    case: tuple[Siting, MultiPeriodCovering], data: st.DataObject
) -> None:
    problem, objective = case
    problem = dataclasses.replace(
        problem, must_open=np.zeros(len(problem.opening_cost), dtype=bool)
    )
    richer = data.draw(st.integers(0, len(objective.years) - 1))
    more = tuple(
        dataclasses.replace(year, budget=None if year.budget is None else year.budget + 2)
        if k == richer
        else year
        for k, year in enumerate(objective.years)
    )
    poor = objective.answer(problem, EFFORT).objective_value
    assert MultiPeriodCovering(years=more).answer(problem, EFFORT).objective_value >= poor - 1e-6


@small
@given(case=cases(), data=st.data())
def test_relabelling_changes_nothing(
    case: tuple[Siting, MultiPeriodCovering], data: st.DataObject
) -> None:
    problem, objective = case
    order = np.array(data.draw(st.permutations(range(len(problem.opening_cost)))))
    turned = dataclasses.replace(
        problem,
        costs=problem.costs[:, order],
        opening_cost=problem.opening_cost[order],
        must_open=problem.must_open[order],
    )
    assert objective.answer(turned, EFFORT).objective_value == pytest.approx(
        objective.answer(problem, EFFORT).objective_value, nan_ok=True
    )


def row_of_clinics(people: list[float], **options: object) -> Siting:
    """Each candidate serves one cell of its own."""
    costs = np.where(np.eye(len(people), dtype=bool), 0.0, np.inf)
    return siting(costs, np.array(people), opening_cost=np.full(len(people), 2.0), **options)


def test_the_best_comes_first() -> None:
    years = tuple(YearBudget(year=y, max_new=1) for y in (2027, 2028, 2030))
    answer = MultiPeriodCovering(years=years).answer(row_of_clinics([5.0, 9.0, 7.0, 1.0]), EFFORT)
    assert dict(zip(answer.opened.tolist(), answer.year_of.tolist(), strict=True)) == {
        1: 2027,
        2: 2028,
        0: 2030,
    }
    assert answer.served == (9.0, 16.0, 21.0)
    assert answer.objective_value == 46.0


def test_what_is_left_is_saved_for_later_unless_it_is_lost() -> None:
    problem = row_of_clinics([5.0])
    saved = [YearBudget(year=1, budget=1.0), YearBudget(year=2, budget=1.0)]
    assert MultiPeriodCovering(years=tuple(saved)).answer(problem, EFFORT).objective_value == 5.0
    lost = [dataclasses.replace(year, carry_over=False) for year in saved]
    assert MultiPeriodCovering(years=tuple(lost)).answer(problem, EFFORT).objective_value == 0.0


def test_a_start_that_presolve_betters_is_not_taken_for_the_answer() -> None:
    # HiGHS 1.16 finds 6, but hands back the values of the start, 0: see `solve_model`.
    near = np.array([[0, 1, 0], [1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 1]], dtype=bool)
    problem = siting(np.where(near, 0.0, np.inf), np.array([0.0, 1.0, 0.0, 1.0, 1.0]))
    years = (
        YearBudget(year=1, budget=2.0),
        YearBudget(year=2),
        YearBudget(year=3, weight=0.0),
    )
    assert MultiPeriodCovering(years=years).answer(problem, EFFORT).objective_value == 6.0


def test_people_move_so_sites_follow() -> None:
    years = (
        YearBudget(year=1, max_new=1, people=np.array([9.0, 0.0])),
        YearBudget(year=2, max_new=1, people=np.array([0.0, 30.0])),
    )
    answer = MultiPeriodCovering(years=years).answer(row_of_clinics([1.0, 1.0]), EFFORT)
    assert answer.year_of.tolist() == [1, 2]
    assert answer.objective_value == 39.0


def test_what_must_open_but_fits_no_year_says_what_would_work() -> None:
    must = np.ones(3, dtype=bool)
    problem = row_of_clinics([1.0, 1.0, 1.0], must_open=must)
    years = [YearBudget(year=y, max_new=1, budget=3.0, carry_over=False) for y in (2027, 2028)]
    (conflict,) = MultiPeriodCovering(years=tuple(years)).answer(problem, EFFORT).conflicts
    assert conflict == (
        "must_open: 3 sites that cost 6; they do not fit into what the years 2027 to 2028 allow one "
        "by one; in 2028 max_new 2 (not 1) and budget 4 (not 3) would work"
    )
    years[1] = dataclasses.replace(years[1], max_new=2, budget=4.0)
    assert MultiPeriodCovering(years=tuple(years)).answer(problem, EFFORT).status == "optimal"


def test_what_must_open_against_all_years_together() -> None:
    must = np.array([True, True, False])
    problem = row_of_clinics([1.0, 1.0, 1.0], must_open=must, max_new=1, budget=3.0)
    answer = MultiPeriodCovering(years=(YearBudget(year=2027),)).answer(problem, EFFORT)
    sites, money = answer.conflicts
    assert sites.endswith("max_new of all years together allows 1, 2 would work")
    assert money.endswith("the budget of all years together allows 3, 4 would work")


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ((), "there is no year"),
        ((YearBudget(year=2), YearBudget(year=1)), "year = 1: comes after 2"),
        ((YearBudget(year=1, budget=-2.0),), r"years \(1\), budget = -2.0: is below 0"),
        ((YearBudget(year=1, people=np.ones(2)),), "people = 2: cells, too many or too few"),
    ],
)
def test_what_does_not_fit_is_said(years: tuple[YearBudget, ...], text: str) -> None:
    with pytest.raises(InputError, match=text):
        MultiPeriodCovering(years=years).answer(row_of_clinics([1.0]), EFFORT)
