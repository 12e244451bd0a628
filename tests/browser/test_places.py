"""Where places count, every figure of the page is Python's own, whatever is opened and closed."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import halfhour as hh
import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.proof import proof_said
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.capacity import successive_paths
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import counties, figure

pytestmark = pytest.mark.browser
RULES = ["system", "closest"]
CITY_CHOICES = 200


def with_places(times, assignment):
    """A plan and its page of a town whose clinics have few places, half a place a person."""
    random = np.random.default_rng(6)
    places = np.round(random.uniform(50, 2500, len(times.sites)))
    times = dataclasses.replace(times, sites=times.sites.assign(capacity=places))
    rule = ServiceCapacity(assignment=assignment, need={"residents": 0.5})
    asked = Scenario(times, max_new=3, limit_min=20, by="county", capacity=rule, time_limit_s=20)
    plan = solve(asked)
    page = plan_map(plan, units=counties(40, 25))
    return SimpleNamespace(times=times, rule=rule, plan=plan, page=page)


@pytest.fixture(scope="module", params=RULES)
def tight(request, explored):
    return with_places(explored.times, request.param)


@pytest.fixture(scope="module")
def system(explored):
    return with_places(explored.times, "system")


def choose(page, sites, is_open, limit):
    """Open just these sites, by the page's address."""
    new = (sites["status"] == "candidate").to_numpy()
    words = [("limit", f"{limit / 60:g}"), ("open", "")]
    words += [("open", site) for site in sites.index[is_open & new]]
    words += [("closed", site) for site in sites.index[~is_open & ~new]]
    page.evaluate("words => { location.hash = words; }", urlencode(words))
    page.wait_for_function(
        "wanted => halfhour.model.state().open.join() === wanted",
        arg=",".join(str(int(one)) for one in is_open),
    )


def check(page, found):
    """The figures that are shown are Python's, and so is each unit's."""
    exact = page.evaluate("halfhour.model.figures()")
    assert exact["served"] == pytest.approx(found.people_served, abs=1e-4)
    assert figure(page, "covered") == count(found.people_served)
    assert figure(page, "share") == percent(found.share)
    assert figure(page, "gap") == count(found.gap_people)
    assert figure(page, "within") == count(found.people_within_reach)
    assert figure(page, "noPlace") == count(found.no_place_people)
    assert figure(page, "used") == count(found.sites["used"].sum())
    units = found.summary("county").drop(index="", errors="ignore")
    served = page.evaluate("Array.from(halfhour.model.servedByUnit(0, 'choice'))")
    assert served == pytest.approx(units["served"].tolist(), abs=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_random_choices_agree_with_python_to_the_person(open_page, tight, seed):
    random = np.random.default_rng(seed)
    sites, page = tight.times.sites, open_page(tight.page)
    for limit in (600, 900, 1200, 1800):
        is_open = random.random(len(sites)) < random.choice([0.1, 0.5, 0.9])
        choose(page, sites, is_open, limit)
        chosen = list(sites.index[is_open])
        check(
            page,
            assess(tight.times, limit_min=limit / 60, open_sites=chosen, capacity=tight.rule),
        )


def test_switching_on_and_off_leaves_no_trace(open_page, tight):
    page = open_page(tight.page)
    start = page.evaluate("halfhour.model.figures()")
    order = np.random.default_rng(5).permutation(np.repeat(np.arange(len(tight.times.sites)), 2))
    page.evaluate("order => order.forEach(site => halfhour.model.toggle(site))", order.tolist())
    assert page.evaluate("halfhour.model.figures()") == start


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_certificate_headline_site_table_and_what_sites_add_are_one_number(open_page, tight, lang):
    page, after = open_page(tight.page), tight.plan.after
    page.evaluate("lang => halfhour.setLang(lang)", lang)
    served = count(after.people_served, lang)
    assert tight.plan.certificate.objective_value == pytest.approx(after.people_served)
    gains = sum(tight.plan.gains)
    assert tight.plan.before.people_served + gains == pytest.approx(after.people_served)
    assert served in page.locator(f".words[lang={lang}] .certificate").text_content()
    assert page.locator(".proof").inner_text() == proof_said(tight.plan, lang)
    assert figure(page, "share") == percent(after.share)
    assert figure(page, "gap") == count(after.gap_people, lang)
    assert figure(page, "within") == count(after.people_within_reach, lang)
    assert figure(page, "noPlace") == count(after.no_place_people, lang)
    assert figure(page, "covered") == served
    adds = page.locator("#build [data-figure=adds]").all_inner_texts()
    assert adds == [f"+{count(gain, lang)}" for gain in tight.plan.gains]
    loads = page.evaluate(
        "halfhour.model.sites.map((_, i) => halfhour.model.load(i)).filter(Boolean)"
    )
    assert sum(one["people"] for one in loads) == pytest.approx(after.people_served)
    page.locator(".loads summary").click()
    page.wait_for_selector(".loads tbody tr")
    lines = page.locator(".loads tbody tr").all_inner_texts()
    shown = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    for row in after.sites.itertuples():
        name = tight.times.sites.loc[row.Index, "name"]
        figures = (row.places, row.used, row.turned_away, row.ten_more_serve)
        assert shown[name] == [count(one, lang) for one in figures]


def test_long_names_of_sites_hide_no_column_of_their_places(open_page, system):
    page = open_page(system.page)
    page.locator(".loads summary").first.click()
    table = page.locator(".loads .scroll").first
    table.locator("tbody button").first.evaluate(
        "button => { button.textContent = '海港经济开发区居家养老服务中心'; }"
    )
    assert table.evaluate("table => table.scrollWidth - table.clientWidth") == 0


def test_popups_say_what_sites_and_cells_lack(open_page, system):
    page, after = open_page(system.page), system.plan.after
    fullest = after.sites["turned_away"].idxmax()
    page.evaluate("id => halfhour.fly(halfhour.siteNumber(id))", fullest)
    said = page.locator(".leaflet-popup-content").inner_text()
    load = after.sites.loc[fullest]
    for label, number in (
        ("Places", load["places"]),
        ("Places used", load["used"]),
        ("People turned away", load["turned_away"]),
    ):
        assert re.search(rf"{label}\s+{re.escape(count(number))}\b", said)
    lacking = after.cells[after.cells["reason"] == "no_place"]
    cell = (lacking["people"] - lacking["people_served"]).idxmax()
    where = system.times.demand.geometry.to_crs(4326).loc[cell]
    told = page.evaluate(
        "([lat, lon]) => { const t = halfhour.cellTable(); let best = 0, least = 1e9;"
        " for (let i = 0; i < t.x.length; i++) { const p = t.latlng(i);"
        " const d = Math.hypot(p.lat - lat, p.lng - lon); if (d < least) { least = d; best = i; } }"
        " return halfhour.content(halfhour.tellCell(best, 'choice')).textContent; }",
        [where.y, where.x],
    )
    assert "Not all are served: the sites within 20 minutes on foot are full." in told
    assert f"with a place{count(after.cells.loc[cell, 'people_served'])}" in told


def test_sums_of_fractions_of_people_are_one_number_where_python_gave_the_places(
    open_page, explored, monkeypatch
):
    # People are whole, but those who come share a site's places: rounded cell by cell, sums drift apart.
    times = with_places(explored.times, "closest").times
    people = np.ceil(times.demand["residents"].to_numpy())
    times = dataclasses.replace(times, demand=times.demand.assign(residents=people))
    rule = ServiceCapacity(assignment="closest", need={"residents": 0.7})
    plan = solve(Scenario(times, max_new=3, limit_min=20, by="county", capacity=rule))
    monkeypatch.setattr(successive_paths, "PAIRS_MAX", 10)
    page = open_page(plan_map(plan, units=counties(40, 25)))
    gap = count(plan.after.gap_people)
    assert figure(page, "gap") == gap
    assert gap in page.locator("#gaps > .caption").inner_text()
    areas = page.evaluate("halfhour.gapFigures.list('choice').map(one => one.unserved)")
    units = page.evaluate(
        "halfhour.data().cells.levels[0].ids.map((_, i) => halfhour.model.servedByUnit(0, 'choice')[i])"
    )
    assert sum(areas) == pytest.approx(plan.after.gap_people, abs=1e-3)
    summary = plan.after.summary("county").drop(index="", errors="ignore")
    served = (summary["people"] - summary["gap"]).to_numpy()
    assert sorted(units) == pytest.approx(sorted(served), abs=1e-3)


def test_a_page_with_too_many_pairs_says_that_what_if_is_of_reach_alone(
    open_page, system, monkeypatch
):
    monkeypatch.setattr(successive_paths, "PAIRS_MAX", 10)
    page = open_page(plan_map(system.plan, units=counties(40, 25)))
    assert "what if is of reach alone" in page.locator("#explorer").inner_text()
    assert figure(page, "covered") == count(system.plan.after.people_within_reach)
    assert figure(page, "share") == percent(system.plan.after.share)
    assert figure(page, "gap") == count(system.plan.after.gap_people)
    # Whoever lives in no unit is an area of the list, too.
    units = system.plan.after.summary("county")
    worst = units.sort_values("gap", ascending=False, kind="stable")["gap"]
    assert page.locator("[data-figure=gapLine]").all_inner_texts() == [*map(count, worst)]
    assert page.locator(".reach-alone").count() == 0
    page.locator(".loads summary").click()
    page.wait_for_selector(".loads tbody tr")
    assert page.locator("[data-figure=siteUsed]").all_inner_texts() == [
        count(used)
        for used in system.plan.after.sites.sort_values(
            "turned_away", ascending=False, kind="stable"
        )["used"]
    ]
    assert page.locator(".loads .elsewhere").count() == 0
    served = count(system.plan.after.people_served)
    # Python's own figures are shown by cell where just the plan's sites, or today's, are open.
    lacking = (
        "side => { let sum = 0; for (let i = 0; i < halfhour.cellTable().x.length; i++)"
        " sum += halfhour.model.missing(i, side); return sum; }"
    )
    after, before = system.plan.after, system.plan.before
    assert page.evaluate(lacking, "choice") == pytest.approx(after.no_place_people, abs=0.1)
    assert page.evaluate(lacking, "today") == pytest.approx(before.no_place_people, abs=0.1)
    page.evaluate("halfhour.toggle(halfhour.model.sites.length - 1)")
    assert page.evaluate(lacking, "choice") == 0
    assert page.locator(".loads .elsewhere").count() == 1
    assert "what if is of reach alone" in page.locator(".reach-alone").inner_text()
    assert served in page.locator(".certificate").first.text_content()


def test_capacities_that_are_ignored_are_told(open_page, system):
    ignored = dataclasses.replace(
        system.plan.scenario, capacity="ignore", objective=hh.MaximalCovering()
    )
    page = open_page(plan_map(solve(ignored)))
    page.locator(".notes summary").first.click()
    assert "capacity is ignored, as asked" in page.locator("aside").inner_text()
    assert "capacities not counted" in page.locator("#assumed").inner_text()
    assert page.evaluate("halfhour.data().places") is None


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
def test_the_home_city_agrees_with_python_whatever_is_open(open_page, assignment):
    study = hh.open_study(hh.sample_study(), services=["shelter"])
    times, rule = study.times["shelter"], ServiceCapacity(assignment=assignment)
    page = open_page(plan_map(solve(Scenario(times, max_new=0, capacity=rule))))
    limits = page.evaluate("halfhour.data().reach.limits")
    # Those that do not work any more, or do not yet, are not to choose.
    ids = np.array(page.evaluate("halfhour.model.sites.map(site => site.id)"))
    level = page.evaluate("halfhour.data().cells.levels.findIndex(one => one.level === 'township')")
    random = np.random.default_rng(8)
    for _ in range(CITY_CHOICES):
        is_open = random.random(len(ids)) < random.choice([0.03, 0.1, 0.3, 0.6, 0.95])
        number = int(random.integers(len(limits)))
        got = page.evaluate(
            """([open, limit, level]) => {
                const { model } = halfhour;
                model.set({ limit, group: "residents", level, step: 0, open });
                const units = Array.from(model.servedByUnit(level, "choice"));
                return { served: model.figures().served, units };
            }""",
            [is_open.astype(int).tolist(), number, level],
        )
        found = assess(
            times,
            limit_min=limits[number] / 60,
            open_sites=list(ids[is_open]),
            capacity=rule,
        )
        units = found.summary("township").drop(index="", errors="ignore")
        assert got["served"] == pytest.approx(found.people_served, abs=1e-4)
        assert got["units"] == pytest.approx(units["served"].tolist(), abs=1e-4)
