"""Reading roads, whatever the file."""

from __future__ import annotations

from dataclasses import replace

from ...common.errors import Fault, InputError
from ...geo.crs import choose_metric_crs, require_metric_crs
from ...geo.roads.line_joins import JOIN_M
from ...geo.roads.network import RoadNetwork, build_network
from ...geo.roads.road_lines import RoadLines, chosen_lines
from ...geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from ..formats.columns import missing_columns
from ..formats.layer import Source, as_layer
from ..formats.layer_crs import require_no_shift
from ..osm.extract import TAG_KEYS, read_osm_lines
from ..osm.file_forms import is_osm_file, require_no_answer
from ..tables.only import chosen_records
from .line_layer import read_lines
from .road_classes import class_notes, require_known_classes


def read_roads(
    source: Source,
    *,
    crs: object = "auto",
    speeds: SpeedTable | None = None,
    join_m: float = JOIN_M,
) -> RoadNetwork:
    """Read a road network.

    Parameters
    ----------
    source
        An OpenStreetMap extract (``.osm.pbf``, ``.osm``, ``.osm.xml``, the latter two also as ``.gz`` or
        ``.bz2``), or a line layer with a column ``highway`` or one mapped to ``class``.
    crs
        Metric CRS of the network, or ``"auto"`` to choose one from the data.
    speeds
        Kilometres per hour by mode and road class; by default `DEFAULT_SPEEDS`. A class that neither
        `DEFAULT_SPEEDS` nor the file has is taken for a slip of the pen.
    join_m
        For line layers: ends of lines that come this near to another line are joined to it, in metres.

    Returns
    -------
    RoadNetwork
        The roads as nodes and edges, with the seconds to travel each edge by each mode. Its notes tell what was
        not understood, left out or joined.

    Raises
    ------
    InputError
        If the file cannot be read or has no roads, the CRS is not metric, or `speeds` has a class that
        nobody knows; if most values of a column are not understood.

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
    lines = read_road_lines(source, join_m=join_m)
    speeds = DEFAULT_SPEEDS if speeds is None else speeds
    require_known_classes(speeds, lines)
    lines = replace(lines, notes=(*lines.notes, *class_notes(lines, speeds)))
    if isinstance(crs, str) and crs == "auto":
        target = choose_metric_crs(lines.lon, lines.lat)
    else:
        target = require_metric_crs(crs, what=lines.source)
    return build_network(lines, target, speeds)


def read_road_lines(source: Source, *, join_m: float = JOIN_M) -> RoadLines:
    """Read road lines with their OSM tags, before they become a network.

    Parameters
    ----------
    source, join_m
        As for `read_roads`.

    Raises
    ------
    InputError
        If the file cannot be read, has no roads, or the layer says what does not go with such a file.
    """
    layer = as_layer(source)
    if not is_osm_file(layer.file):
        require_no_answer(layer.file)
        return read_lines(layer, join_m=join_m)
    faults = [
        Fault(
            file=layer.name,
            column=key,
            cause="is for line layers; an OpenStreetMap extract says it itself",
            fix="leave it out",
        )
        for key, said in (
            ("columns", bool(layer.columns)),
            ("values", bool(layer.values)),
            ("join_m", join_m != JOIN_M),
        )
        if said
    ]
    faults += missing_columns(layer.name, {key: key for key in layer.only}, TAG_KEYS)
    if faults:
        raise InputError(*faults)
    require_no_shift(layer)
    lines = read_osm_lines(layer.file)
    if not layer.only:
        return lines
    return chosen_lines(lines, chosen_records({key: lines.tags[key] for key in layer.only}, layer))
