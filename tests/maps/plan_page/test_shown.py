from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.document.packing import packed
from halfhour.maps.plan_page import shown as module
from halfhour.maps.plan_page.data import page_data
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.plan_page.shown import PageSize, shown_on_page
from halfhour.maps.wording.messages import say
from halfhour.maps.wording.words import sentence
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city

WIDE = PageSize(cells=10**6, pairs=10**9, sites=10**6)


@pytest.fixture(scope="module")
def plan():
    times = city(24, 20, existing=12, candidates=30)
    return solve(Scenario(times, max_new=3, limit_min=15))


def served_by(plan, shown, open_sites, limit):
    """By cell of the page whether one of the sites that it has reaches it."""
    times = plan.scenario.times
    known = times.positions([s for s in open_sites if s in set(times.sites.index[shown.sites])])
    costs = times.costs[shown.cells.rows][:, known].toarray()
    return ((costs > 0) & (costs <= np.float32(limit))).any(axis=1)


def test_a_page_that_is_not_too_large_has_everything(plan):
    shown = shown_on_page(plan, plan.before, WIDE)
    people = plan.before.cells["people"].to_numpy()
    assert shown.cells.rows.tolist() == np.flatnonzero(people > 0).tolist()
    assert shown.cells.side_m is None
    assert len(shown.sites) == 42
    assert shown.site_ids is None
    assert shown.notes == ()


def test_the_largest_page_is_exactly_as_large_as_allowed(plan):
    whole = shown_on_page(plan, plan.before, WIDE)
    cells = len(whole.cells.rows)
    pairs = int(plan.scenario.times.costs[whole.cells.rows].nnz)
    for field, most in (("cells", cells), ("pairs", pairs), ("sites", 42)):
        full = dataclasses.replace(WIDE, **{field: most})
        assert shown_on_page(plan, plan.before, full).notes == ()
        less = shown_on_page(plan, plan.before, dataclasses.replace(WIDE, **{field: most - 1}))
        assert len(less.notes) == 1
        assert len(less.cells.rows) <= cells


@pytest.mark.parametrize(
    "most",
    [
        PageSize(cells=120, pairs=10**9, sites=10**6),
        PageSize(cells=10**6, pairs=900, sites=10**6),
        PageSize(cells=10**6, pairs=10**9, sites=16),
        PageSize(cells=90, pairs=1200, sites=14),
    ],
)
def test_a_smaller_page_counts_the_same_people_today_and_with_the_plan(plan, most):
    shown = shown_on_page(plan, plan.before, most)
    pairs = plan.scenario.times.costs[shown.cells.rows][:, shown.sites].nnz
    assert len(shown.cells.rows) <= most.cells
    assert pairs <= most.pairs
    assert len(shown.sites) <= most.sites
    people = shown.cells.sums(plan.before.cells["people"].to_numpy())
    assert people.sum() == pytest.approx(plan.before.people_total, abs=1e-6)
    for state in (plan.before, plan.after):
        served = served_by(plan, shown, state.open_sites, state.limit)
        assert people[served].sum() == pytest.approx(state.people_served, abs=1e-6)


def test_sites_that_the_page_keeps_are_those_of_the_plan_the_nearest_and_the_most_useful(plan):
    shown = shown_on_page(plan, plan.before, dataclasses.replace(WIDE, sites=20))
    kept = set(plan.scenario.times.sites.index[shown.sites])
    assert set(plan.opened) <= kept
    for state in (plan.before, plan.after):
        assert set(state.cells["site_id"].iloc[shown.cells.rows].dropna()) <= kept
    assert shown.site_ids == kept
    left = sorted(set(plan.scenario.times.sites.index) - kept)
    reach = plan.scenario.times.within(limit_min=15).toarray()
    unserved = plan.after.cells["people"].to_numpy() * ~plan.after.cells["served"].to_numpy()
    gain = dict(zip(plan.scenario.times.sites.index, reach.T @ unserved, strict=True))
    needed = {
        *plan.opened,
        *plan.before.cells["site_id"].iloc[shown.cells.rows].dropna(),
        *plan.after.cells["site_id"].iloc[shown.cells.rows].dropna(),
    }
    assert max(gain[site] for site in left) <= min(gain[site] for site in kept - needed)


def test_what_is_left_out_is_told_in_both_languages(plan, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", PageSize(cells=120, pairs=10**9, sites=20))
    page = plan_map(plan)
    assert len(page.notes) == 2
    assert "coarser cells" in page.notes[0]
    assert " of 42 sites" in page.notes[1]
    for note in page.notes:
        for lang in ("en", "zh"):
            assert sentence(note, lang) in page.content
        assert say("zh", note.template) != note.template


def test_the_data_of_a_smaller_page_hold_only_its_cells_and_sites(plan, monkeypatch):
    most = PageSize(cells=120, pairs=10**9, sites=20)
    monkeypatch.setattr(module, "LARGEST", most)
    data = page_data(plan, plan.before, lang="en", meridian_deg=119.5)
    shown = shown_on_page(plan, plan.before)
    json.dumps(data)
    assert data["cells"]["count"] == len(shown.cells.rows) <= 120
    assert data["cells"]["spacing"] == pytest.approx(shown.cells.side_m, abs=0.1)
    assert len(data["sites"]) == len(shown.sites) <= 20
    assert max(data["plan"]["existing"]) < len(data["sites"])
    ids = [site["id"] for site in data["sites"]]
    assert [ids[number] for number in data["plan"]["opened"]] == list(plan.opened)


def test_a_smaller_page_gives_no_places_itself_and_knows_who_has_one_today(monkeypatch):
    times = city(24, 20, existing=12, candidates=30)
    times = dataclasses.replace(times, sites=times.sites.assign(capacity=300.0))
    rule = ServiceCapacity(assignment="closest", need={"residents": 0.5})
    full = solve(Scenario(times, max_new=2, limit_min=15, capacity=rule, time_limit_s=5))
    whole = page_data(full, full.before, lang="en", meridian_deg=119.5)["places"]
    assert whole["order"] is not None
    for most in (PageSize(cells=120, pairs=10**9, sites=50), dataclasses.replace(WIDE, sites=20)):
        monkeypatch.setattr(module, "LARGEST", most)
        shown = shown_on_page(full, full.before)
        places = page_data(full, full.before, lang="en", meridian_deg=119.5)["places"]
        assert places["order"] is None
        served = full.before.cells["people_served"].to_numpy()
        assert places["now"] == packed(shown.cells.sums(served))
        assert shown.cells.sums(served).sum() == pytest.approx(full.before.people_served)


def test_a_today_of_other_sites_keeps_their_nearest(plan):
    fewer = assess(plan.scenario.times, limit_min=15, open_sites=["s0"])
    shown = shown_on_page(plan, fewer, dataclasses.replace(WIDE, sites=16))
    assert "s0" in shown.site_ids


def test_a_plan_that_opens_more_sites_than_fit_shows_them_and_others(plan):
    shown = shown_on_page(plan, plan.before, dataclasses.replace(WIDE, sites=len(plan.opened)))
    kept = set(plan.scenario.times.sites.index[shown.sites])
    assert set(plan.opened) < kept
    people = shown.cells.sums(plan.before.cells["people"].to_numpy())
    for state in (plan.before, plan.after):
        served = served_by(plan, shown, state.open_sites, state.limit)
        assert people[served].sum() == pytest.approx(state.people_served, abs=1e-6)
