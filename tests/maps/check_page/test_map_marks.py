"""What a memo's map draws: units and sites inside its frame, wherever on Earth that lies."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from check_fixtures import PARCEL, checked
from halfhour.maps.check_page.map_marks import (
    better_layer,
    existing_layer,
    farthest_layer,
    place_layer,
    units_layer,
    within,
)

EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


@pytest.mark.parametrize(
    ("frame", "inside"),
    [
        ((119.0, 39.0, 120.0, 40.0), [True, False, False]),
        # Across the 180th meridian, counted beyond it on either side.
        ((179.0, 39.0, 181.0, 40.0), [False, True, True]),
        ((-181.0, 39.0, -179.0, 40.0), [False, True, True]),
    ],
)
def test_places_inside_a_frame(
    frame: tuple[float, float, float, float], inside: list[bool]
) -> None:
    places = np.array([[119.5, 39.5], [179.5, 39.5], [-179.5, 39.5]])
    assert within(places, frame).tolist() == inside


def test_sites_are_those_of_the_check() -> None:
    of = checked()
    existing = existing_layer(of.check, of.today, EVERYWHERE)
    assert existing is not None
    sites = json.loads(existing.json)["sites"]
    assert len(sites) == len(of.today.open_sites)
    shared = [site["popup"]["rows"][0][1]["people"] for site in sites if site["popup"]["rows"]]
    assert sorted(shared) == sorted(of.check.overlaps["people"])
    better = better_layer(of.comparison)
    assert better is not None
    names = [site["popup"]["title"] for site in json.loads(better.json)["sites"]]
    assert names == list(of.comparison.better["name"])
    assert existing_layer(of.check, of.today, (0.0, 0.0, 1.0, 1.0)) is None


def test_the_parcel_and_the_way_keep_their_places() -> None:
    of = checked()
    [[ring]] = json.loads(place_layer(of.check).json)["parcel"]
    west, south = np.array(ring[:2]) / 1e6
    assert shapely.Point(west, south).distance(PARCEL.boundary) < 1e-6
    far = farthest_layer(of.comparison)
    assert far is not None
    way = np.cumsum(np.array(json.loads(far.json)["way"]).reshape(-1, 2), axis=0) / 1e6
    assert way[-1] == pytest.approx(of.comparison.farthest.way.coords[-1], abs=2e-5)


def test_borders_are_cut_at_the_frame_and_of_points_there_are_none() -> None:
    units = checked().context.units
    west, south, east, north = units.total_bounds
    frame = ((west + east) / 2 - 0.01, south - 1, (west + east) / 2 + 0.01, north + 1)
    layer = units_layer(units, frame)
    assert layer is not None
    lines = json.loads(layer.json)["lines"]
    for one in lines:
        for ring in one["rings"]:
            lon = np.cumsum(np.array(ring).reshape(-1, 2), axis=0)[:, 0] / 1e6
            assert lon.min() >= frame[0] - 1e-6
            assert lon.max() <= frame[2] + 1e-6
    points = gpd.GeoDataFrame(
        {"name": ["v"], "level": ["village"]},
        geometry=[shapely.Point(119.5, 39.9)],
        crs="EPSG:4326",
    )
    assert units_layer(points, EVERYWHERE) is None
    assert units_layer(None, EVERYWHERE) is None
