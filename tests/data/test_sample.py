"""The embedded city: every service has something to say."""

import halfhour as hh
import pytest
from halfhour.app.study.study import Study


@pytest.fixture(scope="module")
def city() -> Study:
    return hh.open_study(hh.sample_study())


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


def test_every_plan_closes_a_part_of_the_gap_and_is_proven(city: Study) -> None:
    for scenario in city.scenarios.values():
        plan = hh.solve(scenario)
        assert len(plan.opened) == scenario.max_new
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
