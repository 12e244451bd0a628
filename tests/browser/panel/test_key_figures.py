"""The head of the panel answers what a newcomer asks, in one screen, and with Python's figures."""

from __future__ import annotations

import re

import halfhour as hh
import pytest
from halfhour.coverage.limit_sensitivity import LOST, limit_sensitivity
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import say
from halfhour.maps.wording.proof import proof_said
from halfhour.maps.wording.words import count, limit, percent, whose
from page_fixtures import figure

pytestmark = pytest.mark.browser

FIRST_SCREEN = """() => {
    const lines = [];
    const walker = document.createTreeWalker(document.querySelector("aside"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const box = range.getBoundingClientRect();
        const seen = box.width > 0 && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
        if (seen && walker.currentNode.parentElement.checkVisibility({ visibilityProperty: true }))
            lines.push(walker.currentNode.textContent);
    }
    return lines.join("");
}"""
"""The text of the panel that is seen without scrolling."""


def today(page, name):
    return page.locator(f"[data-today={name}]").text_content()


def test_key_figures_are_those_of_the_assessments(open_page, town):
    page, plan = open_page(plan_map(town.plan)), town.plan
    for read, found in ((today, plan.before), (figure, plan.after)):
        assert read(page, "covered") == count(found.people_served)
        assert read(page, "gap") == count(found.gap_people)
        assert read(page, "unreachable") == count(found.unreachable_people)
        assert read(page, "share") == percent(found.share)
        near = limit_sensitivity(found)
        assert read(page, "lost") == count(near.people_lost)
        assert read(page, "gained") == count(near.people_gained)
    gained = plan.after.people_served - plan.before.people_served
    assert figure(page, "more") == f"+{count(gained)}"
    assert figure(page, "closes") == percent(gained / plan.before.gap_people)
    assert figure(page, "total") == count(plan.after.people_total)
    text = page.locator("aside").text_content()
    assert "within reach, lost at speeds 10% lower" in text
    page.evaluate("halfhour.setLang('zh')")
    assert say("zh", LOST["s"], percent="10") in page.locator("aside").text_content()


def check_first_screen(page, plan, *, level, lang, capacities):
    """The five questions are answered without scrolling, with the right numbers."""
    after = plan.after
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("lang => halfhour.setLang(lang)", lang)
    page.wait_for_selector(".one-more button")
    said = page.evaluate(FIRST_SCREEN)
    # How many are not served.
    assert count(after.gap_people, lang) in said
    # Where most of them are.
    units = after.summary(level).drop(index="", errors="ignore")
    for _, unit in units.sort_values("gap", ascending=False, kind="stable").head(3).iterrows():
        people = re.escape(count(unit["gap"], lang))
        # In Chinese the larger unit stands before the name, in English after it.
        pattern = r"{name}(, \D+?)?{people}".format(name=re.escape(unit["name"]), people=people)
        assert re.search(pattern, said)
    # Where to build.
    for order, (site, gain) in enumerate(zip(plan.opened, plan.gains, strict=True), start=1):
        name = after.times.sites.loc[site, "name"]
        assert f"{order}{name}+{count(gain, lang)}" in said
    # How good that is.
    assert proof_said(plan, lang) in said
    # What was assumed.
    assumed = say(lang, "within {limit}", limit=limit(after, lang))
    told = page.locator("#assumed").inner_text()
    assert told in said
    for part in (assumed, whose(after, lang), capacities):
        assert part in told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_screen_answers_five_questions(open_page, town, lang):
    page = open_page(
        plan_map(town.plan, units=town.units, title="Where to build", notice="合成 made")
    )
    none = say(lang, "capacities not counted")
    check_first_screen(page, town.plan, level="county", lang=lang, capacities=none)


IN_VIEW = """() => {
    const seen = node => { const { top, bottom, height } = node.getBoundingClientRect();
        return height > 0 && top >= 0 && bottom <= innerHeight; };
    return {
        sections: ["headline", "proof", "assumed", "gaps"].filter(
            id => !seen(document.getElementById(id))),
        sites: [...document.querySelectorAll("#build > table [data-site]")].map(seen),
        folded: [...document.querySelectorAll("#build details [data-site]")].length,
        fold: [...document.querySelectorAll("#build summary")].filter(
            one => one.checkVisibility()).map(one => [one.textContent, seen(one)]),
    };
}"""


def check_answers_fit(page, *, sites, langs=("en", "zh")):
    """Headline, proof, assumption and gaps are seen at once, and of the sites as many as there is room for."""
    page.wait_for_selector("#gaps[data-ready]")
    for lang in langs:
        page.evaluate("lang => halfhour.setLang(lang)", lang)
        page.wait_for_selector(".one-more [data-figure=next]")
        page.wait_for_selector("#gaps[data-ready]")
        found = page.evaluate(IN_VIEW)
        assert found["sections"] == []
        assert found["sites"]
        assert all(found["sites"])
        assert len(found["sites"]) + found["folded"] == sites
        folded = [[say(lang, "{number} more sites", number=count(found["folded"], lang)), True]]
        assert found["fold"] == (folded if found["folded"] else [])


def test_sites_without_room_fold_away_and_come_back(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units, title="Where to build"))
    page.set_viewport_size({"width": 1024, "height": 900})
    check_answers_fit(page, sites=len(town.plan.opened))
    assert page.evaluate(IN_VIEW)["folded"] == 0
    page.evaluate("halfhour.setLang('en')")
    page.wait_for_selector(".one-more [data-figure=next]")
    bottom = page.locator("#build").bounding_box()
    page.set_viewport_size({"width": 1024, "height": int(bottom["y"] + bottom["height"]) - 2})
    page.wait_for_selector("#build details [data-site]", state="attached")
    check_answers_fit(page, sites=len(town.plan.opened), langs=("en",))
    page.set_viewport_size({"width": 1024, "height": 900})
    page.wait_for_function("() => !document.querySelector('#build details [data-site]')")


@pytest.mark.prove
def test_the_first_screen_of_the_home_city_answers_them_too(open_page):
    study = hh.open_study(hh.sample_study(), services=["shelter"])
    plan = hh.solve(study.scenarios["shelters_8"])
    page = open_page(plan_map(plan, title=study.name, notice="合成示例数据 synthetic"))
    for lang in ("en", "zh"):
        places = say(
            lang,
            "only as many as the sites within reach have places for, {need} a person",
            need="0.15",
        )
        check_first_screen(page, plan, level="township", lang=lang, capacities=places)
    page.set_viewport_size({"width": 1024, "height": 768})
    check_answers_fit(page, sites=len(plan.opened))
