"""The embedded city: every service has something to say, and the documents say it."""

import re
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.study.study import Study

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def city() -> Study:
    return hh.open_study(hh.sample_study())


@pytest.fixture(scope="module")
def plans(city: Study) -> dict[str, hh.Plan]:
    return {name: hh.solve(scenario) for name, scenario in city.scenarios.items()}


@pytest.fixture(scope="module")
def verdicts(city: Study) -> hh.Verdicts:
    return hh.evaluate(city, year=2020)


@pytest.mark.parametrize(
    ("service", "least"),
    [("clinic", 0.05), ("elderly_care", 0.05), ("shelter", 0.05), ("rehab", 0.05)],
)
def test_a_real_gap_remains_and_somebody_is_unreachable(
    city: Study, service: str, least: float
) -> None:
    today = city.assessments[service]
    assert least < today.gap_people / today.people_total < 0.75
    assert 0 < today.unreachable_people < today.gap_people
    by_county = today.summary(by="county")
    assert len(by_county) == 7
    assert by_county["people"].sum() == pytest.approx(today.people_total)
    assert by_county["gap"].sum() == pytest.approx(today.gap_people)
    # Some of the gap is want of places, some of it the way.
    assert 0 < today.no_place_people < today.gap_people


def test_every_plan_closes_a_part_of_the_gap_and_is_proven(
    city: Study, plans: dict[str, hh.Plan]
) -> None:
    for name, plan in plans.items():
        assert len(plan.opened) == city.scenarios[name].max_new
        assert plan.before.gap_people - plan.after.gap_people > 0.02 * plan.before.people_total
        assert plan.certificate.status == "optimal"


def test_eight_shelters_with_a_place_for_each_resident(city: Study) -> None:
    scenario = city.scenarios["shelters_8"]
    one_each = hh.ServiceCapacity(need={"residents": 1.0})
    plan = hh.solve(scenario.replace(capacity=one_each))
    assert plan.before.people_served == pytest.approx(174_300)
    assert plan.after.people_served == pytest.approx(380_300)
    assert plan.certificate.status == "optimal"
    # Sites chosen for reach alone hold fewer: what a plan without places would have built.
    reach = scenario.replace(capacity="ignore", objective=hh.MaximalCovering())
    chosen = hh.solve(reach)
    assert chosen.after.people_served == pytest.approx(1_531_232)
    held = hh.assess(
        scenario.times,
        group="residents",
        open_sites=chosen.after.open_sites,
        capacity=one_each,
    )
    assert held.people_served < plan.after.people_served


@pytest.mark.parametrize(
    ("service", "rule"),
    [
        ("clinic", "health.access"),
        ("elderly_care", "elderly.access"),
        ("shelter", "shelter.access"),
    ],
)
def test_the_standards_and_the_study_serve_the_same_people(
    city: Study, verdicts: hh.Verdicts, service: str, rule: str
) -> None:
    overall = verdicts.overall().set_index("rule")["figure"]
    today = city.assessments[service]
    assert overall[rule] == pytest.approx(today.share)
    reached = today.people_within_reach / today.people_total
    assert overall[f"{rule}.uncapacitated"] == pytest.approx(reached)


def test_it_says_that_it_is_synthetic(city: Study) -> None:
    assert "synthetic" in city.layers.file.notice.said("en")
    assert "合成" in city.layers.file.notice.said("zh")
    assert "synthetic" in city.name


def test_the_first_map_is_told_with_its_figures(city: Study, plans: dict[str, hh.Plan]) -> None:
    page = (DOCS / "getting-started.md").read_text(encoding="utf-8")
    for name, plan in plans.items():
        scenario = city.scenarios[name]
        before, after = (
            f"{one.people_served:,.0f} ({one.share:.1%})" for one in (plan.before, plan.after)
        )
        columns = [name, scenario.group, f"{scenario.limit / 60:.0f} min", before, after]
        columns += [str(len(plan.opened)), plan.certificate.status]
        assert f"| {' | '.join(columns)} |" in page
    care, today = plans["care_3"], city.assessments["elderly_care"]
    near = hh.limit_sensitivity(care.after)
    said = (
        f"{care.after.people_within_reach:,.0f} of {care.after.people_total:,.0f} elderly within reach",
        f"{near.people_lost:,.0f} of them only just",
        f"{near.people_gained:,.0f} more at speeds 10% higher",
        f"{100 * today.people_within_reach / today.people_total:.1f} % of the elderly have a care centre",
        f"{100 * today.share:.1f} % a bed there",
        f"no three of the {len(city.scenarios['care_3'].candidates)} eligible candidates",
    )
    assert [words for words in said if words not in page] == []


def test_another_solver_is_told_to_find_the_same_sites(city: Study) -> None:
    page = (DOCS / "how-to" / "another-solver.md").read_text(encoding="utf-8")
    told = re.search(r"It prints (.*), which `hh.solve\(reach\)` opens too", page)
    assert told
    reach = city.scenarios["care_3"].replace(capacity="ignore", objective=hh.MaximalCovering())
    assert sorted(re.findall(r"`([^`]+)`", told[1])) == sorted(hh.solve(reach).opened)
