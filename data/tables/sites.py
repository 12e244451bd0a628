"""Reading facilities that exist and candidates: the site table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.errors import Fault, InputError
from ...geo.tables import SITE_COLUMNS, SITE_ID, Status
from ..formats.encodings import TABLE_SUFFIXES
from ..formats.geometry_kinds import POINT, POLYGONS, GeometryKinds, known_place
from ..formats.layer import Layer, Source, as_layer
from ..formats.places import open_places
from ..formats.projection import metric_crs, projected
from ..formats.read_table import table_of_places
from ..formats.record_faults import record_faults
from ..formats.schemas import FINITE, NOT_NEGATIVE, SUMMABLE
from ..formats.table_spec import Number, TableSpec, Text
from ..office_lists.duplicates import without_duplicates
from ..office_lists.unplaced import with_places
from ..office_lists.with_words import tell_places, with_words
from .land import valid_areas
from .sheet_rows import counting_rows, sheet_rows
from .site_columns import (
    SINCE,
    only_texts,
    only_those,
    service_columns,
    stand_together,
    unknown_amounts,
    with_only_columns,
    with_status,
)

_COLUMNS: Final = (
    Text("name", need="optional", default=""),
    Text("tier", need="optional", default=""),
    Number("capacity", need="optional", default=np.inf, checks=(NOT_NEGATIVE, SUMMABLE)),
    Number("cost", need="optional", default=1.0, checks=(NOT_NEGATIVE, FINITE, SUMMABLE)),
)
_PLACES: Final = GeometryKinds(
    allowed=POLYGONS | {POINT},
    cause="is neither a point nor a parcel",
    fix="give one record for each place, as a point or a polygon",
)

_ROW: Final = "position in the file"

_PARTS_APART_M: Final = 500.0
"""How far from the point that stands for a parcel its other parts may lie, in metres."""


@counting_rows("existing", "candidates")
def read_sites(
    *,
    existing: Source | None = None,
    candidates: Source | None = None,
    service: str,
    crs: object = "auto",
    year: int | None = None,
) -> gpd.GeoDataFrame:
    """Read a site table.

    Parameters
    ----------
    existing
        Facilities: a CSV file or DataFrame with columns ``site_id``, ``x``, ``y`` (or ``lon``, ``lat``), or a
        vector layer or GeoDataFrame of points or parcels. Leave it out where none exists.
    candidates
        Places where one could be built, likewise.
    service
        What the sites provide.
    crs
        Metric CRS of the result, or ``"auto"`` to choose one from the data.
    year
        In which year a facility must be open, where the layer maps ``opened_year`` or ``closed_year``; None
        for whenever.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``site_id`` (text), points and `SITE_COLUMNS`; besides, the other columns that the layers
        map, as they are. A parcel becomes a point inside it. Where a file does not say, the name and tier
        are empty, the capacity (people) is infinite and the cost 1; a column that is there has an amount for
        every site that counts. A facility whose ``working`` is no, or that
        is not open in `year`, has the status closed; a candidate whose ``eligible`` is no, ineligible.

    Raises
    ------
    InputError
        With every fault of a file, and for ids that both files have.

    See Also
    --------
    Layer : How to read a file whose columns have other names.
    candidates_on_lattice : Candidates where no file has any.
    travel_times : Compute travel times along the roads.

    Examples
    --------
    One clinic that exists and two candidates:

    >>> import pathlib
    >>> import tempfile
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> clinics = pd.DataFrame({"site_id": ["E1"], "lon": [119.50], "lat": [39.9], "capacity": [300]})
    >>> places = pd.DataFrame(
    ...     {"site_id": ["N1", "N2"], "lon": [119.52, 119.54], "lat": [39.9, 39.9], "cost": [2.0, 1.5]}
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     existing = pathlib.Path(folder) / "clinics.csv"
    ...     candidates = pathlib.Path(folder) / "candidates.csv"
    ...     clinics.to_csv(existing, index=False)
    ...     places.to_csv(candidates, index=False)
    ...     sites = hh.read_sites(existing=existing, candidates=candidates, service="clinic")
    >>> sites["status"].to_dict()
    {'E1': 'existing', 'N1': 'candidate', 'N2': 'candidate'}
    >>> sites["capacity"].tolist(), sites["cost"].tolist()
    ([300.0, inf, inf], [1.0, 2.0, 1.5])
    """
    return read_sites_and_parcels(
        existing=existing, candidates=candidates, service=service, crs=crs, year=year
    )[0]


@counting_rows("existing", "candidates")
def read_sites_and_parcels(
    *,
    existing: Source | None = None,
    candidates: Source | None = None,
    service: str,
    crs: object = "auto",
    year: int | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Do the same as `read_sites`, and return the parcels of those sites that are no points, too.

    Parameters
    ----------
    existing, candidates, service, crs, year
        As of `read_sites`.

    Returns
    -------
    tuple
        The site table, and valid polygons in its CRS, index ``site_id``.

    Raises
    ------
    InputError
        As `read_sites` does.
    """
    parts = [
        (layer.file.name, status, with_status(_read(layer, status, service, year), year))
        for source, status, what in (
            (existing, "existing", "existing"),
            (candidates, "candidate", "candidates"),
        )
        if source is not None
        for layer in [as_layer(source, what)]
    ]
    if not parts:
        raise InputError(
            Fault(
                file="sites",
                cause="there are neither existing sites nor candidates",
                fix="give existing, candidates or both",
            )
        )
    if len(parts) == 2:
        _require_distinct(parts[0][0], parts[0][2], parts[1][0], parts[1][2])
    target = metric_crs(
        crs,
        *(table for _, _, table in parts),
        files=[name for name, _, _ in parts],
        id_name=SITE_ID,
    )
    moved, parcels = [], []
    for name, _, table in parts:
        places = projected(table, target, file=name, id_name=SITE_ID)
        _require_together(table, places, file=name)
        parcels.append(places.geometry[(places.geom_type != "Point").to_numpy()])
        moved.append(places.set_geometry(_inside(places)))
    sites = moved[0] if len(moved) == 1 else pd.concat(moved)
    others = [c for c in sites.columns if c not in SITE_COLUMNS and c != "geometry"]
    table = gpd.GeoDataFrame(sites[[*SITE_COLUMNS, *others, "geometry"]], crs=target)
    return table, _valid_parcels(parcels, target)


def _read(layer: Layer, status: Status | str, service: str, year: int | None) -> gpd.GeoDataFrame:
    name = layer.file.name
    ours = [column for column in ("service", "status") if column in layer.columns]
    if ours:
        raise InputError(
            *(
                Fault(
                    file=name,
                    column=f"columns.{column}",
                    cause="follows from where the layer stands, not from a column",
                    fix="leave it out",
                )
                for column in ours
            )
        )
    doubled = [name for name in layer.columns if f"{name}{SINCE}" in layer.columns]
    if doubled:
        raise InputError(
            *(
                Fault(
                    file=name,
                    column=f"columns.{mark}",
                    cause=f"columns.{mark}{SINCE} says the same, from a year on",
                    fix="map one of the two",
                )
                for mark in doubled
            )
        )
    rows = partial(_row_numbers, layer)
    raw, layer = with_words(open_places(layer), layer, service)
    raw, layer = with_places(raw, layer, partial(rows, len(raw)))
    # Whole files are checked, so that faults name the file's own rows; what does not count is left out after.
    layer, only = with_only_columns(layer)
    spec = TableSpec(
        id_name=SITE_ID,
        columns=(
            partial(only_texts, ours=only, asked=layer.only_one_of),
            partial(unknown_amounts, layer=layer, status=status),
            *_COLUMNS,
        ),
        further=(*service_columns(layer), _PLACES, known_place),
    )
    table = table_of_places(raw, layer, spec).assign(service=service, status=str(status))
    counted = only_those(table.assign(**{_ROW: range(len(table))}), layer)
    numbers = partial(_row_numbers, layer, len(table), counted[_ROW].tolist())
    together = partial(stand_together, counted, year=year)
    kept = without_duplicates(counted, layer, service, numbers, together=together)
    tell_places(raw, layer, service, kept[_ROW].tolist())
    return kept.drop(columns=_ROW)


def _row_numbers(layer: Layer, count: int, records: Sequence[int] | None = None) -> Sequence[int]:
    """Return the row of each record, as a spreadsheet has it, or of some records."""
    is_file = layer.held is None and layer.file.suffix.lower() in TABLE_SUFFIXES
    known = sheet_rows(layer) if is_file else []
    # A vector layer has no headings above its records.
    rows = known if len(known) == count else list(range(1, count + 1))
    return rows if records is None else [rows[one] for one in records]


def _require_distinct(
    first_file: str, first: gpd.GeoDataFrame, second_file: str, second: gpd.GeoDataFrame
) -> None:
    faults = record_faults(
        second,
        second[SITE_ID].isin(first[SITE_ID]),
        file=second_file,
        id_name=SITE_ID,
        column=None,
        cause=f"occurs in {first_file} too",
        fix="a site either exists or is a candidate; make ids unique over both files",
    )
    if faults:
        raise InputError(*faults)


def _require_together(table: gpd.GeoDataFrame, places: gpd.GeoDataFrame, *, file: str) -> None:
    """Check that the parts of each parcel lie together, so that one point can stand for them."""
    shapes = places.geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    away_m = np.zeros(len(shapes))
    for index in np.flatnonzero(shapely.get_num_geometries(shapes) > 1):
        away_m[index] = shapely.distance(shapely.get_parts(shapes[index]), points[index]).max()
    faults = record_faults(
        table,
        away_m > _PARTS_APART_M,
        file=file,
        id_name=SITE_ID,
        column="geometry",
        cause=f"has parts more than {_PARTS_APART_M:,.0f} m apart, which are several places",
        fix="give one record for each place",
    )
    if faults:
        raise InputError(*faults)


def _inside(table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point for each place: itself, or for a parcel one inside it."""
    places = table.geometry
    return places.where(places.geom_type == "Point", places.representative_point()).rename(
        "geometry"
    )


def _valid_parcels(parcels: list[gpd.GeoSeries], crs: object) -> gpd.GeoSeries:
    shapes = pd.concat(parcels)
    index = pd.Index(shapes.index, name=SITE_ID)
    return gpd.GeoSeries(valid_areas(shapes.to_numpy()), index=index, crs=crs)
