"""Popups of cells give the reasons of the moment, against Python's own assessment of the choice."""

from __future__ import annotations

import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import catalogue
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city

pytestmark = pytest.mark.browser

TELL = """([lat, lon]) => {
    halfhour.map.setView([lat, lon], 15, { animate: false });
    halfhour.openAt(halfhour.map, L.latLng(lat, lon), null);
}"""


@pytest.fixture(scope="module")
def plan():
    return solve(Scenario(city(40, 25, existing=6, candidates=40), max_new=3, limit_min=15))


def told(page, plan, cell, *, side="choice"):
    page.locator(f"[data-compare={side}]").click()
    at = plan.before.times.demand.geometry.to_crs(4326).loc[cell]
    page.evaluate(TELL, [at.y, at.x])
    return page.locator(".popup").last.inner_text()


def minutes(cost_s):
    return f"{cost_s / 60:.1f} min"


def worst(result, reason="beyond_limit"):
    """The farthest cell that is not served for a reason."""
    cells = result.cells[(result.cells["reason"] == reason) & (result.cells["people"] > 0)]
    return cells["cost"].idxmax() if reason == "beyond_limit" else cells.index[0]


def test_the_plan_and_today_know_the_way_beyond_what_was_computed(open_page, plan):
    page = open_page(plan_map(plan))
    for action, side, result in [
        ("plan", "choice", plan.after),
        ("plan", "today", plan.before),
        ("today", "choice", plan.before),
    ]:
        page.locator(f"[data-action={action}]").click()
        cell = worst(result)
        assert result.cells.loc[cell, "cost"] > plan.before.times.limit
        said = told(page, plan, cell, side=side)
        far = minutes(result.cells.loc[cell, "cost"])
        assert f"Not served: the nearest site is {far} away, farther than 15 minutes" in said


def test_some_of_the_plans_sites_are_known_as_exactly(open_page, plan):
    page = open_page(plan_map(plan))
    page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", plan.opened[0])
    rest = [site for site in plan.after.open_sites if site != plan.opened[0]]
    result = assess(plan.before.times, limit_min=15, open_sites=rest)
    same = plan.after.cells["site_id"] == result.cells["site_id"]
    cells = result.cells[same & (result.cells["reason"] == "beyond_limit")]
    cell = cells["cost"].idxmax()
    assert f"{minutes(cells.loc[cell, 'cost'])} away, farther" in told(page, plan, cell)


def test_a_free_choice_says_what_is_known(open_page, plan):
    page = open_page(plan_map(plan))
    sites = plan.before.times.sites
    extra = [s for s in sites.index if s not in plan.after.open_sites][:3]
    for site in extra:
        page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", site)
    result = assess(plan.before.times, limit_min=15, open_sites=[*plan.after.open_sites, *extra])
    beyond = result.cells[result.cells["cost"] > plan.before.times.limit]
    cell = beyond.index[(beyond["people"] > 0) & (beyond["reason"] == "beyond_limit")][0]
    said = told(page, plan, cell)
    assert "farther than 15 minutes on foot, at most" in said
    most = float(said.split("at most ")[-1].split(" min")[0])
    assert most >= round(result.cells.loc[cell, "cost"] / 60, 1)
    page.evaluate("halfhour.map.closePopup()")
    for site in range(len(sites)):
        page.evaluate("i => { if (halfhour.model.open(i)) halfhour.toggle(i); }", site)
    page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", extra[0])
    only = assess(plan.before.times, limit_min=15, open_sites=extra[:1])
    cell = only.cells.index[(only.cells["cost"] > 1800) & (only.cells["reason"] == "beyond_limit")][
        -1
    ]
    assert "Not served: no open site within 30.0 min." in told(page, plan, cell)


def test_no_road_names_the_distance_in_both_languages(open_page, plan):
    page = open_page(plan_map(plan))
    cell = worst(plan.after, "no_road")
    assert "Not served: no usable road within 2 km." in told(page, plan, cell)
    assert "Not served: no usable road within 2 km." in told(page, plan, cell, side="today")
    page.get_by_role("button", name="中文").click()
    distance = catalogue("zh")["{amount} km"].format(amount="2")
    words = catalogue("zh")["Not served: no usable road within {distance}."]
    assert words.format(distance=distance) in told(page, plan, cell)


def test_nothing_open_is_no_site(open_page, plan):
    page = open_page(plan_map(plan, lang="en"))
    page.locator("[data-action=today]").click()
    for site in plan.before.open_sites:
        page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", site)
    cell = plan.after.cells.index[plan.after.cells["served"]][0]
    assert "no open site can be reached" in told(page, plan, cell)


def test_a_served_cell_names_its_site(open_page, plan):
    page = open_page(plan_map(plan))
    new = plan.after.cells["served"] & ~plan.before.cells["served"]
    cell = plan.after.cells[new]["cost"].idxmin()
    row = plan.after.cells.loc[cell]
    said = told(page, plan, cell)
    assert f"{plan.before.times.sites.loc[row['site_id'], 'name']}, {minutes(row['cost'])}" in said
    assert "Served within 15 minutes on foot." in said
