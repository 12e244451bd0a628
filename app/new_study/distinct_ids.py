"""Ids of candidates that no facility has: both lists may count their records from 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd

from ...data.formats.layer import Layer
from ...data.formats.places import open_places
from ...data.formats.values import as_text
from ...data.inspection.columns import is_key
from ...data.inspection.report import LayerReport
from ...geo.tables import SITE_ID


def with_distinct_ids(candidates: LayerReport, facilities: Iterable[Layer]) -> LayerReport:
    """Return candidates whose ids are those of another column, where facilities have some of theirs.

    Parameters
    ----------
    candidates
        A list of candidates that can be read.
    facilities
        The layers of all services; they can be read, too.

    Returns
    -------
    LayerReport
        As it is where ids are distinct, or no other column would do: the study's check tells of it then.
    """
    own = open_places(candidates.layer)
    fields = own.drop(columns=own.geometry.name) if isinstance(own, gpd.GeoDataFrame) else own
    # One file is the list of several services.
    taken = {one for layer in {one.file: one for one in facilities}.values() for one in _ids(layer)}
    named = candidates.layer.columns.get(SITE_ID, SITE_ID)
    if named not in fields or not taken & set(as_text(fields[named])):
        return candidates
    places = {candidates.layer.columns.get(name) for name in ("x", "y", "coordinates")}
    for column in map(str, fields.columns):
        if column in places or list(fields.columns).count(column) > 1:
            continue
        if is_key(fields[column]) and not taken & set(as_text(fields[column])):
            columns = {**candidates.layer.columns, SITE_ID: column}
            return replace(
                candidates, layer=candidates.layer.model_copy(update={"columns": columns})
            )
    return candidates


def _ids(layer: Layer) -> set[str]:
    table = open_places(layer)
    named = layer.columns.get(SITE_ID, SITE_ID)
    return set(as_text(table[named])) if named in table else set()
