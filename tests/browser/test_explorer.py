"""Every figure of the explorer is Python's own, whatever is opened and closed."""

from __future__ import annotations

import dataclasses
import json
from urllib.parse import urlencode

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import counties, figure

pytestmark = pytest.mark.browser


def check(page, times, open_sites, *, group, limit, plan):
    """Every figure of the page is Python's own for these open sites."""
    result = assess(times, group=group, limit_min=limit / 60, open_sites=open_sites)
    planned = assess(times, group=group, limit_min=limit / 60, open_sites=plan.after.open_sites)
    exact = page.evaluate("halfhour.model.figures()")
    assert exact["served"] == pytest.approx(result.people_served, abs=1e-4)
    assert exact["toPlan"] == pytest.approx(result.people_served - planned.people_served, abs=1e-4)
    assert figure(page, "covered") == count(result.people_served)
    assert figure(page, "gap") == count(result.gap_people)
    assert figure(page, "share") == percent(result.share)
    check_near_limit(page, result, limit=limit, plan=plan)
    units = result.summary(by="county").drop(index="")
    worst = units.loc[units["share"].idxmin()]
    assert figure(page, "worst") == f"{worst['name']}: {percent(worst['share'])}"
    opened = [s for s in open_sites if times.sites.loc[s, "status"] == "candidate"]
    assert figure(page, "opened") == str(len(opened))
    assert figure(page, "cost") == count(times.sites.loc[opened, "cost"].sum())


def check_near_limit(page, result, *, limit, plan):
    """So are those of people near the limit, as far as the page has costs."""
    near = limit_sensitivity(result)
    opened = set(result.open_sites)
    told = limit * 1.1 <= plan.scenario.times.limit or opened in (
        set(plan.before.open_sites),
        set(plan.after.open_sites),
    )
    assert figure(page, "lost") == count(near.people_lost)
    if told or not result.gap_people:
        assert figure(page, "gained") == count(near.people_gained)
    else:
        assert figure(page, "gained") == "not known"


def painted(page):
    """How many pixels of each cell canvas are not transparent, read from a copy of it."""
    return page.evaluate(
        """[...document.querySelectorAll("canvas.halfhour-cells")].map(c => {
            const copy = new OffscreenCanvas(c.width, c.height);
            const pen = copy.getContext("2d", { willReadFrequently: true });
            pen.drawImage(c, 0, 0);
            return pen.getImageData(0, 0, c.width, c.height).data
                .filter((v, i) => i % 4 === 3 && v > 0).length;
        })"""
    )


def test_the_page_opens_with_the_plans_figures(open_page, explored):
    page = open_page(explored.page)
    after = explored.plan.after
    check(
        page,
        explored.times,
        list(after.open_sites),
        group="residents",
        limit=1200,
        plan=explored.plan,
    )
    assert figure(page, "toPlan") == "±0"
    served = page.evaluate("Array.from(halfhour.model.hits, n => n > 0)")
    populated = (explored.times.demand[["residents", "elderly"]] > 0).any(axis=1)
    assert served == after.cells["served"][populated].tolist()


@pytest.mark.parametrize("seed", range(6))
def test_random_choices_agree_with_python_to_the_person(open_page, explored, seed):
    random = np.random.default_rng(seed)
    sites, page = explored.times.sites, open_page(explored.page)
    for limit in (600, 900, 1200, 1800):
        group = random.choice(["residents", "elderly"])
        is_open = random.random(len(sites)) < random.choice([0.1, 0.5, 0.9])
        new = (sites["status"] == "candidate").to_numpy()
        words = [("limit", f"{limit / 60:g}"), ("group", group), ("open", "")]
        words += [("open", site) for site in sites.index[is_open & new]]
        words += [("closed", site) for site in sites.index[~is_open & ~new]]
        page.evaluate("words => { location.hash = words; }", urlencode(words))
        page.wait_for_function(
            "wanted => halfhour.model.state().open.join() === wanted",
            arg=",".join(str(int(o)) for o in is_open),
        )
        chosen = list(sites.index[is_open])
        check(page, explored.times, chosen, group=group, limit=limit, plan=explored.plan)


def test_switching_many_sites_on_and_off_leaves_no_trace(open_page, explored):
    page = open_page(explored.page)
    number = len(explored.times.sites)
    start = page.evaluate("halfhour.model.figures()")
    order = np.random.default_rng(5).permutation(np.repeat(np.arange(number), 2)).tolist()
    page.evaluate("order => order.forEach(site => halfhour.model.toggle(site))", order)
    assert page.evaluate("halfhour.model.figures()") == start


def test_what_a_site_adds_is_the_difference_that_python_counts(open_page, explored):
    page, sites = open_page(explored.page), explored.times.sites
    now = list(explored.plan.after.open_sites)
    for site in sites.index[::5]:
        other = [s for s in now if s != site] if site in now else [*now, site]
        before, after = (assess(explored.times, limit_min=20, open_sites=s) for s in (now, other))
        adds = page.evaluate("id => halfhour.model.adds(halfhour.siteNumber(id))", site)
        assert adds == pytest.approx(abs(after.people_served - before.people_served), abs=1e-4)


def test_clicks_open_and_close_sites(open_page, explored):
    page, plan = open_page(explored.page), explored.plan
    page.locator("[data-control=direct]").check()
    first = plan.opened[0]
    page.locator(".proposed-mark", has_text="1").first.click()
    rest = [s for s in plan.after.open_sites if s != first]
    check(page, explored.times, rest, group="residents", limit=1200, plan=plan)
    page.locator("[data-control=direct]").uncheck()
    page.locator(f"[data-site={plan.opened[1]}]").first.click()
    page.get_by_role("button", name="Do not open this site").last.click()
    rest = [s for s in rest if s != plan.opened[1]]
    check(page, explored.times, rest, group="residents", limit=1200, plan=plan)
    page.locator("[data-action=plan]").click()
    assert figure(page, "toPlan") == "±0"
    page.locator("[data-action=today]").click()
    check(
        page,
        explored.times,
        list(plan.before.open_sites),
        group="residents",
        limit=1200,
        plan=plan,
    )


def test_gap_cells_are_painted_anew(open_page, explored):
    page = open_page(explored.page)
    gap, new = painted(page)
    assert new > 0
    page.locator("[data-action=today]").click()
    gap_today, new_today = painted(page)
    assert gap_today > gap
    assert new_today == 0


def test_a_link_reopens_the_choice(open_page, explored):
    page = open_page(explored.page)
    page.locator("[data-control=limit]").fill("1")
    assert page.locator(".slider output").first.inner_text() == "15 minutes on foot"
    page.locator("[data-control=group]").select_option("elderly")
    page.locator("[data-action=today]").click()
    page.get_by_role("button", name="中文").click()
    address = page.evaluate("location.hash")
    shown = page.locator("#explorer .figures").inner_text()
    again = open_page(explored.page, address)
    assert again.locator("#explorer .figures").inner_text() == shown
    assert again.evaluate("document.documentElement.lang") == "zh"
    today = assess(explored.times, group="elderly", limit_min=15)
    assert figure(again, "covered") == count(today.people_served, "zh")


def test_a_link_with_unknown_names_says_so(open_page, explored):
    page = open_page(explored.page, "#open=nowhere&limit=17")
    assert "nowhere" in page.locator("[role=status]").inner_text()
    assert "17" in page.locator("[role=status]").inner_text()


def test_export_is_what_python_reads(open_page, explored):
    page, plan = open_page(explored.page), explored.plan
    closed = plan.before.open_sites[0]
    page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", closed)
    with page.expect_download() as waiting:
        page.locator("[data-action=export]").click()
    choice = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert choice["format"] == "halfhour-choice/1"
    assert choice["service"] == "clinic"
    assert (choice["limit_min"], choice["limit_m"]) == (20, None)
    assert choice["group"] == "residents"
    assert sorted(choice["open_sites"]) == sorted(plan.opened)
    assert choice["closed_sites"] == [closed]
    rest = [s for s in plan.after.open_sites if s != closed]
    result = assess(explored.times, limit_min=20, open_sites=rest)
    assert choice["served"] == pytest.approx(result.people_served, abs=1e-4)
    assert choice["people_total"] == pytest.approx(result.people_total, abs=1e-4)
    again = Scenario(explored.times, max_new=4, limit_min=20, must_open=choice["open_sites"])
    assert set(solve(again).opened) == set(plan.opened)


def test_a_plan_without_candidates_groups_or_units_still_explores(open_page, explored):
    times, sites = explored.times, explored.times.sites
    old = (sites["status"] == "existing").to_numpy()
    alone = dataclasses.replace(
        times,
        demand=times.demand[["residents", "geometry"]],
        sites=sites[old].assign(name=""),
        costs=times.costs[:, np.flatnonzero(old)],
        site_reason=times.site_reason[old],
        network=None,
        search=_Only(times.search, np.flatnonzero(old)),
    )
    plan = solve(Scenario(alone, max_new=0, limit_min=20))
    page = open_page(plan_map(plan))
    closed = sites.index[old][0]
    page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", closed)
    rest = [s for s in sites.index[old] if s != closed]
    result = assess(times, limit_min=20, open_sites=rest)
    assert figure(page, "covered") == count(result.people_served)
    assert figure(page, "worst") == "-"
    assert closed in page.locator("[role=status]").inner_text()


def test_a_city_of_nobody_has_no_share(open_page, explored):
    demand = explored.times.demand.assign(residents=0.0, elderly=0.0)
    plan = solve(Scenario(dataclasses.replace(explored.times, demand=demand), max_new=1))
    page = open_page(plan_map(plan, units=counties(40, 25)))
    assert figure(page, "covered") == "0"
    assert figure(page, "share") == "-"
    assert sum(painted(page)) == 0


class _Only:
    """The search among some of the sites, numbered anew."""

    def __init__(self, search, columns):
        self.search, self.columns = search, columns

    def nearest(self, sites):
        position, cost = self.search.nearest(self.columns[sites])
        return np.searchsorted(self.columns, position) - (position < 0), cost


def test_popups_of_cells_follow_the_chosen_sites(open_page, explored):
    page, times = open_page(explored.page), explored.times
    page.locator("[data-action=today]").click()
    today = assess(times, limit_min=20)
    unserved = today.cells[~today.cells["served"] & (today.cells["cost"] < 1790)]
    cell = unserved["people"].idxmax()
    where = times.demand.geometry.to_crs(4326).loc[cell]
    page.evaluate("([lat, lon]) => halfhour.map.setView([lat, lon], 15)", [where.y, where.x])
    page.evaluate(
        "([lat, lon]) => halfhour.openAt(halfhour.map, L.latLng(lat, lon), null)",
        [where.y, where.x],
    )
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert f"{today.cells.loc[cell, 'cost'] / 60:.1f} min" in popup
    assert "farther than 20 minutes on foot" in popup
    assert "With the chosen sites" in popup
    name = times.sites.loc[today.cells.loc[cell, "site_id"], "name"]
    assert popup.count(name) == 2
