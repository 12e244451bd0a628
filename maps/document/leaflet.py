"""The Leaflet map of a page: its panes, and the view that it opens with."""

from __future__ import annotations

from collections.abc import Mapping

import folium
import numpy as np
import numpy.typing as npt

from .offline import SlimMap

Corners = list[list[float]]
"""South-west and north-east, each as latitude and longitude in degrees."""


def corners_of(lonlat_deg: npt.NDArray[np.float64]) -> Corners:
    """Return the corners of some points.

    Parameters
    ----------
    lonlat_deg
        Longitude and latitude, shape (n, 2), at least one. Longitudes are counted around the first, so that
        a city on both sides of the 180th meridian is not as wide as the world.
    """
    lon, lat = lonlat_deg.T
    lon = lon - 360 * np.round((lon - lon[0]) / 360)
    return [[float(lat.min()), float(lon.min())], [float(lat.max()), float(lon.max())]]


def leaflet_map(corners: Corners, panes: Mapping[str, int]) -> SlimMap:
    """Return a map with panes for layers.

    Parameters
    ----------
    corners
        What the map opens with.
    panes
        Names and z-indices of Leaflet panes.
    """
    centre = np.mean(corners, axis=0).round(6).tolist()
    page = SlimMap(location=centre, tiles=None, zoom_start=11, max_zoom=18, zoom_snap=0.25)
    for pane, level in panes.items():
        # The page's script decides who listens to the pointer: an empty canvas must not swallow it.
        page.add_child(folium.map.CustomPane(pane, z_index=level, pointer_events=True))
    return page


def first_view(corners: Corners) -> folium.FitBounds:
    """Return what opens a map with its corners in view."""
    view = folium.FitBounds(
        corners, padding_top_left=(32, 32), padding_bottom_right=(32, 36), max_zoom=15
    )
    # A view that is still moving would undo what its reader does meanwhile; folium has no parameter for it.
    view.options["animate"] = False
    return view
