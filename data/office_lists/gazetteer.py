"""Places by name: records without coordinates find theirs in a layer of named places, or are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.layer import Layer, as_layer
from ..formats.places import open_places, places_in
from ..formats.values import as_text
from ..headings.recognise import in_degrees, recognised_columns
from ..mapping.gazetteer_key import Gazetteer
from ..mapping.match_words import heading_of
from ..mapping.place_names import bare_name
from ..mapping.plain_text import plain_text

SAME_PLACE_M: Final = 100.0
"""How far apart places of one name may lie to be one place, in metres."""

_ROW: Final = "row"
_METRES_PER_DEGREE: Final = 111_195.0


@dataclass(frozen=True, kw_only=True, eq=False)
class NamedPlaces:
    """A gazetteer that was read.

    Parameters
    ----------
    file
        Its name, for messages.
    lon, lat
        Of each place, in degrees of WGS 84.
    by_name, by_bare_name
        Positions by the plain form of a name, and by that without administrative prefixes.
    """

    file: str
    lon: np.ndarray
    lat: np.ndarray
    by_name: Mapping[str, Sequence[int]]
    by_bare_name: Mapping[str, Sequence[int]]

    def places_of(self, name: str) -> list[int]:
        """Return the positions of the places of a name, one for each place that lies apart from the others.

        Parameters
        ----------
        name
            As people write it. Only where no place has this very name, prefixes do not count.
        """
        found = self.by_name.get(plain_text(name)) or self.by_bare_name.get(bare_name(name), ())
        apart: list[int] = []
        for one in found:
            if all(self._metres(one, other) > SAME_PLACE_M for other in apart):
                apart.append(one)
        return apart

    def _metres(self, one: int, other: int) -> float:
        east = (self.lon[one] - self.lon[other]) * np.cos(np.radians(self.lat[one]))
        return float(np.hypot(east, self.lat[one] - self.lat[other]) * _METRES_PER_DEGREE)


def read_gazetteer(gazetteer: Gazetteer) -> NamedPlaces:
    """Read a layer of named places.

    Raises
    ------
    InputError
        If it cannot be read, or has no column of names or places.
    """
    keys = ("crs", "encoding", "layer", "sheet", "table", "query")
    given = {key: getattr(gazetteer, key) for key in keys if key in gazetteer.model_fields_set}
    layer = as_layer(Layer.model_validate({"file": gazetteer.file, **given}))
    raw = open_places(layer)
    has = raw.columns.drop(raw.geometry.name) if isinstance(raw, gpd.GeoDataFrame) else raw.columns
    known = recognised_columns(has, {}, wanted=("name", *PLACE_COLUMNS))
    name = heading_of([gazetteer.name], has) if gazetteer.name else known.get("name")
    if name is None:
        raise InputError(
            Fault(
                file=layer.name,
                column="gazetteer.name",
                value=gazetteer.name,
                cause=f"there is no column of names; the file has {', '.join(map(str, has))}",
                fix="name the column with gazetteer: {name: ...}",
            )
        )
    columns = {ours: known[ours] for ours in PLACE_COLUMNS if ours in known}
    degrees = "coordinates" in columns or in_degrees(columns.get("x", ""))
    crs = layer.crs or ("EPSG:4326" if degrees else None)
    layer = layer.model_copy(update={"columns": {**columns, "name": name}, "crs": crs})
    numbered = raw.assign(**{_ROW: [str(one) for one in range(1, len(raw) + 1)]})
    places, faults = places_in(numbered, layer, id_name=_ROW)
    if faults:
        raise InputError(*faults)
    inside = gpd.GeoSeries(places.geometry.representative_point(), crs=places.crs).to_crs(WGS84)
    by_name: dict[str, list[int]] = {}
    by_bare_name: dict[str, list[int]] = {}
    for position, one in enumerate(as_text(places["name"])):
        if plain := plain_text(one):
            by_name.setdefault(plain, []).append(position)
            by_bare_name.setdefault(bare_name(one), []).append(position)
    return NamedPlaces(
        file=layer.name,
        lon=inside.x.to_numpy(),
        lat=inside.y.to_numpy(),
        by_name=by_name,
        by_bare_name=by_bare_name,
    )


def names_to_find(raw: pd.DataFrame, layer: Layer, by: Sequence[str]) -> list[pd.Series]:
    """Return the columns of a list in which names of places stand, as text, those that go first before others.

    Parameters
    ----------
    raw
        The list as the file has it.
    layer
        Where it comes from, and what it maps.
    by
        Headings, or our names ``address`` and ``name``.
    """
    found = []
    for one in by:
        heading = layer.columns.get(one) or heading_of([one], raw.columns)
        if heading is None and one in ("address", "name"):
            heading = recognised_columns(raw.columns, {}, wanted=(one,)).get(one)
        if heading is not None and heading in raw.columns:
            found.append(as_text(raw[heading]))
    return found
