"""Names of places: from any layer that has names, or the place nodes of an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import osmium
import pandas as pd

from ...common.errors import InputError
from ...geo.crs import WGS84
from ..formats.files import require_file
from ..formats.layer import Layer, Source, as_layer
from ..formats.layer_crs import require_no_shift
from ..formats.read_table import read_table
from ..formats.table_spec import TableSpec, Text
from ..input_records.facts import CRS, ROWS, tell_fact, tell_left_out, tell_opened
from ..osm.file_forms import UNREADABLE, damaged, is_osm_file, osm_file
from ..osm.pbf_strings import require_no_nul
from .sheet_rows import counting_rows

NAME: Final = "name"
KIND: Final = "kind"

_SPEC: Final = TableSpec(
    id_name=NAME, unique_ids=False, columns=(Text(KIND, need="optional", default=""),)
)
_NAME_KEYS: Final = ("name", "name:zh", "name:en")


@counting_rows("source")
def read_place_names(source: Source) -> gpd.GeoDataFrame:
    """Read the names of places for a map.

    Parameters
    ----------
    source
        A CSV file or vector layer with a column ``name`` and perhaps ``kind`` (such as ``village``), or others
        mapped to these; or an OpenStreetMap extract, whose named ``place`` nodes are taken.

    Returns
    -------
    geopandas.GeoDataFrame
        Index 0, 1, ...; ``name``, ``kind`` (empty where unknown), and geometry in the source's CRS. Records
        without a name are left out.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column or a CRS, or a record has no place.

    See Also
    --------
    plan_map : Draw a plan as a page, with the names of places.

    Examples
    --------
    A record without a name is left out:

    >>> import pathlib
    >>> import tempfile
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> table = pd.DataFrame(
    ...     {
    ...         "name": ["Shanhaiguan", "", "Beidaihe"],
    ...         "kind": ["town", "village", "town"],
    ...         "lon": [119.75, 119.6, 119.48],
    ...         "lat": [40.0, 39.9, 39.83],
    ...     }
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "places.csv"
    ...     table.to_csv(file, index=False)
    ...     places = hh.read_place_names(file)
    >>> places["name"].tolist(), places["kind"].tolist()
    (['Shanhaiguan', 'Beidaihe'], ['town', 'town'])
    """
    layer = as_layer(source)
    if is_extract(layer):
        require_no_shift(layer)
        return _read_osm_places(layer.file)
    table = read_table(layer, _SPEC)
    named = table[table[NAME] != ""]
    tell_left_out(layer.file, "no name", len(table) - len(named))
    return named[[NAME, KIND, "geometry"]].reset_index(drop=True)


def is_extract(layer: Layer) -> bool:
    """Return whether a layer is an OpenStreetMap extract."""
    return is_osm_file(layer.file)


def _read_osm_places(path: Path) -> gpd.GeoDataFrame:
    require_file(path)
    require_no_nul(path)
    rows: list[tuple[str, str, float, float]] = []
    try:
        # osmium drops all other nodes unseen; ways and relations are not even decoded.
        found = osmium.FileProcessor(osm_file(path), osmium.osm.NODE)
        for node in found.with_filter(osmium.filter.KeyFilter("place")):
            tags = dict(node.tags)
            if not isinstance(node, osmium.osm.Node) or not node.location.valid():
                continue
            if not node.visible:
                continue
            if name := _name(tags):
                rows.append((name, tags["place"], node.location.lon, node.location.lat))
    except UNREADABLE as error:
        raise InputError(damaged(path, error)) from error
    table = pd.DataFrame(rows, columns=[NAME, KIND, "lon", "lat"])
    tell_opened(path)
    tell_fact(path, CRS, "EPSG:4326")
    tell_fact(path, ROWS, len(table))
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table[[NAME, KIND]], geometry=points, crs=WGS84)


def _name(tags: Mapping[str, str]) -> str:
    return next((tags[key] for key in _NAME_KEYS if tags.get(key, "").strip()), "")
