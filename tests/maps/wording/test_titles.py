"""What readers see in place of the names of a study."""

from __future__ import annotations

import dataclasses

import pytest
from halfhour.common.words import Words
from halfhour.geo.study_context import StudyContext
from halfhour.maps.wording.messages import LANGS, catalogue
from halfhour.maps.wording.money import amount_said, money_said
from halfhour.maps.wording.names import LEVEL_WORDS, level_said, service_said
from halfhour.maps.wording.questions import AIMS, SHARES_ASKED
from halfhour.maps.wording.titles import scenario_title, scenario_titles
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.example_street import street_times
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Scenario

YUAN = StudyContext(money=Words(en="10,000 yuan", zh="万元"))


def asked(**options):
    """A scenario of a study that gives it no title."""
    study = StudyContext(scenarios={"most": Words()}, money=Words(en="10,000 yuan", zh="万元"))
    times = dataclasses.replace(street_times(), study=study)
    return Scenario(times, limit_min=15, name="most", **options)


@pytest.mark.parametrize(
    ("options", "en", "zh"),
    [
        ({"max_new": 2}, "where to build 2 new sites", "新建 2 处站点选在哪里"),
        ({"max_new": 1}, "where to build one new site", "新建 1 处站点选在哪里"),
        ({"max_new": 0}, "who is served today", "现状覆盖情况"),
        ({"budget": 2.0}, "what to build for 2 (10,000 yuan)", "用 2 万元 建什么"),
        (
            {"max_new": 2, "objective": PMedian()},
            "where to build 2 new sites for the shortest average way",
            "新建 2 处站点选在哪里，使平均路程最短",
        ),
        (
            {"objective": SetCovering(share=0.955)},
            "how few new sites serve 95.5% of the people",
            "最少新建几处站点可覆盖 95.5% 的人口",
        ),
        (
            {"objective": SetCovering(minimise="cost")},
            "how to serve everybody at least cost",
            "如何以最低费用覆盖所有人",
        ),
        (
            {
                "objective": MultiPeriodCovering(
                    years=(YearBudget(year=2026, max_new=1), YearBudget(year=2030, max_new=1))
                )
            },
            "what to build from 2026 to 2030",
            "2026 至 2030 年逐年建什么",
        ),
    ],
)
def test_a_scenario_without_a_title_is_called_by_its_question(options, en, zh):
    titles = scenario_titles(asked(**options))
    assert titles == Words(en=f"Clinics: {en}", zh=f"医疗卫生：{zh}")


def test_a_changed_scenario_has_the_title_of_its_own_question():
    assert "2 new sites" in scenario_title(asked(max_new=1).replace(max_new=2), "en")


def test_a_title_goes_before_the_question_and_a_name_of_no_study_before_both():
    scenario = asked(max_new=2)
    study = StudyContext(scenarios={"most": Words(en="Two clinics")})
    titled = scenario.replace(times=dataclasses.replace(scenario.times, study=study))
    assert scenario_title(titled, "zh") == "Two clinics"
    assert scenario_title(scenario.replace(name="My own"), "en") == "My own"
    bare = Scenario(street_times(), limit_min=15, max_new=2, name="By hand")
    assert scenario_title(bare, "zh") == "By hand"
    assert scenario_title(bare.replace(name=""), "en") == "Clinics: where to build 2 new sites"


def test_scenarios_that_ask_the_same_are_told_apart_by_their_names():
    scenario = asked(max_new=2)
    study = dataclasses.replace(scenario.times.study, alike=frozenset({"most"}))
    alike = scenario.replace(times=dataclasses.replace(scenario.times, study=study))
    assert scenario_title(alike, "en") == "Clinics: where to build 2 new sites (most)"


def test_services_and_levels_are_called_as_the_study_says():
    study = StudyContext(
        services={"clinic": Words(en="Surgeries", zh="诊所")},
        levels={"bairro": Words(en="neighbourhood", zh="街坊")},
    )
    assert service_said(study, "clinic", "zh") == "诊所"
    assert service_said(study, "shelter", "en") == "Shelters"
    assert service_said(study, "fire_station", "en") == "fire_station"
    assert level_said(study, "bairro", "zh") == "街坊"
    assert level_said(study, "county", "zh") == "区县"
    assert level_said(study, "census_tract", "en") == "census tract"
    assert level_said(study, "health_zone", "zh") == "health zone"


def test_every_word_of_ours_is_known_in_chinese():
    words = {*LEVEL_WORDS.values(), *AIMS.values()}
    words |= {text for texts in SHARES_ASKED.values() for text in texts}
    assert words - set(catalogue("zh")) == set()


def test_money_has_its_unit_where_the_study_has_one():
    assert [money_said(YUAN, "1 200", lang) for lang in LANGS] == [
        "1 200 (10,000 yuan)",
        "1 200 万元",
    ]
    assert money_said(StudyContext(money=Words.of("EUR")), "1 200", "zh") == "1 200 EUR"
    assert money_said(StudyContext(), "1 200", "en") == "1 200"


@pytest.mark.parametrize(
    ("amount", "en", "zh"),
    [
        (9.25, "9.25", "9.25"),
        (0.25, "0.25", "0.25"),
        (1200, "1 200", "1,200"),
        (10.5, "10.5", "10.5"),
    ],
)
def test_money_is_told_to_a_hundredth(amount: float, en: str, zh: str) -> None:
    assert (amount_said(amount, "en"), amount_said(amount, "zh")) == (en, zh)
