"""Odd and poor inputs: the page is right, or the error is clear."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.maps.basemap.tiles import named_tiles
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

pytestmark = pytest.mark.browser

EDGE = "EPSG:32660"
FIGURES = {"total", "share", "more", "gap", "covered", "lost", "gained", "unreachable", "worst"}
FIGURES |= {"opened", "closed", "cost", "toPlan"}
SOME = [place(column, row) for column in range(6) for row in range(6)]


def times_of(places, people, existing, candidates=()):
    return travel_times(
        demand_at(places, people), sites_at(existing, candidates), grid_town(), mode="walk"
    )


def works(page, *, sites=None):
    """The page has its figures and says nothing that is no number; returns the text of its panel."""
    text = page.locator("aside").inner_text()
    for word in ("NaN", "undefined", "null", "Infinity", "[object"):
        assert word not in text
    shown = page.locator("[data-figure]").evaluate_all("all => all.map(one => one.dataset.figure)")
    assert set(shown) >= FIGURES
    assert all(shown.count(name) == 1 for name in FIGURES)
    if sites is not None:
        assert page.locator(".mark.existing").count() == sites
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh"
    page.get_by_role("button", name="English").click()
    return text


def test_no_candidates(open_page):
    times = times_of(SOME, [10] * 36, [place(0, 0)])
    with pytest.raises(InputError, match="has no eligible candidate"):
        Scenario(times, max_new=3)
    page = open_page(plan_map(solve(Scenario(times, max_new=0))))
    assert "No new site is proposed" in works(page, sites=1)
    assert page.get_by_label("Candidates not chosen").count() == 0
    page.locator(".mark.existing").click()
    page.locator(".switch").click()
    assert page.locator("[data-figure=covered]").inner_text() == "0"
    page.locator("[data-action=today]").click()
    assert page.locator("[data-figure=toPlan]").inner_text() == "±0"


def test_no_existing_site_and_no_candidate(open_page):
    times = times_of(SOME, [10] * 36, [])
    page = open_page(plan_map(solve(Scenario(times, max_new=0))))
    assert "360" in works(page, sites=0)
    assert page.locator("[data-figure=share]").inner_text() == "0.0%"


def test_units_of_none(open_page):
    times = times_of(SOME, [10] * 36, [place(0, 0)], [place(5, 5)])
    plan = solve(Scenario(times, max_new=1))
    empty = gpd.GeoDataFrame({"name": [], "level": []}, geometry=[], crs="EPSG:4326")
    page = open_page(plan_map(plan, units=empty))
    works(page, sites=1)
    assert page.locator("[data-figure=worst]").inner_text() == "-"
    assert "Units" not in page.locator(".leaflet-control-layers").inner_text()


def test_one_cell(open_page):
    times = times_of([place(2, 2)], [7], [], [place(3, 3)])
    page = open_page(plan_map(solve(Scenario(times, max_new=1))))
    works(page)
    assert page.locator("[data-figure=share]").inner_text() == "100.0%"
    assert page.evaluate("halfhour.map.getZoom()") <= 15


def test_a_site_without_a_name_has_its_id(open_page):
    times = times_of(SOME, [10] * 36, [place(0, 0)], [place(5, 5)])
    sites = times.sites.assign(name=[None, float("nan")])
    plan = solve(Scenario(dataclasses.replace(times, sites=sites), max_new=1))
    page = open_page(plan_map(plan))
    works(page)
    assert page.locator("[data-site]").first.inner_text() == "p0"
    page.locator(".mark.existing").click()
    assert page.locator(".popup h4").inner_text() == "e0"


def test_a_unit_without_a_name_is_refused_or_shown(open_page, town):
    units = town.units.assign(name=["", "山海关区"])
    page = open_page(plan_map(town.plan, units=units))
    works(page)
    assert page.locator(".name").all_inner_texts() == ["山海关区"]


def test_nobody_lives_there(open_page):
    times = times_of(SOME, [0] * 36, [place(0, 0)], [place(5, 5)])
    page = open_page(plan_map(solve(Scenario(times, max_new=1))))
    works(page)
    assert page.locator("[data-figure=share]").inner_text() == "-"
    assert page.locator("[data-figure=covered]").inner_text() == "0"


def test_nothing_is_opened(open_page):
    times = times_of(SOME, [10] * 36, [place(0, 0)], [place(5, 5)])
    page = open_page(plan_map(solve(Scenario(times, max_new=0))))
    assert "No new site is proposed" in works(page, sites=1)
    assert page.locator(".proposed-mark").count() == 0
    page.locator(".next .small").first.click()
    assert page.locator("[data-figure=opened]").inner_text() == "1"


def test_what_cannot_be_fulfilled_is_said(open_page):
    times = times_of(SOME, [10] * 36, [], [place(5, 5)])
    plan = solve(Scenario(times, max_new=0, objective=SetCovering(share=0.9)))
    assert plan.certificate.status == "infeasible"
    page = open_page(plan_map(plan))
    assert "nothing fulfils what is asked" in works(page).lower()
    page.get_by_role("button", name="中文").click()
    assert "无可行方案" in page.locator("aside").inner_text()


def moved(table, shift_deg):
    """The same places elsewhere, in a projection that knows no edge at 180 degrees."""
    degrees = table.geometry.to_crs(4326)
    places = shapely.transform(degrees.to_numpy(), lambda xy: wrapped(np.add(xy, (shift_deg, 0))))
    return table.set_geometry(gpd.GeoSeries(places, index=table.index, crs=4326)).to_crs(EDGE)


def wrapped(lonlat):
    return np.column_stack([(lonlat[:, 0] + 180) % 360 - 180, lonlat[:, 1]])


def test_a_city_across_the_180th_meridian_with_roads_places_and_tiles(open_page, town):
    times = town.plan.scenario.times
    shift = 180 - times.demand.to_crs(4326).geometry.x.mean()
    edges = moved(gpd.GeoDataFrame(geometry=times.network.geometry, crs=times.network.crs), shift)
    nodes = moved(
        gpd.GeoDataFrame(geometry=shapely.points(times.network.node_xy), crs=times.network.crs),
        shift,
    )
    network = dataclasses.replace(
        times.network,
        crs=pyproj.CRS(EDGE),
        geometry=edges.geometry.to_numpy(),
        node_xy=shapely.get_coordinates(nodes.geometry.to_numpy()),
    )
    demand, sites = moved(times.demand, shift), moved(times.sites, shift)
    plan = solve(Scenario(travel_times(demand, sites, network, mode="walk"), max_new=2))
    villages = gpd.GeoDataFrame(
        {"name": ["West", "East"], "kind": "town"},
        geometry=gpd.points_from_xy([179.97, -179.97], [39.9] * 2, crs="EPSG:4326"),
    )
    page = open_page(plan_map(plan, places=villages, tiles=named_tiles("openstreetmap")))
    works(page)
    west, east = page.evaluate(
        "[halfhour.map.getBounds().getWest(), halfhour.map.getBounds().getEast()]"
    )
    assert east - west < 0.5
    names = page.evaluate(
        """[...document.querySelectorAll(".name")].map(
            node => [node.getBoundingClientRect().x, node.textContent])"""
    )
    assert [name for _, name in sorted(names)] == ["West", "East"]
    widest = page.evaluate(
        """() => {
            let widest = 0;
            halfhour.map.eachLayer(layer => {
                if (!(layer instanceof L.Polyline)) return;
                const bounds = layer.getBounds();
                widest = Math.max(widest, bounds.getEast() - bounds.getWest());
            });
            return widest;
        }"""
    )
    assert 0.05 < widest < 0.5
