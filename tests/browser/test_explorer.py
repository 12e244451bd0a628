from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace
from urllib.parse import urlencode

import geopandas as gpd
import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import map as plan_map
from halfhour.maps.wording.messages import catalogue
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties

pytestmark = pytest.mark.browser
PACIFIC = "EPSG:3832"
"""Mercator in metres around 150° E, which knows no edge at 180°."""
ATTACKS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "${alert(1)}")


@pytest.fixture(scope="module")
def study():
    """A plan among 6 clinics and 40 candidates, with two groups, odd costs and a place outside every unit."""
    times = city(40, 25, existing=6, candidates=40)
    random = np.random.default_rng(3)
    elderly = np.round(times.demand["residents"] * random.uniform(0.1, 0.4, len(times.demand)), 2)
    demand = times.demand.assign(elderly=elderly)
    demand.iloc[:7, demand.columns.get_indexer(["county", "county_name"])] = ""
    sites = times.sites.assign(cost=random.integers(1, 90, len(times.sites)).astype(float))
    times = dataclasses.replace(times, demand=demand, sites=sites)
    plan = solve(Scenario(times, max_new=4, limit_min=20, name="four", by="county"))
    page = plan_map(plan, units=counties(40, 25))
    return SimpleNamespace(plan=plan, times=times, page=page)


def figure(page, name):
    return page.locator(f"[data-figure={name}]").inner_text()


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
    units = result.summary(by="county").drop(index="")
    worst = units.loc[units["share"].idxmin()]
    assert figure(page, "worst") == f"{worst['name']}: {percent(worst['share'])}"
    opened = [s for s in open_sites if times.sites.loc[s, "status"] == "candidate"]
    assert figure(page, "opened") == str(len(opened))
    assert figure(page, "cost") == count(times.sites.loc[opened, "cost"].sum())


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


def test_the_page_opens_with_the_plans_figures(open_page, study):
    page = open_page(study.page)
    after = study.plan.after
    check(page, study.times, list(after.open_sites), group="residents", limit=1200, plan=study.plan)
    assert figure(page, "toPlan") == "±0"
    served = page.evaluate("Array.from(halfhour.model.hits, n => n > 0)")
    populated = (study.times.demand[["residents", "elderly"]] > 0).any(axis=1)
    assert served == after.cells["served"][populated].tolist()


@pytest.mark.parametrize("seed", range(6))
def test_random_choices_agree_with_python_to_the_person(open_page, study, seed):
    random = np.random.default_rng(seed)
    sites, page = study.times.sites, open_page(study.page)
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
        check(page, study.times, chosen, group=group, limit=limit, plan=study.plan)


def test_switching_many_sites_on_and_off_leaves_no_trace(open_page, study):
    page = open_page(study.page)
    number = len(study.times.sites)
    start = page.evaluate("halfhour.model.figures()")
    order = np.random.default_rng(5).permutation(np.repeat(np.arange(number), 2)).tolist()
    page.evaluate("order => order.forEach(site => halfhour.model.toggle(site))", order)
    assert page.evaluate("halfhour.model.figures()") == start


def test_what_a_site_adds_is_the_difference_that_python_counts(open_page, study):
    page, sites = open_page(study.page), study.times.sites
    now = list(study.plan.after.open_sites)
    for site in sites.index[::5]:
        other = [s for s in now if s != site] if site in now else [*now, site]
        before, after = (assess(study.times, limit_min=20, open_sites=s) for s in (now, other))
        adds = page.evaluate("id => halfhour.model.adds(halfhour.siteNumber(id))", site)
        assert adds == pytest.approx(abs(after.people_served - before.people_served), abs=1e-4)


def test_clicks_open_and_close_sites(open_page, study):
    page, plan = open_page(study.page), study.plan
    page.locator("[data-control=direct]").check()
    first = plan.opened[0]
    page.locator(".proposed-mark", has_text="1").first.click()
    rest = [s for s in plan.after.open_sites if s != first]
    check(page, study.times, rest, group="residents", limit=1200, plan=plan)
    page.locator("[data-control=direct]").uncheck()
    page.locator(f"[data-site={plan.opened[1]}]").first.click()
    page.get_by_role("button", name="Do not open this site").last.click()
    rest = [s for s in rest if s != plan.opened[1]]
    check(page, study.times, rest, group="residents", limit=1200, plan=plan)
    page.locator("[data-action=plan]").click()
    assert figure(page, "toPlan") == "±0"
    page.locator("[data-action=today]").click()
    check(
        page,
        study.times,
        list(plan.before.open_sites),
        group="residents",
        limit=1200,
        plan=plan,
    )


def test_gap_cells_are_painted_anew(open_page, study):
    page = open_page(study.page)
    gap, new = painted(page)
    assert new > 0
    page.locator("[data-action=today]").click()
    gap_today, new_today = painted(page)
    assert gap_today > gap
    assert new_today == 0


def test_a_link_reopens_the_choice(open_page, study):
    page = open_page(study.page)
    page.locator("[data-control=limit]").fill("1")
    assert page.locator(".slider output").first.inner_text() == "15 minutes on foot"
    page.locator("[data-control=group]").select_option("elderly")
    page.locator("[data-action=today]").click()
    page.get_by_role("button", name="中文").click()
    address = page.evaluate("location.hash")
    shown = page.locator("#explorer .figures").inner_text()
    again = open_page(study.page, address)
    assert again.locator("#explorer .figures").inner_text() == shown
    assert again.evaluate("document.documentElement.lang") == "zh"
    today = assess(study.times, group="elderly", limit_min=15)
    assert figure(again, "covered") == count(today.people_served, "zh")


def test_a_link_with_unknown_names_says_so(open_page, study):
    page = open_page(study.page, "#open=nowhere&limit=17")
    assert "nowhere" in page.locator("[role=status]").inner_text()
    assert "17" in page.locator("[role=status]").inner_text()


def test_export_is_what_python_reads(open_page, study):
    page, plan = open_page(study.page), study.plan
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
    result = assess(study.times, limit_min=20, open_sites=rest)
    assert choice["served"] == pytest.approx(result.people_served, abs=1e-4)
    assert choice["people_total"] == pytest.approx(result.people_total, abs=1e-4)
    again = Scenario(study.times, max_new=4, limit_min=20, must_open=choice["open_sites"])
    assert set(solve(again).opened) == set(plan.opened)


def test_search_finds_sites_units_and_places(open_page, study):
    page = open_page(study.page)
    page.locator("#search").fill("parcel 1")
    assert page.locator("#found button").first.inner_text().startswith("Parcel 1")
    page.locator("#search").fill("海港")
    page.keyboard.press("Enter")
    assert page.locator("#found li").count() == 0
    page.locator("#search").fill("39.9, 119.6")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => Math.hypot(halfhour.map.getCenter().lat - 39.9, halfhour.map.getCenter().lng - 119.6) < 0.01"
    )
    page.locator("#search").fill("nothing like it")
    assert "Nothing found" in page.locator("#found").inner_text()


def test_every_message_has_chinese_words(open_page, study):
    page = open_page(study.page)
    page.evaluate("""() => {
        window.missing = [];
        const own = {...halfhour.data().words.zh};
        halfhour.data().words.zh = new Proxy(own, {
            getOwnPropertyDescriptor: (words, key) => {
                if (!(key in words)) window.missing.push(key);
                return Object.getOwnPropertyDescriptor(words, key);
            },
        });
    }""")
    page.get_by_role("button", name="中文").click()
    page.locator(".proposed-mark").first.click()
    page.locator("[data-action=today]").click()
    for site in range(8):
        page.evaluate("site => { halfhour.toggle(site); halfhour.fly(site); }", site)
    page.evaluate("halfhour.openAt(halfhour.map, halfhour.map.getCenter(), null)")
    page.locator("#search").fill("nothing like it")
    assert page.evaluate("missing") == []
    assert "新增站点" in page.locator(".leaflet-control-layers").inner_text()
    head = page.locator(".words[lang=zh]").first.inner_text()
    assert count(study.plan.after.people_served, "zh") in head
    assert not page.locator(".words[lang=en]").first.is_visible()


def test_the_page_opens_in_chinese(open_page, study):
    page = open_page(plan_map(study.plan, lang="zh"))
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert catalogue("zh")["What if?"] in page.locator("#explorer").inner_text()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_text_everywhere_in_the_page(open_page, study, attack):
    sites = study.times.sites.assign(name=attack, tier=attack)
    times = dataclasses.replace(study.times, sites=sites)
    plan = solve(Scenario(times, max_new=2))
    units = counties(40, 25).assign(name=attack)
    page = open_page(plan_map(plan, units=units, title=attack, notice=attack, credits=attack))
    page.locator("#search").fill(attack[:4])
    assert attack in page.locator("#found").inner_text()
    page.evaluate("halfhour.toggle(0)")
    assert attack in page.locator("[role=status]").inner_text()
    page.wait_for_selector("#explorer .next li button")
    assert attack in page.locator("#explorer .next").inner_text()
    assert page.locator("main img").count() == 0
    assert page.locator("aside script, aside img").count() == 0
    assert page.locator("h1").inner_text() == attack


def test_a_plan_without_candidates_groups_or_units_still_explores(open_page, study):
    times, sites = study.times, study.times.sites
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


def test_a_city_of_nobody_has_no_share(open_page, study):
    demand = study.times.demand.assign(residents=0.0, elderly=0.0)
    plan = solve(Scenario(dataclasses.replace(study.times, demand=demand), max_new=1))
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


def test_popups_of_cells_follow_the_chosen_sites(open_page, study):
    page, times = open_page(study.page), study.times
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


def test_the_page_can_be_used_by_keyboard(open_page, study):
    page = open_page(study.page)
    page.locator("#search").focus()
    page.keyboard.type("Parcel 3")
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    assert name.startswith("Parcel 3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content .switch")
    before = figure(page, "opened")
    page.locator(".leaflet-popup-content .switch").focus()
    page.keyboard.press("Enter")
    assert figure(page, "opened") != before


def test_paper_shows_map_and_figures_without_controls(open_page, study):
    page = open_page(study.page)
    seen = page.evaluate("halfhour.map.getZoom()")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hidden in ("#search", ".actions", ".leaflet-control-layers", ".leaflet-control-zoom"):
        assert not page.locator(hidden).is_visible()
    for shown in ("#printed", ".legend >> visible=true", "#explorer .figures", ".north"):
        assert page.locator(shown).is_visible()
    assert page.locator("main").get_attribute("data-heading") == "four"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("halfhour.map.getZoom()") == seen


CONTRASTS = """() => {
    const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0.9) return colour;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("aside *, .leaflet-control *, .leaflet-popup-content *")]
        .filter(n => !n.closest("svg") && n.offsetParent && n.getBoundingClientRect().height > 0)
        .filter(n => [...n.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()))
        .map(n => {
            const a = light(rgb(getComputedStyle(n).color)), b = light(behind(n));
            return [n.textContent.trim().slice(0, 30), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
        });
}"""


def test_all_text_has_enough_contrast(open_page, study):
    page = open_page(study.page)
    page.locator(".words[lang=en] summary").click()
    page.locator(".proposed-mark").first.click()
    page.wait_for_selector("#explorer .next li button")
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 60
    assert [text for text, ratio in contrasts if ratio < 4.5] == []


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (390, 844)])
def test_nothing_is_wider_than_the_screen(open_page, study, size):
    page = open_page(study.page)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator("main").bounding_box()
    assert box["width"] >= 0.7 * size[0]
    assert box["height"] >= 0.5 * size[1]


def test_a_city_across_the_180th_meridian_is_one(open_page, study):
    demand = study.times.demand.to_crs(4326)
    shift = 180 - demand.geometry.x.mean()

    def moved(table):
        x = table.geometry.to_crs(4326).x + shift
        x = np.where(x > 180, x - 360, x)
        y = table.geometry.to_crs(4326).y
        return table.set_geometry(gpd.points_from_xy(x, y, crs=4326), crs=4326).to_crs(PACIFIC)

    times = dataclasses.replace(
        study.times,
        demand=moved(study.times.demand),
        sites=moved(study.times.sites),
        network=None,
    )
    plan = solve(Scenario(times, max_new=2))
    page = open_page(plan_map(plan))
    width = page.evaluate("halfhour.map.getBounds().getEast() - halfhour.map.getBounds().getWest()")
    assert width < 2
