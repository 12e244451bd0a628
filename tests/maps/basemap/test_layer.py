from __future__ import annotations

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.prepared import Prepared
from halfhour.maps.basemap import layer as layer_module
from halfhour.maps.basemap.layer import basemap_layer, shown_frame
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled


def polygons(codes, digits=6):
    """Polygons in degrees again."""

    def ring(code):
        return np.cumsum(np.array(code).reshape(-1, 2), axis=0) / 10**digits

    return shapely.union_all(
        [shapely.Polygon(ring(o), [ring(h) for h in holes]) for o, *holes in codes]
    )


def data(layer):
    return json.loads(layer.json)


def test_land_is_the_first_level_of_units(town):
    smaller = town.units.assign(level="township").iloc[:1]
    units = gpd.GeoDataFrame(pd.concat([town.units, smaller]), crs=town.units.crs)
    drawn = polygons(data(basemap_layer(town.plan.before, units=units))["land"])
    land = town.units.union_all()
    assert drawn.symmetric_difference(land).area < 1e-3 * land.area


def test_water_is_cut_to_what_is_seen_and_ponds_are_left_out(town):
    demand = town.plan.before.times.demand
    west, south, east, north = demand.total_bounds
    sea = shapely.box(west - 1e6, south - 1e6, east + 1e6, south)
    pond = shapely.Point(west, north).buffer(10)
    water = gpd.GeoDataFrame(geometry=[sea, pond], crs=demand.crs)
    drawn = polygons(data(basemap_layer(town.plan.before, water=water))["water"])
    metres = gpd.GeoSeries([drawn], crs=4326).to_crs(demand.crs).iloc[0]
    seen = sea.intersection(shapely.box(*shown_frame(demand)))
    assert metres.symmetric_difference(seen).area < 1e-3 * seen.area


def test_nothing_is_drawn_where_nothing_is_known(town):
    alone = dataclasses.replace(
        town.plan.before, times=dataclasses.replace(town.plan.before.times, network=None)
    )
    assert basemap_layer(alone) is None
    assert basemap_layer(town.plan.before) is not None


@pytest.mark.browser
def test_land_and_water_are_seen_and_lesser_roads_come_with_the_zoom(open_page, town):
    demand = town.plan.before.times.demand
    west, south, east, north = demand.total_bounds
    lake = shapely.box(west, south, (west + east) / 2, north)
    water = gpd.GeoDataFrame(geometry=[lake], crs=demand.crs)
    page = open_page(plan_map(town.plan, units=town.units, water=water))
    settled(page)
    lat, lon = gpd.GeoSeries([lake.centroid], crs=demand.crs).to_crs(4326).iloc[0].coords[0][::-1]
    page.evaluate("at => halfhour.map.setView(at, 12, { animate: false })", [lat, lon])

    assert {"#c3d8e4", "#faf8f4"} <= colours(page)
    assert [lines_at(page, zoom) for zoom in (11, 12, 13)] == [1, 1, 2]
    page.get_by_label("Land, water and roads").uncheck()
    assert colours(page) == set()


def colours(page):
    """Colours of the ground that are not transparent."""
    return set(
        page.evaluate(
            """async () => {
                const frame = () => new Promise(done => requestAnimationFrame(done));
                await frame();
                await frame();
                const canvas = document.querySelector(".leaflet-ground-pane canvas"), found = new Set();
                if (!canvas) return [];
                const copy = new OffscreenCanvas(canvas.width, canvas.height);
                const pen = copy.getContext("2d", { willReadFrequently: true });
                pen.drawImage(canvas, 0, 0);
                const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
                for (let i = 0; i < data.length; i += 4) {
                    if (data[i + 3] < 255) continue;
                    found.add("#" + [0, 1, 2].map(k => data[i + k].toString(16)).join(""));
                }
                return [...found];
            }"""
        )
    )


def lines_at(page, zoom):
    """How many groups of roads are drawn at a zoom."""
    return page.evaluate(
        """zoom => {
            halfhour.map.setZoom(zoom, { animate: false });
            let lines = 0;
            halfhour.map.eachLayer(layer => {
                if (layer instanceof L.Polyline && layer.options.pane === "roads") lines++;
            });
            return lines;
        }""",
        zoom,
    )


def test_pages_of_one_study_share_their_roads(town, monkeypatch):
    prepared = Prepared()
    first = data(basemap_layer(town.plan.before, prepared=prepared))
    monkeypatch.setattr(layer_module, "road_groups", lambda *_: pytest.fail("made again"))
    assert data(basemap_layer(town.plan.after, prepared=prepared)) == first
    monkeypatch.undo()
    assert data(basemap_layer(town.plan.before)) == first
