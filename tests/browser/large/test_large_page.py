"""A page that is too small for its plan: it opens, says so, and counts today and the plan as Python does."""

from __future__ import annotations

import pytest
from halfhour.maps.plan_page import shown
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.plan_page.shown import PageSize
from halfhour.maps.wording.words import count, percent, sentence
from page_fixtures import counties, figure

pytestmark = pytest.mark.browser


def check(page, state):
    """The explorer's figures are those of an assessment of all cells."""
    figures = page.evaluate("halfhour.model.figures()")
    assert figures["served"] == pytest.approx(state.people_served, abs=1e-4)
    assert figures["gap"] == pytest.approx(state.gap_people, abs=1e-4)
    assert figure(page, "covered") == count(state.people_served)
    assert figure(page, "share") == percent(state.share)
    units = state.summary(by="county").drop(index="")
    worst = units.loc[units["share"].idxmin()]
    assert figure(page, "worst") == f"{worst['name']}: {percent(worst['share'])}"


def test_coarser_cells_and_fewer_sites_keep_the_figures_of_today_and_of_the_plan(
    open_page, explored, monkeypatch
):
    monkeypatch.setattr(shown, "LARGEST", PageSize(cells=400, pairs=10**6, sites=25))
    drawn = plan_map(explored.plan, units=counties(40, 25))
    page = open_page(drawn)
    assert page.evaluate("halfhour.model.size") <= 400
    assert page.evaluate("halfhour.model.sites.length") <= 25
    check(page, explored.plan.after)
    page.get_by_role("button", name="Today's sites").click()
    check(page, explored.plan.before)
    page.get_by_role("button", name="The plan's sites").click()
    check(page, explored.plan.after)
    notes = page.locator(".words[lang=en] [role=note]")
    assert notes.all_inner_texts() == [str(note) for note in drawn.notes]
    page.get_by_role("button", name="中文").click()
    notes = page.locator(".words[lang=zh] [role=note]")
    assert notes.all_inner_texts() == [sentence(note, "zh") for note in drawn.notes]
    assert len(drawn.notes) == 2
