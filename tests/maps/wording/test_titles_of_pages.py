"""Titles, notice and levels are said in the language of the moment."""

from __future__ import annotations

import dataclasses

import pytest
from halfhour.common.words import Words
from halfhour.geo.study_context import StudyContext
from halfhour.maps.plan_page.map import plan_map

pytestmark = pytest.mark.browser

STUDY = StudyContext(
    title=Words(en="Hilltown", zh="山城"),
    notice=Words(en="made by hand", zh="手工制作"),
    credits=Words(en="Hill surveyors", zh="山城测绘"),
    scenarios={"three_clinics": Words(en="Three surgeries", zh="三处诊所")},
    levels={"county": Words(en="shire", zh="郡")},
    money=Words(en="guilders", zh="盾"),
)


@pytest.fixture(scope="module")
def drawn(town):
    times = dataclasses.replace(town.plan.scenario.times, study=STUDY)
    assessed = {
        when: dataclasses.replace(getattr(town.plan, when), times=times)
        for when in ("before", "after")
    }
    scenario = town.plan.scenario.replace(times=times)
    plan = dataclasses.replace(town.plan, scenario=scenario, **assessed)
    return plan_map(plan, units=town.units)


LAYERS = ".leaflet-control-layers"
SAID = (
    ("English", "Hilltown: ", STUDY, "en"),
    ("中文", "山城：", STUDY, "zh"),
)
PRINTED = """() => {
    dispatchEvent(new Event("beforeprint"));
    const head = document.querySelector(".paper-head");
    const said = [...head.querySelectorAll("h1, .notice")].map(one => one.innerText.trim());
    dispatchEvent(new Event("afterprint"));
    return said;
}"""


def test_heading_and_words_change_with_the_language(drawn, open_page):
    page = open_page(drawn)
    for button, place, study, lang in SAID:
        page.get_by_role("button", name=button).click()
        title, notice = study.scenarios["three_clinics"].said(lang), study.notice.said(lang)
        assert page.locator("aside h1").inner_text() == title
        assert page.locator("header .study").inner_text() == study.title.said(lang)
        assert page.locator("header .notice").inner_text() == notice
        assert page.title() == place + title
        assert page.evaluate(PRINTED) == [title, notice]
        assert study.levels["county"].said(lang) in page.locator(LAYERS).text_content()
        assert page.locator("[data-figure=cost]").inner_text().endswith(study.money.said(lang))
        credit = page.locator(".leaflet-control-attribution").inner_text()
        assert study.credits.said(lang) in credit
