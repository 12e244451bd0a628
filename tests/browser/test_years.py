"""A plan over years: at each year the page opens its sites and counts its people, as Python does."""

from __future__ import annotations

import json

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.plan_years import by_year
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties

pytestmark = pytest.mark.browser
YEARS = [2026, 2027, 2028]


@pytest.fixture(scope="module")
def plan():
    times = city(30, 20, existing=4, candidates=20)
    grown = times.demand["residents"].to_numpy() * np.linspace(0.5, 2, len(times.demand)).round(2)
    # Where nobody lives yet, an estate is built.
    times.demand.loc[times.demand.index[17], "residents"] = 0.0
    objective = MultiPeriodCovering(
        years=(
            YearBudget(year=2026, max_new=1),
            YearBudget(year=2027, max_new=2),
            YearBudget(year=2028, max_new=2, people=grown, weight=0.5),
        )
    )
    return solve(Scenario(times, objective=objective, limit_min=20, name="phased", by="county"))


def figure(page, name):
    return page.locator(f"[data-figure={name}]").text_content()


def at(page, step):
    page.locator("[data-control=year]").fill(str(step))


def test_every_year_agrees_with_python(open_page, plan):
    page, table = open_page(plan_map(plan, units=counties(30, 20))), by_year(plan)
    assert plan.years == tuple(sorted(plan.years))
    for step, year in enumerate(YEARS, start=1):
        at(page, step)
        row = table.loc[year]
        assert figure(page, "covered") == count(row["served"])
        assert figure(page, "share") == percent(row["share"])
        assert figure(page, "gap") == count(row["people"] - row["served"])
        assert figure(page, "opened") == str(sum(one <= year for one in plan.years))
        assert figure(page, "toPlan") == "±0"
        own = plan.scenario.objective.years[step - 1].people is not None
        assert (f"people of {year}" in page.locator("#explorer").inner_text()) == own
        assert page.locator(".slider output").nth(1).inner_text() == str(year)
        later = sum(one > year for one in plan.years)
        assert page.locator(".proposed-mark.later").count() == later
        assert page.locator(".proposed-mark.off").count() == 0
    weights = [year.weight for year in plan.scenario.objective.years]
    assert np.dot(weights, table["served"]) == pytest.approx(plan.certificate.objective_value)


def test_today_is_the_first_step_and_cells_follow(open_page, plan):
    page = open_page(plan_map(plan))
    at(page, 0)
    assert figure(page, "covered") == count(plan.before.people_served)
    assert figure(page, "opened") == "0"
    hits = page.evaluate("Array.from(halfhour.model.hits, n => n > 0)")
    now = assess(plan.scenario.times, limit_min=20)
    people = plan.scenario.objective.years[2].people
    kept = (now.cells["people"] > 0).to_numpy() | (people > 0)
    assert kept.sum() > (now.cells["people"] > 0).sum()
    assert hits == now.cells["served"][kept].tolist()


def test_other_groups_keep_the_people_of_the_study(open_page, plan):
    page = open_page(plan_map(plan))
    at(page, 2)
    by_2027 = [s for s, year in zip(plan.opened, plan.years, strict=True) if year <= 2027]
    result = assess(
        plan.scenario.times, limit_min=30, open_sites=[*plan.before.open_sites, *by_2027]
    )
    page.locator("[data-control=limit]").fill("3")
    assert figure(page, "covered") == count(result.people_served)
    assert page.locator("[data-control=year]").input_value() == "2"


def test_a_link_and_a_file_know_the_year(open_page, plan):
    page = open_page(plan_map(plan))
    assert page.evaluate("location.hash") == ""
    at(page, 2)
    address = page.evaluate("location.hash")
    assert "year=2027" in address
    shown = page.locator("#explorer .figures").inner_text()
    for link in (address, "#year=2027"):
        again = open_page(plan_map(plan), link)
        assert again.locator("#explorer .figures").inner_text() == shown
        assert again.locator("[data-control=year]").input_value() == "2"
    with page.expect_download() as waiting:
        page.locator("[data-action=export]").click()
    choice = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert choice["year"] == 2027
    assert sorted(choice["open_sites"]) == sorted(
        s for s, year in zip(plan.opened, plan.years, strict=True) if year <= 2027
    )
    wrong = open_page(plan_map(plan), "#year=1999")
    assert "1999" in wrong.locator("[role=status]").inner_text()


def test_the_years_play_by_themselves_to_the_end(open_page, plan):
    page = open_page(plan_map(plan))
    play = page.locator("[data-action=play]")
    play.click()
    assert page.locator("[data-control=year]").input_value() == "0"
    assert play.get_attribute("aria-label") == "Pause"
    for step in range(1, 4):
        page.wait_for_function(
            "step => document.querySelector('[data-control=year]').value === String(step)", arg=step
        )
    page.wait_for_function(
        "() => document.querySelector('[data-action=play]').getAttribute('aria-label') === 'Play the years'"
    )
    row = by_year(plan).loc[2028]
    assert figure(page, "covered") == count(row["served"])


def test_the_certificate_speaks_of_person_years(open_page, plan):
    page = open_page(plan_map(plan))
    head = page.locator(".words[lang=en] .certificate").text_content()
    assert head.lower().endswith("weighted person-years")
    page.get_by_role("button", name="中文").click()
    assert "加权人年" in page.locator(".words[lang=zh] .certificate").text_content()
    page.locator(".proposed-mark").first.click()
    assert "2026" in page.locator(".popup").inner_text()


def test_other_plans_have_no_year(open_page, town):
    page = open_page(plan_map(town.plan))
    assert page.locator("[data-control=year]").count() == 0
