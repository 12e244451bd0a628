"""The area to fetch holds at least the margin, on the ground."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from halfhour.data.osm.bounds import FetchBounds
from halfhour.data.osm.outlines import fetch_outline


def test_the_margin_of_a_wide_box_is_kept_along_its_parallels() -> None:
    """The oracle: points at the margin's distance from each border, by geodesics."""
    west, south, east, north = 15.0, 45.0, 16.4, 45.8
    box = gpd.GeoDataFrame(geometry=[shapely.box(west, south, east, north)], crs=4326)
    area = fetch_outline(box, 1000.0, place="Box", bounds=FetchBounds(area_km2=1e6))
    along = np.linspace(west, east, 200)
    geod = pyproj.Geod(ellps="WGS84")
    for lat, azimuth in ((south, 180.0), (north, 0.0)):
        lon, beside, _ = geod.fwd(
            along, np.full(200, lat), np.full(200, azimuth), np.full(200, 999.0)
        )
        assert shapely.contains_xy(area, lon, beside).all()
        lon, beside, _ = geod.fwd(
            along, np.full(200, lat), np.full(200, azimuth), np.full(200, 1310.0)
        )
        assert not shapely.contains_xy(area, lon, beside).any()
    assert len(shapely.get_coordinates(area)) < 200
