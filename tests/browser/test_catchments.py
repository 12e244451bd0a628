from __future__ import annotations

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.catchments import catchments
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.signs.states import CATCHMENT_COLOURS
from page_fixtures import settled

pytestmark = pytest.mark.browser

NAME = "Catchments: who is served where"
FOUND = f"""(side) => {{
    const found = halfhour.catchmentsOf(side, {len(CATCHMENT_COLOURS)}), {{ sites }} = halfhour.model;
    const name = (site) => String(sites[site].id);
    return {{
        of: Array.from(found.of, (site) => site < 0 ? "" : name(site)),
        people: Array.from(found.people, ([site, people]) => [name(site), people]),
        colours: Array.from(found.colour, ([site, colour]) => [name(site), colour]),
    }};
}}"""


def populated(plan):
    return (plan.before.times.demand["residents"] > 0).to_numpy()


def people_of(state):
    """By site, without sites that serve nobody."""
    people = catchments(state)["people"]
    return people[people > 0].to_dict()


def test_catchments_of_today_and_of_the_plan_are_python_s(open_page, town):
    page = open_page(plan_map(town.plan))
    for side, state in (("today", town.plan.before), ("choice", town.plan.after)):
        found = page.evaluate(FOUND, side)
        served = state.cells[populated(town.plan)]
        assert found["of"] == served["site_id"].where(served["served"], "").tolist()
        assert dict(found["people"]) == pytest.approx(people_of(state))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_catchments_of_any_choice_are_python_s_but_for_ties_within_a_class(open_page, town, seed):
    page = open_page(plan_map(town.plan))
    random = np.random.default_rng(seed)
    times = town.plan.before.times
    limit_min = int(random.choice([10, 15, 20, 30]))
    state = page.evaluate(
        """([picked, limit]) => {
            const { model } = halfhour, limits = halfhour.data().reach.limits;
            model.set({ ...model.state(), open: picked, limit: limits.indexOf(limit * 60) });
            return model.sites.filter((site, i) => picked[i]).map((site) => site.id);
        }""",
        [[int(one) for one in random.random(len(times.sites)) < 0.4], limit_min],
    )
    assessment = assess(times, open_sites=state, limit_min=limit_min)
    cells = assessment.cells[populated(town.plan)]
    found = page.evaluate(FOUND, "choice")
    assert [bool(site) for site in found["of"]] == cells["served"].tolist()
    assert sum(dict(found["people"]).values()) == pytest.approx(assessment.people_served)
    costs = times.costs.toarray()[populated(town.plan)]
    own = [
        costs[row, times.sites.index.get_loc(site)] for row, site in enumerate(found["of"]) if site
    ]
    # Classes are 9 s wide.
    assert (np.array(own) - cells["cost"][cells["served"]].to_numpy() <= 9.01).all()
    exact = np.mean(
        [
            a == b
            for a, b, served in zip(found["of"], cells["site_id"], cells["served"], strict=True)
            if served
        ]
    )
    assert exact > 0.9


def test_neighbouring_catchments_never_share_a_colour(open_page, town):
    page = open_page(plan_map(town.plan))
    found = page.evaluate(FOUND, "choice")
    colours = dict(found["colours"])
    assert set(colours.values()) <= set(range(len(CATCHMENT_COLOURS)))
    demand = town.plan.before.times.demand
    site = np.full(len(demand), "", dtype=object)
    site[populated(town.plan)] = found["of"]
    grid = site.reshape(20, 30)
    pairs = {*zip(grid[1:].ravel(), grid[:-1].ravel(), strict=True)}
    pairs |= {*zip(grid[:, 1:].ravel(), grid[:, :-1].ravel(), strict=True)}
    borders = {(a, b) for a, b in pairs if a and b and a != b}
    assert len(borders) >= 4
    assert all(colours[a] != colours[b] for a, b in borders)
    # A site that is switched changes no other one's colour without need.
    page.evaluate("halfhour.toggle(halfhour.model.sites.length - 1)")
    later = dict(page.evaluate(FOUND, "choice")["colours"])
    assert sum(later[one] == colours[one] for one in colours if one in later) >= len(colours) - 2


def test_a_click_tells_the_site_and_its_people(open_page, town):
    page = open_page(plan_map(town.plan))
    settled(page)
    for name in (
        "Proposed sites",
        "Existing sites",
        "Candidates not chosen",
        "People not served, by area",
    ):
        box = page.get_by_label(name, exact=True)
        if box.count():
            box.uncheck()
    page.get_by_label(NAME, exact=True).check()
    state = town.plan.after
    busiest = catchments(state)["people"].idxmax()
    mine = state.cells.query("served and people > 0 and site_id == @busiest").index[0]
    at = state.times.demand.geometry.loc[[mine]].to_crs("EPSG:4326").iloc[0]
    page.evaluate(
        "([lon, lat]) => halfhour.openAt(halfhour.map, L.latLng(lat, lon), null)", [at.x, at.y]
    )
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert str(state.times.sites.loc[busiest, "name"]) in popup
    assert f"{people_of(state)[busiest]:,.0f}".replace(",", " ") in popup
    assert "People it serves" in popup


def test_the_layer_paints_served_cells_only(open_page, town):
    page = open_page(plan_map(town.plan))
    settled(page)
    page.get_by_label(NAME, exact=True).check()
    painted = """() => {
        const canvas = document.querySelector("canvas.halfhour-catchments");
        const { width, height } = canvas;
        const copy = Object.assign(document.createElement("canvas"), { width, height });
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }"""
    served = {site for site, people in people_of(town.plan.after).items() if people}
    assert 2 < page.evaluate(painted) - 1 <= min(len(served), len(CATCHMENT_COLOURS))
    page.evaluate(
        """() => {
            const { model } = halfhour;
            model.set({ ...model.state(), open: model.state().open.map(() => 0) });
            halfhour.map.eachLayer((layer) => { if (layer.draw) layer.draw(); });
        }"""
    )
    assert page.evaluate(painted) == 1
