"""What servers answer: places from Nominatim, and elements from Overpass for osmnx to build on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import geopandas as gpd
import osmnx as ox
import shapely
from osmnx import _overpass

from .bounds import FetchBounds
from .elements import Element, ElementCheck
from .places import read_boundary
from .web.client import OsmClient, Query, bad_answer

_PLACES_MAX: Final = 50

_ONE_AT_A_TIME: Final = threading.Lock()
"""osmnx has one set of settings for the whole program."""


def place_boundary(
    place: str, client: OsmClient, nominatim: str, *, bounds: FetchBounds
) -> gpd.GeoDataFrame:
    """Return the area that Nominatim finds for a name: unit_id, name and country, in EPSG:4326.

    Parameters
    ----------
    place
        The name.
    client
        Asks the server.
    nominatim
        The server, without a slash at the end.
    bounds
        How large the answer may be.

    Raises
    ------
    InputError
        If there is no such area, or no answer that can be used.
    """
    params = {
        "format": "json",
        "polygon_geojson": "1",
        "addressdetails": "1",
        "dedupe": "0",
        "limit": str(_PLACES_MAX),
        "q": place,
    }
    if ox.settings.nominatim_key is not None:
        params["key"] = ox.settings.nominatim_key
    query = Query(server=nominatim, method="GET", url=f"{nominatim}/search", params=params)
    return client.ask(
        query,
        lambda answer: read_boundary(answer, place),
        bytes_max=max(1, bounds.answer_bytes // 10),
    )


@contextlib.contextmanager
def osmnx_answers(
    client: OsmClient,
    overpass: str,
    *,
    bounds: FetchBounds,
    way_tags: Sequence[str],
    keys: Collection[str],
) -> Iterator[None]:
    """Let osmnx ask through a client, set it up for one fetch, and put everything back afterwards.

    Its own requests wait for as long as a server likes, and keep whatever it sends. Only one function
    of osmnx sends any.

    Parameters
    ----------
    client
        Asks the server.
    overpass
        The server, without a slash at the end.
    bounds
        How large an answer may be.
    way_tags
        The OSM keys that roads keep.
    keys
        The OSM keys that osmnx is told of.

    Raises
    ------
    InputError
        If the server has no answer that can be used, also inside of the block.
    """
    check = ElementCheck(keys)

    def overpass_request(data: dict[str, Any]) -> dict[str, list[Element]]:
        query = Query(server=overpass, method="POST", url=f"{overpass}/interpreter", data=data)
        return client.ask(query, check, bytes_max=bounds.answer_bytes)

    settings = {
        # Every way once, in the order of its nodes, with its own oneway tag.
        "all_oneway": True,
        "useful_tags_way": list(way_tags),
    }
    with _ONE_AT_A_TIME, contextlib.ExitStack() as undo:
        for place, name, value in (
            *((ox.settings, name, value) for name, value in settings.items()),
            (_overpass, "_overpass_request", overpass_request),
        ):
            undo.callback(setattr, place, name, getattr(place, name))
            setattr(place, name, value)
        try:
            yield
        except (ValueError, KeyError, shapely.errors.GEOSException) as error:
            raise bad_answer(overpass, f"sent data that cannot be used ({error})") from error
