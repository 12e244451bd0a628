"""The embedded city: every service has something to say."""

import halfhour as hh
import pytest
from halfhour.app.study.study import Study


@pytest.fixture(scope="module")
def city() -> Study:
    return hh.open_study(hh.sample_study())


@pytest.mark.parametrize(
    ("service", "least"),
    # Nearly every village has a clinic, and those without are few people.
    [("clinic", 0.0005), ("elderly_care", 0.05), ("shelter", 0.05), ("rehab", 0.05)],
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


def test_every_plan_closes_a_part_of_the_gap_and_is_proven(city: Study) -> None:
    for scenario in city.scenarios.values():
        plan = hh.solve(scenario)
        assert len(plan.opened) == scenario.max_new
        assert plan.after.gap_people < plan.before.gap_people
        assert plan.certificate.status == "optimal"


def test_it_says_that_it_is_synthetic(city: Study) -> None:
    assert "synthetic" in city.layers.file.notice
    assert "synthetic" in city.name
