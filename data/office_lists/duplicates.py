"""Sites that seem to be listed twice: near each other, and of about the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.sentences import Sentence, tell
from ...geo.crs import WGS84
from ...geo.tables import SITE_ID
from ..formats.layer import Layer
from ..input_records.facts import tell_left_out
from ..mapping.place_names import bare_name, designators
from .listed_notes import with_list

NEAR_M: Final = 200.0
"""How far apart two records of one site may lie, in metres."""

SAME_PLACE_M: Final = 1.0
"""How far apart two records without a name may lie to be one site, in metres."""

ALIKE: Final = 85.0
"""How alike two names of one site are, 0 to 100: 200 times the letters in common order over all letters."""

_EARTH_M: Final = 6_371_008.8
_METRES_PER_DEGREE: Final = 111_195.0
_MANY: Final = 100_000
_SHOWN: Final = 5

_Pair = tuple[int, int, float]


def without_duplicates(
    sites: gpd.GeoDataFrame,
    layer: Layer,
    service: str,
    row_numbers: Callable[[], Sequence[int]],
    *,
    together: Callable[[pd.Series, pd.Series], npt.NDArray[np.bool_]],
) -> gpd.GeoDataFrame:
    """Tell which sites seem to be listed twice, and leave the later ones out where that is asked.

    Parameters
    ----------
    sites
        Columns ``site_id`` and ``name``; index 0, 1, ...; in any CRS.
    layer
        Where they come from, and what is done about them.
    service
        What they provide.
    row_numbers
        Returns the row of each record in the file.
    together
        Tells of pairs of positions whether both records count at some time: one that is closed stands for none.
    """
    pairs = duplicate_pairs(sites)
    pairs = pairs[together(pairs["first"], pairs["second"])]
    if pairs.empty:
        return sites
    rows = row_numbers()
    later = later_ones(pairs)
    left_out = layer.duplicates == "leave_out"
    shown = tuple(
        Sentence(
            "rows {first} and {second} ({name}, {distance:.0f} m)",
            first=rows[first],
            second=rows[second],
            name=str(sites["name"].iloc[second] or sites[SITE_ID].iloc[second]),
            distance=distance_m,
        )
        for first, second, distance_m in _each(pairs.head(_SHOWN))
    )
    note = Sentence(
        "{file}: {count:,} pairs of {service} seem to be one place listed twice; {what}: {pairs}",
        file=layer.name,
        count=len(pairs),
        service=Sentence(service),
        what=Sentence("{count:,} later ones are left out", count=len(later))
        if left_out
        else Sentence("both count, unless duplicates: leave_out is written"),
        pairs=shown + (("...",) if len(pairs) > _SHOWN else ()),
    )
    tell(with_list(note, _records(layer, sites, rows, pairs)))
    if not left_out:
        return sites
    tell_left_out(layer.file, "listed twice", len(later))
    return sites.drop(index=later).reset_index(drop=True)


def duplicate_pairs(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs of records that seem to be one site.

    Parameters
    ----------
    sites
        Column ``name``; any CRS.

    Returns
    -------
    pandas.DataFrame
        Columns ``first`` and ``second``, positions in the table, and ``distance_m``. Both lie within `NEAR_M`
        and have names that are `ALIKE` but for administrative prefixes, with the same numbers, directions and
        single letters; without any name they lie within `SAME_PLACE_M`.
    """
    first, second, distance_m = _near(sites)
    names = sites["name"].to_numpy()
    alike = np.fromiter(
        (
            _one_name(names[a], names[b], metres)
            for a, b, metres in zip(first, second, distance_m, strict=True)
        ),
        dtype=bool,
        count=len(first),
    )
    table = pd.DataFrame({"first": first, "second": second, "distance_m": distance_m})[alike]
    return table.sort_values(["second", "first"], ignore_index=True)


def later_ones(pairs: pd.DataFrame) -> list[int]:
    """Return the positions of records of which an earlier one, that stays, is the same site."""
    gone: set[int] = set()
    for first, second in zip(pairs["first"], pairs["second"], strict=True):
        if first not in gone:
            gone.add(int(second))
    return sorted(gone)


def _each(pairs: pd.DataFrame) -> Iterator[_Pair]:
    columns = (pairs[name].tolist() for name in ("first", "second", "distance_m"))
    return zip(*columns, strict=True)


def _near(
    sites: gpd.GeoDataFrame,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the pairs of records that lie near each other, and their distance in metres."""
    inside = gpd.GeoSeries(sites.geometry.representative_point(), crs=sites.crs).to_crs(WGS84)
    lon, lat = inside.x.to_numpy(), inside.y.to_numpy()
    # Where a CRS has no degrees for them, that is told later on; there is no distance until then.
    placed = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    lon, lat = lon[placed], lat[placed]
    # Degrees of longitude as long as where they are shortest: no near pair is missed, others fall away below.
    shrunk = lon * np.cos(np.radians(np.abs(lat).max(initial=0.0)))
    points = shapely.points(shrunk, lat)
    # Of very many sites those at the same place alone are compared, which are few.
    named = len(sites) <= _MANY and bool((sites["name"] != "").any())
    reach_m = NEAR_M if named else SAME_PLACE_M
    one, other = shapely.STRtree(points).query(
        points, predicate="dwithin", distance=1.01 * reach_m / _METRES_PER_DEGREE
    )
    one, other = one[one < other], other[one < other]
    distance_m = _metres(lon[one], lat[one], lon[other], lat[other])
    within = distance_m <= reach_m
    return placed[one[within]], placed[other[within]], distance_m[within]


def _metres(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    other_lon: npt.NDArray[np.float64],
    other_lat: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return great-circle distances by the haversine formula."""
    a, b = np.radians(lat), np.radians(other_lat)
    half = np.sin((b - a) / 2) ** 2
    half += np.cos(a) * np.cos(b) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(half)))


def _one_name(one: str, other: str, metres: float) -> bool:
    if not one or not other:
        return metres <= SAME_PLACE_M
    if designators(one) != designators(other):
        return False
    # Loaded only where places lie near each other.
    from rapidfuzz import fuzz  # noqa: PLC0415

    return bool(fuzz.ratio(bare_name(one), bare_name(other)) >= ALIKE)


def _records(
    layer: Layer, sites: gpd.GeoDataFrame, rows: Sequence[int], pairs: pd.DataFrame
) -> list[dict[str, str | float]]:
    """Return a record of each pair for the list of what is to be checked."""
    # Whole columns at once: a list may have many thousand pairs.
    ids, names = sites[SITE_ID].astype(str).tolist(), sites["name"].astype(str).tolist()
    return [
        {
            "file": layer.name,
            "finding": "perhaps listed twice",
            "row": int(rows[second]),
            "id": ids[second],
            "name": names[second],
            "other_row": int(rows[first]),
            "other_id": ids[first],
            "other_name": names[first],
            "distance_m": round(distance_m, 1),
        }
        for first, second, distance_m in _each(pairs)
    ]
