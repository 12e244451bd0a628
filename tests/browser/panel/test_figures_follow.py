"""After every control, all figures of the page that mean the same are the same, and are Python's."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import say
from halfhour.maps.wording.proof import proof_said
from halfhour.maps.wording.words import count, limit, percent
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties

pytestmark = pytest.mark.browser

READ = """async () => {
    document.querySelectorAll("aside details").forEach(one => { one.open = true; });
    const build = document.getElementById("build");
    while (build.ariaBusy || build.hasAttribute("aria-busy"))
        await new Promise(done => setTimeout(done, 20));
    await new Promise(done => setTimeout(done, 20));
    window.dispatchEvent(new Event("beforeprint"));
    const printed = document.getElementById("printed").textContent;
    window.dispatchEvent(new Event("afterprint"));
    const all = (box, name) => [...box.querySelectorAll(`[data-figure=${name}]`)].map(
        one => one.textContent);
    const rows = key => Object.fromEntries([...document.querySelectorAll(`[data-${key}]`)].map(
        row => [row.dataset[key], [...row.querySelectorAll("td[data-figure]")].map(
            one => one.textContent)]));
    const figures = {};
    document.querySelectorAll("aside [data-figure]").forEach(one => {
        (figures[one.dataset.figure] = figures[one.dataset.figure] || []).push(one.textContent);
    });
    return {
        figures,
        today: Object.fromEntries([...document.querySelectorAll("aside [data-today]")].map(
            one => [one.dataset.today, one.textContent])),
        adds: [...document.querySelectorAll("#build tr")].map(row => [
            row.querySelector("[data-site]") && row.querySelector("[data-site]").dataset.site,
            all(row, "adds")[0] || all(row, "lostByClosing")[0]]),
        units: rows("unit"),
        loads: Object.fromEntries([...document.querySelectorAll("tr td [data-load], [data-load]")].map(
            one => [one.dataset.load, [...one.closest("tr").querySelectorAll("[data-figure]")].map(
                cell => cell.textContent)])),
        lines: [...document.querySelectorAll("#gaps li")].map(
            row => row.querySelector("button").textContent + all(row, "gapLine")[0]),
        exported: halfhour.choice.exported(),
        printed,
        question: document.querySelector(".question").textContent,
        assumed: document.getElementById("assumed").textContent,
        holds: document.querySelector(".proof").dataset.holds,
        bars: [...document.querySelectorAll(".bar i")].map(one => [one.className, one.style.width]),
        open: halfhour.model.sites.filter((_, i) => halfhour.model.open(i)).map(site => site.id),
    };
}"""
MINUS = "\N{MINUS SIGN}"
SINGLE = ("share", "gap", "total", "more", "covered", "unreachable", "worst", "toPlan")


def with_towns(times):
    """The same town with a finer level of units."""
    town = np.arange(len(times.demand)) // 7 % 5
    names = np.array([f"Town {number}" for number in range(5)])
    demand = times.demand.assign(town=town.astype(str), town_name=names[town])
    return dataclasses.replace(times, demand=demand)


@pytest.fixture(scope="module")
def reach(explored):
    times = with_towns(explored.times)
    plan = solve(Scenario(times, max_new=4, limit_min=20, by="county"))
    return SimpleNamespace(times=times, plan=plan, rule=None)


@pytest.fixture(scope="module", params=["system", "closest"])
def places(request, explored):
    random = np.random.default_rng(6)
    capacity = np.round(random.uniform(50, 2500, len(explored.times.sites)))
    times = with_towns(explored.times)
    times = dataclasses.replace(times, sites=times.sites.assign(capacity=capacity))
    rule = ServiceCapacity(assignment=request.param, need={"residents": 0.5, "elderly": 0.25})
    plan = solve(Scenario(times, max_new=3, limit_min=20, by="county", capacity=rule))
    return SimpleNamespace(times=times, plan=plan, rule=rule)


def signed(people, lang):
    if abs(people) < 0.05:
        return "±0"
    return ("+" if people > 0 else MINUS) + count(abs(people), lang)


def added(people, lang):
    return (MINUS if people < -0.05 else "+") + count(
        abs(people) if abs(people) >= 0.05 else 0, lang
    )


class Choice:
    """What is set in the page, and what Python says of it."""

    def __init__(self, case, page):
        self.case, self.page = case, page
        self.lang, self.group, self.minutes, self.level = "en", "residents", 20, "county"

    def assessed(self, sites):
        return assess(
            self.case.times,
            group=self.group,
            limit_min=self.minutes,
            open_sites=sites,
            capacity=self.case.rule,
        )

    def check(self):
        plan, lang, seen = self.case.plan, self.lang, self.page.evaluate(READ)
        today = self.assessed(list(plan.before.open_sites))
        now, planned = self.assessed(seen["open"]), self.assessed(list(plan.after.open_sites))
        gained = now.people_served - today.people_served
        figures = seen["figures"]
        for name in SINGLE:
            assert len(figures[name]) == 1, name
        one = {name: texts[0] for name, texts in figures.items()}
        # The headline, the table below it, and today's figures beside them.
        for shown, found in ((one, now), (seen["today"], today)):
            assert shown["share"] == percent(found.share)
            assert shown["gap"] == count(found.gap_people, lang)
            assert shown["covered"] == count(found.people_served, lang)
            assert shown["unreachable"] == count(found.unreachable_people, lang)
        assert one["total"] == count(now.people_total, lang)
        assert one["more"] == signed(gained, lang)
        if abs(gained) >= 0.05:
            assert one["closes"] == percent(abs(gained) / today.gap_people)
        assert one["toPlan"].lstrip(f"+{MINUS}±") == count(
            abs(now.people_served - planned.people_served)
            if abs(now.people_served - planned.people_served) >= 0.05
            else 0,
            lang,
        )
        widths = {"then": now.share, "now": today.share}
        if self.case.rule:
            widths["within"] = now.people_within_reach / now.people_total
            assert one["within"] == count(now.people_within_reach, lang)
            assert one["noPlace"] == count(now.no_place_people, lang)
            assert one["used"] == count(now.sites["used"].sum(), lang)
        bars = {name: float(width.rstrip("%")) for name, width in seen["bars"]}
        assert bars == pytest.approx({name: 100 * w for name, w in widths.items()}, abs=0.006)
        self._check_sites(seen, today, now)
        self._check_units(seen, now, one)
        self._check_files(seen, today, now, gained)
        return seen

    def _check_sites(self, seen, today, now):
        """The list of sites to build, whose sum is the people gained; and places site by site."""
        plan, existing = self.case.plan, list(self.case.plan.before.open_sites)
        order = [site for site in plan.opened if site in seen["open"]]
        order += [site for site in seen["open"] if site not in (*existing, *order)]
        before = [site for site in existing if site in seen["open"]]
        steps = [self.assessed([*before, *order[:k]]).people_served for k in range(len(order) + 1)]
        expected = [
            [site, added(gain, self.lang)] for site, gain in zip(order, np.diff(steps), strict=True)
        ]
        if len(before) < len(existing):
            expected.append([None, added(steps[0] - today.people_served, self.lang)])
        assert sorted(seen["adds"], key=str) == sorted(expected, key=str)
        assert steps[-1] == pytest.approx(now.people_served)
        if self.case.rule is None:
            assert not seen["loads"]
            return
        columns = ["places", "used", "turned_away", "ten_more_serve"]
        assert seen["loads"] == {
            site: [count(n, self.lang) for n in row[columns]] for site, row in now.sites.iterrows()
        }

    def _check_units(self, seen, now, one):
        units = now.summary(self.level)
        named = units.drop(index="", errors="ignore")
        assert seen["units"] == {
            unit: [percent(row["share"]), count(row["gap"], self.lang)]
            for unit, row in named.iterrows()
        }
        assert units["gap"].sum() == pytest.approx(now.gap_people)
        worst = named.loc[named["share"].idxmin()]
        assert one["worst"].endswith(percent(worst["share"]))
        finest = now.summary("town").sort_values("gap", ascending=False, kind="stable").head(10)
        finest = finest[finest["gap"] > 1e-6]
        assert len(seen["lines"]) == len(finest)
        # The larger unit stands beside a town's name.
        for line, (_, row) in zip(seen["lines"], finest.iterrows(), strict=True):
            people = re.escape(count(row["gap"], self.lang))
            assert re.search(rf"{re.escape(row['name'])}(, \D+)?{people}$", line)

    def _check_files(self, seen, today, now, gained):
        """What leaves the page: the file, the paper; and to what the proof belongs."""
        lang, file, plan = self.lang, seen["exported"], self.case.plan
        assert (file["group"], file["limit_min"], file["level"]) == (
            self.group,
            self.minutes,
            self.level,
        )
        numbers = {
            "people_total": now.people_total,
            "served": now.people_served,
            "share": now.share,
            "gap": now.gap_people,
            "served_today": today.people_served,
            "gap_today": today.gap_people,
            "people_gained": gained,
            "gap_closed": gained / today.gap_people,
        }
        assert {name: file[name] for name in numbers} == pytest.approx(numbers, abs=1e-4)
        within = say(lang, "within {limit}", limit=limit(now, lang))
        for text in (seen["printed"], seen["question"], seen["assumed"]):
            assert within in text
            assert say(lang, self.group) in text
        same = set(seen["open"]) == set(plan.after.open_sites)
        own = same and self.group == plan.after.group and self.minutes == plan.after.limit / 60
        assert seen["holds"] == str(own).lower()
        proof = self.page.locator("#proof")
        assert proof_said(plan, lang) in proof.inner_text()
        held = say(lang, "within {limit}", limit=limit(plan.after, lang))
        assert (held in proof.inner_text()) != own


def run_through(choice, page, plan):
    """Move every control of the page, and compare after each."""
    choice.check()
    for step, minutes in (("0", 10), ("3", 30)):
        page.locator("[data-control=limit]").fill(step)
        choice.minutes = minutes
        choice.check()
    page.locator("[data-control=group]").select_option("elderly")
    choice.group = "elderly"
    choice.check()
    page.locator("[data-control=level]").select_option(label="town")
    choice.level = "town"
    choice.check()
    page.evaluate("halfhour.setLang('zh')")
    choice.lang = "zh"
    choice.check()
    for mode in ("today", "swipe", "choice"):
        page.locator(f"[data-compare={mode}]").click()
        choice.check()
    closed, dropped = plan.before.open_sites[0], plan.opened[0]
    chosen = next(s for s in choice.case.times.sites.index[::9] if s not in plan.after.open_sites)
    for site in (closed, dropped, chosen):
        page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", site)
        choice.check()
    page.evaluate("halfhour.setLang('en')")
    choice.lang = "en"
    page.locator("[data-action=today]").click()
    choice.check()
    page.locator("[data-control=group]").select_option("residents")
    page.locator("[data-control=limit]").fill("2")
    choice.group, choice.minutes = "residents", 20
    page.locator("[data-action=plan]").click()
    assert choice.check()["holds"] == "true"


def test_every_figure_follows_every_control(open_page, reach):
    page = open_page(plan_map(reach.plan, units=counties(40, 25)))
    run_through(Choice(reach, page), page, reach.plan)


def test_every_figure_follows_every_control_where_places_count(open_page, places):
    page = open_page(plan_map(places.plan, units=counties(40, 25)))
    run_through(Choice(places, page), page, places.plan)


def test_popups_say_what_the_list_says(open_page, reach):
    page = open_page(plan_map(reach.plan, units=counties(40, 25)))
    for step in ("2", "0"):
        page.locator("[data-control=limit]").fill(step)
        page.wait_for_selector("#build:not([aria-busy])")
        page.wait_for_function("() => !document.getElementById('build').textContent.includes('…')")
        for site in reach.plan.opened:
            page.evaluate("id => halfhour.fly(halfhour.siteNumber(id))", site)
            popup = page.locator("[data-figure=popupAdds]").last.inner_text()
            row = page.locator("#build tr", has=page.locator(f"[data-site={site}]"))
            assert row.locator("[data-figure=adds]").inner_text() == f"+{popup}"


def test_one_more_site_is_the_first_of_those_that_would_add_most(open_page, reach):
    page = open_page(plan_map(reach.plan))
    page.wait_for_selector(".one-more [data-figure=next]")
    first = page.locator(".next em").first.inner_text()
    assert page.locator("[data-figure=next]").inner_text() == first
    now = reach.plan.after
    best = max(
        assess(reach.times, limit_min=20, open_sites=[*now.open_sites, site]).people_served
        for site in reach.times.sites.index
        if site not in now.open_sites
    )
    assert first == f"+{count(best - now.people_served)}"
    page.evaluate(
        "halfhour.model.sites.forEach((_, i) => halfhour.model.open(i) || halfhour.toggle(i))"
    )
    page.wait_for_function(
        "() => document.querySelector('.one-more').textContent.startsWith('No other candidate')"
    )


def test_headline_names_the_year_whose_people_it_counts(open_page):
    times = city(30, 20, existing=4, candidates=20)
    grown = times.demand["residents"].to_numpy() * 2
    years = (YearBudget(year=2026, max_new=1), YearBudget(year=2028, max_new=2, people=grown))
    plan = solve(Scenario(times, objective=MultiPeriodCovering(years=years), limit_min=20))
    page = open_page(plan_map(plan))
    assert "residents of 2028" in page.locator(".question").inner_text()
    page.locator("[data-control=year]").fill("1")
    seen = page.evaluate(READ)
    first = plan.opened[: sum(year == 2026 for year in plan.years)]
    now = assess(times, limit_min=20, open_sites=[*plan.before.open_sites, *first])
    assert seen["figures"]["gap"] == [count(now.gap_people)]
    assert [site for site, _ in seen["adds"]] == list(first)
    assert "2028" not in page.locator(".question").inner_text()
    assert "2026" in seen["printed"]
    assert seen["holds"] == "false"
