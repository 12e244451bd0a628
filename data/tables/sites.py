"""Reading facilities that exist and candidates: the site table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...geo.tables import SITE_COLUMNS, SITE_ID, Status
from ..formats.layer import Layer, as_layer
from ..formats.places import read_places
from ..formats.projection import metric_crs, require_projected
from ..formats.record_faults import in_row_order, record_key
from ..formats.schemas import faults_of, sites_schema
from ..formats.values import as_numbers, as_text
from .site_columns import only_those, read_service_columns, with_only_columns, with_status

_DEFAULT_NUMBERS: Final = {"capacity": np.inf, "cost": 1.0}
_PLACES: Final = frozenset({"Point", "MultiPoint", "Polygon", "MultiPolygon"})


def read_sites(
    *,
    existing: str | Path | Layer | None = None,
    candidates: str | Path | Layer | None = None,
    service: str,
    crs: object = "auto",
    year: int | None = None,
) -> gpd.GeoDataFrame:
    """Read a site table.

    Parameters
    ----------
    existing
        Facilities: a CSV file with columns ``site_id``, ``x`` and ``y`` (or ``lon``, ``lat``), or a vector
        layer of points or parcels. Leave it out where none exists.
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
        are empty, the capacity (people) is infinite and the cost 1. A facility whose ``working`` is no, or that
        is not open in `year`, has the status closed; a candidate whose ``eligible`` is no, ineligible.

    Raises
    ------
    InputError
        With every fault of a file, and for ids that both files have.
    """
    parts = [
        (layer.file.name, status, with_status(_read(layer, status, service), year))
        for source, status in ((existing, "existing"), (candidates, "candidate"))
        if source is not None
        for layer in [as_layer(source)]
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
    what = " and ".join(name for name, _, _ in parts)
    target = metric_crs(crs, *(table for _, _, table in parts), what=what)
    moved = []
    for name, _, table in parts:
        projected = table.set_index(SITE_ID).to_crs(target)
        require_projected(projected, name, id_name=SITE_ID)
        moved.append(projected.set_geometry(_inside(projected)))
    sites = moved[0] if len(moved) == 1 else pd.concat(moved)
    others = [c for c in sites.columns if c not in SITE_COLUMNS and c != "geometry"]
    return gpd.GeoDataFrame(sites[[*SITE_COLUMNS, *others, "geometry"]], crs=target)


def _read(layer: Layer, status: Status | str, service: str) -> gpd.GeoDataFrame:
    name = layer.file.name
    # Whole files are checked, so that faults name the file's own rows; what does not count is left out after.
    layer, only = with_only_columns(layer)
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
    table, faults = read_places(
        layer, id_name=SITE_ID, optional=("name", "tier", *_DEFAULT_NUMBERS)
    )
    texts = {column: as_text(table[our]) for column, our in only.items()}
    for column in ("name", "tier"):
        table[column] = as_text(table[column]) if column in table else ""
    for column, default in _DEFAULT_NUMBERS.items():
        if column in table:
            numbers, wrong = as_numbers(table, column, file=name, id_name=SITE_ID)
            table[column] = numbers.fillna(default)
            faults += wrong
        else:
            table[column] = default
    table["service"] = service
    table["status"] = str(status)
    faults += faults_of(
        table.drop(columns="geometry"), sites_schema(SITE_ID), file=name, id_name=SITE_ID
    )
    faults += read_service_columns(table, file=name)
    kinds = table.geometry.geom_type
    faults += [
        Fault(
            file=name,
            row=int(index) + 1,
            key=record_key(table, SITE_ID, int(index)),
            column="geometry",
            value=kinds.iloc[index],
            cause="is neither a point nor a parcel",
            fix="give a layer of points or polygons",
        )
        for index in np.flatnonzero(kinds.notna() & ~kinds.isin(_PLACES))
    ]
    if faults:
        raise InputError(*in_row_order(faults))
    return only_those(table, layer, texts)


def _require_distinct(
    first_file: str, first: gpd.GeoDataFrame, second_file: str, second: gpd.GeoDataFrame
) -> None:
    both = np.flatnonzero(second[SITE_ID].isin(first[SITE_ID]))
    if len(both):
        raise InputError(
            *(
                Fault(
                    file=second_file,
                    row=int(index) + 1,
                    key=record_key(second, SITE_ID, int(index)),
                    cause=f"occurs in {first_file} too",
                    fix="a site either exists or is a candidate; make ids unique over both files",
                )
                for index in both
            )
        )


def _inside(table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point for each place: itself, or for a parcel one inside it."""
    places = table.geometry
    return places.where(places.geom_type == "Point", places.representative_point()).rename(
        "geometry"
    )
