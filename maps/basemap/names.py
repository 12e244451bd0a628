"""Names on the map and in its search: units, and the places that lie between them."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.errors import Fault
from ...geo.crs import WGS84
from ...geo.study_context import NO_STUDY, StudyContext
from ..document.offline import DataLayer
from ..document.packing import packed
from ..document.shapes import points_deg
from ..wording.names import LEVEL_WORDS
from .roads import Bounds

PLACES_MAX: Final = 20_000
"""About 1 MB of the page; of more places the larger kinds are kept."""

_DIGITS: Final = 5
_FIRST_LEVEL_ZOOM: Final = 7.5
_ZOOMS: Final = {
    "province": 6.0,
    "city": 8.0,
    "county": 8.5,
    "district": 9.0,
    "island": 10.0,
    "borough": 10.5,
    "town": 10.5,
    "township": 10.75,
    "suburb": 12.0,
    "quarter": 12.5,
    "village": 13.0,
    "community": 13.75,
    "neighbourhood": 13.75,
    "hamlet": 13.75,
}
"""Zoom from which the names of a kind are written."""

_OTHER_ZOOM: Final = 14.0
_NOTHING: Final = pd.DataFrame({"name": [], "kind": [], "lon": [], "lat": []})

PLACE_WORDS: Final = (
    "city",
    "town",
    "borough",
    "suburb",
    "quarter",
    "neighbourhood",
    "village",
    "hamlet",
    "isolated_dwelling",
    "island",
    "locality",
)
"""Kinds of places that OpenStreetMap has and that are put into words; any other is shown as it is."""


def name_layer(
    units: gpd.GeoDataFrame | None,
    places: gpd.GeoDataFrame | None,
    frame_deg: Bounds,
    study: StudyContext = NO_STUDY,
) -> DataLayer | None:
    """Return the names of units and places: on the map as far as there is room, and all in the search.

    Parameters
    ----------
    units
        Administrative units: columns ``level`` and ``name``, areas in any CRS.
    places
        Columns ``name`` and perhaps ``kind``; points or areas in any CRS. Those without a name, and those
        beyond the frame, are left out.
    frame_deg
        West, south, east, north in degrees; east is above 180 where the frame crosses that meridian.
    study
        What its levels are called.
    """
    parts = [_units_named(units), _places_named(places)]
    table = pd.concat([part for part in parts if part is not None] or [_NOTHING])
    table = _inside(table, frame_deg)
    if table.empty:
        return None
    first = None if units is None or not len(units) else str(units["level"].iloc[0])
    zooms = table["kind"].map(lambda kind: _FIRST_LEVEL_ZOOM if kind == first else _zoom(kind))
    table = table.assign(zoom=zooms).sort_values("zoom", kind="stable").head(PLACES_MAX)
    kind, kinds = pd.factorize(table["kind"])
    within, within_names = _within(table, units)
    drawn = set() if units is None else set(units["level"].astype(str))
    data: dict[str, Any] = {
        "digits": _DIGITS,
        "names": table["name"].tolist(),
        "kinds": [_kind_said(study, str(one)) for one in kinds],
        "drawn": [int(one in drawn) for one in kinds],
        "kind": packed(kind),
        "zoom": packed(table["zoom"].to_numpy()),
        "lon": packed(np.rint(table["lon"].to_numpy() * 10**_DIGITS).astype(np.int64)),
        "lat": packed(np.rint(table["lat"].to_numpy() * 10**_DIGITS).astype(np.int64)),
        "within": packed(within),
        "units": within_names,
    }
    return DataLayer("names", data, name="Names")


def _kind_said(study: StudyContext, kind: str) -> str | dict[str, str]:
    own = study.levels.get(kind)
    return own.in_both() if own else LEVEL_WORDS.get(kind, kind)


def place_faults(places: gpd.GeoDataFrame | None) -> list[Fault]:
    """Return the column or the CRS that places lack; nothing where there are no places."""
    if places is None:
        return []
    fix = "give a GeoDataFrame with a column name, a CRS and perhaps a column kind"
    faults = []
    if "name" not in places.columns:
        faults.append(Fault(file="places", column="name", cause="is missing", fix=fix))
    if places.crs is None:
        faults.append(
            Fault(file="places", column="crs", cause="has no coordinate reference system", fix=fix)
        )
    return faults


def _zoom(kind: str) -> float:
    return _ZOOMS.get(kind, _OTHER_ZOOM)


def _units_named(units: gpd.GeoDataFrame | None) -> pd.DataFrame | None:
    if units is None or not len(units):
        return None
    return _named(units.geometry, names=units["name"].astype(str), kinds=units["level"].astype(str))


def _places_named(places: gpd.GeoDataFrame | None) -> pd.DataFrame | None:
    if places is None or not len(places):
        return None
    kinds = places["kind"] if "kind" in places else pd.Series("", index=places.index)
    return _named(places.geometry, names=places["name"], kinds=kinds)


def _named(geometry: gpd.GeoSeries, *, names: pd.Series, kinds: pd.Series) -> pd.DataFrame:
    """Return what has a name and a place: names, kinds, degrees."""
    named = np.array([isinstance(name, str) and bool(name.strip()) for name in names], dtype=bool)
    named &= ~np.asarray(geometry.isna() | geometry.is_empty)
    if not named.any():
        return _NOTHING
    lon, lat = points_deg(shapely.make_valid(geometry[named].to_numpy()), geometry.crs).T
    return pd.DataFrame(
        {
            "name": names[named].to_numpy(),
            "kind": [kind if isinstance(kind, str) else "" for kind in kinds[named]],
            "lon": lon,
            "lat": lat,
        }
    )


def _inside(table: pd.DataFrame, frame_deg: Bounds) -> pd.DataFrame:
    west, south, east, north = frame_deg
    lon = table["lon"] + 360 * np.ceil((west - table["lon"]) / 360)
    seen = (lon <= east) & (table["lat"] >= south) & (table["lat"] <= north)
    inside: pd.DataFrame = table.loc[seen.to_numpy()]
    return inside


def _within(
    table: pd.DataFrame, units: gpd.GeoDataFrame | None
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return in which unit of the first level each place lies, from 1, 0 for none; and the units' names.

    Villages of one name are told apart by it.
    """
    within = np.zeros(len(table), dtype=np.int64)
    if units is None or not len(units):
        return within, []
    first = units[units["level"] == units["level"].iloc[0]].to_crs(WGS84)
    tree = shapely.STRtree(shapely.make_valid(first.geometry.to_numpy()))
    points = shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy())
    place, unit = tree.query(points, predicate="within")
    within[place] = unit + 1
    within[(table["kind"] == str(units["level"].iloc[0])).to_numpy()] = 0
    return within, [str(name) for name in first["name"]]
