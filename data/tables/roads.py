"""Reading roads, whatever the file."""

from __future__ import annotations

import difflib
from pathlib import Path

from ...common.errors import Fault, InputError
from ...geo.crs import choose_metric_crs, require_metric_crs
from ...geo.roads.network import RoadNetwork, build_network
from ...geo.roads.road_lines import RoadLines
from ...geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from ..formats.layer import Layer, as_layer
from ..osm.extract import OSM_SUFFIXES, read_osm_lines
from .line_layer import read_lines


def read_roads(
    source: str | Path | Layer, *, crs: object = "auto", speeds: SpeedTable | None = None
) -> RoadNetwork:
    """Read a road network.

    Parameters
    ----------
    source
        An OpenStreetMap extract (``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``), or a line layer with
        a column ``highway`` or one mapped to ``class``.
    crs
        Metric CRS of the network, or ``"auto"`` to choose one from the data.
    speeds
        Kilometres per hour by mode and road class; by default `DEFAULT_SPEEDS`. A class that neither
        `DEFAULT_SPEEDS` nor the file has is taken for a slip of the pen.

    Returns
    -------
    RoadNetwork
        The roads as nodes and edges, with the seconds to travel each edge by each mode.

    Raises
    ------
    InputError
        If the file cannot be read or has no roads, the CRS is not metric, or `speeds` has a class that
        nobody knows.

    See Also
    --------
    RoadNetwork : What is returned.
    SpeedTable : Speeds by mode and road class.
    travel_times : Compute travel times along the roads.

    Examples
    --------
    A line layer with two streets that meet:

    >>> import pathlib
    >>> import tempfile
    >>> import geopandas as gpd
    >>> import shapely
    >>> import halfhour as hh
    >>> streets = gpd.GeoDataFrame(
    ...     {"highway": ["primary", "residential"]},
    ...     geometry=[
    ...         shapely.LineString([(119.50, 39.9), (119.51, 39.9)]),
    ...         shapely.LineString([(119.51, 39.9), (119.51, 39.91)]),
    ...     ],
    ...     crs="EPSG:4326",
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "streets.geojson"
    ...     streets.to_file(file)
    ...     roads = hh.read_roads(file)
    >>> roads.road_class.tolist()
    ['primary', 'residential']
    >>> (roads.length_m / 100).round().tolist()
    [9.0, 11.0]
    >>> roads.crs.to_string(), roads.source
    ('EPSG:4549', 'streets.geojson')
    """
    lines = read_road_lines(source)
    speeds = DEFAULT_SPEEDS if speeds is None else speeds
    _require_known_classes(speeds, lines)
    if isinstance(crs, str) and crs == "auto":
        target = choose_metric_crs(lines.lon, lines.lat)
    else:
        target = require_metric_crs(crs, what=lines.source)
    return build_network(lines, target, speeds)


def read_road_lines(source: str | Path | Layer) -> RoadLines:
    """Read road lines with their OSM tags, before they become a network.

    Parameters
    ----------
    source
        As for `read_roads`.

    Raises
    ------
    InputError
        If the file cannot be read or has no roads.
    """
    layer = as_layer(source)
    if layer.file.name.lower().endswith(OSM_SUFFIXES):
        return read_osm_lines(layer.file)
    return read_lines(layer)


def _require_known_classes(speeds: SpeedTable, lines: RoadLines) -> None:
    usual = {road for by_class in DEFAULT_SPEEDS.by_mode.values() for road in by_class}
    strange = [
        (mode, road)
        for mode, by_class in speeds.by_mode.items()
        for road in by_class
        if road not in usual
    ]
    if not strange:
        return
    known = sorted(usual | set(lines.tags["highway"].unique()))
    faults = []
    for mode, road in strange:
        if road not in known:
            near = difflib.get_close_matches(road, known, 1)
            faults.append(
                Fault(
                    file=lines.source,
                    column=f"speeds.{mode}.kph",
                    value=road,
                    cause="there is no such road class, neither in this file nor in docs/reference/speeds.md",
                    fix=f"did you mean {near[0]}?" if near else "use a value of OSM's key highway",
                )
            )
    if faults:
        raise InputError(*faults)
