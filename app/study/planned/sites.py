"""Approved sites of a study's register as planned sites: facilities that count like those that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ....common.arrays import Bools
from ....common.sentences import Sentence
from ....data.tables.site_columns import EXISTING, with_status
from ....geo.crs import WGS84
from ....geo.moved_shapes import moved_shapes
from ....geo.tables import SITE_ID
from ..entries.service_entry import ServiceEntry
from ..schema import StudyFile
from .approved_sites import PlannedSites

PLANNED: Final = "planned_site"
"""The mark of a planned site, a column of a service's sites where it has any."""

SAME_PLACE_M: Final = 5.0
"""How near a planned site a facility of its service is taken for the same one, in metres."""

_OPENED: Final = "opened_year"

_NAMED: Final = 5
"""How many checks a note names."""


def with_planned(
    file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame], planned: PlannedSites
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[str, ...]]:
    """Return the sites of each service with those that are planned, and what is to be said of them.

    Parameters
    ----------
    file
        The study.
    sites
        Site table by service.
    planned
        What `read_planned` returns.

    Returns
    -------
    tuple
        The tables: a planned site is a facility named after its applicant, or else its check, with the mark
        `PLANNED`. It has the tier and the capacity of its check, and opens in the year that its approval names.
        One that stands in the service's layer already is not added.
    """
    tables, notes = dict(sites), list(planned.notes)
    if planned.approved is None:
        return tables, tuple(notes)
    year = file.people.year
    for service, table in sites.items():
        own = planned.approved[planned.approved["service"] == service].to_crs(table.crs)
        if own.empty:
            continue
        entry, name = file.services[service], _named(service, planned)
        added, left_out = _counted(entry, own, table, year, name)
        notes += left_out
        if added.empty:
            continue
        rows = _as_facilities(added, table, year)
        tables[service] = _joined(table, rows)
        counts_places = entry.places is not None
        notes += _notes(added, rows, table, counts_places=counts_places, name=name)
        undated = rows.index[added["opens_year"].notna().to_numpy()]
        if year is None and len(undated):
            notes.append(
                Sentence(
                    "{service}: planned sites of {file} count in every year, also before their own, since the "
                    "study does not say of which year its people are: {names}",
                    names=_some(undated),
                    **name,
                )
            )
    return tables, tuple(notes)


def _named(service: str, planned: PlannedSites) -> dict[str, str]:
    """Return what every note names."""
    return {"service": Sentence(service), "file": planned.path.name}


def _counted(
    entry: ServiceEntry,
    own: gpd.GeoDataFrame,
    table: gpd.GeoDataFrame,
    year: int | None,
    name: Mapping[str, str],
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the approved sites of a service that count, and why others do not."""
    if entry.times is not None:
        note = Sentence(
            "{service}: approved sites of {file} do not count, since its travel times come from a "
            "table: {names}",
            names=_some(own.index),
            **name,
        )
        return own.iloc[:0], [note]
    notes: list[str] = []
    mode = entry.mode
    lost = ~own["tier"].isin([*mode]) if isinstance(mode, dict) else own["tier"].isna()
    if lost.any():
        notes.append(
            Sentence(
                "{service}: approved sites of {file} do not count, since no mode is given for their tiers: "
                "{names}",
                names=_some(own.index[lost]),
                **name,
            )
        )
        own = own[~lost]
    stands = _stands_already(own, table, year)
    if stands.any():
        notes.append(
            Sentence(
                "{service}: approved sites of {file} that stand in its layer already, within "
                "{near:,.0f} m, count once: {names}",
                near=SAME_PLACE_M,
                names=_some(own.index[stands]),
                **name,
            )
        )
    own = own[~stands]
    earlier = _approved_again(own)
    if earlier.any():
        notes.append(
            Sentence(
                "{service}: of approved sites of {file} within {near:,.0f} m of each other the one that "
                "was approved last counts, and these do not: {names}",
                near=SAME_PLACE_M,
                names=_some(own.index[earlier]),
                **name,
            )
        )
    return own[~earlier], notes


def _stands_already(own: gpd.GeoDataFrame, table: gpd.GeoDataFrame, year: int | None) -> Bools:
    """Tell which approved sites are facilities of the layer, now or from a later year on."""
    facilities = table[table["status"].isin(EXISTING)]
    counts = (facilities["status"] == "existing").to_numpy()
    if year is not None and _OPENED in facilities:
        ready = facilities["working"].astype(bool) if "working" in facilities else True
        # A new array: what pandas gives out may be read-only.
        counts = counts | ((facilities[_OPENED] > year) & ready).to_numpy()
    there = facilities.geometry[counts]
    near = [bool((there.distance(shape) <= SAME_PLACE_M).any()) for shape in _shapes(own)]
    known: Bools = own.index.isin(table.index) | np.array(near, dtype=bool)
    return known


def _approved_again(own: gpd.GeoDataFrame) -> Bools:
    """Tell which approved sites lie where another was approved after them."""
    shapes, points, approval = _shapes(own), own.geometry, own["approval"]
    again = []
    for check_id, shape in shapes.items():
        near = points.distance(shape) <= SAME_PLACE_M
        near |= shapes.distance(points[check_id]) <= SAME_PLACE_M
        again.append(bool((near & (approval > approval[check_id])).any()))
    return np.array(again, dtype=bool)


def _shapes(own: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return each site's point, with its parcel where it has one."""
    parcels = moved_shapes(own["parcel"].to_numpy(), WGS84, own.crs)
    shapes = [
        point if parcel is None else parcel.union(point)
        for point, parcel in zip(own.geometry, parcels, strict=True)
    ]
    return gpd.GeoSeries(shapes, index=own.index, crs=own.crs)


def _as_facilities(
    added: gpd.GeoDataFrame, table: gpd.GeoDataFrame, year: int | None
) -> gpd.GeoDataFrame:
    """Return approved sites as rows of a service's sites."""
    names = added["applicant"].where(added["applicant"] != "", added.index.to_series())
    columns: dict[str, object] = {
        "name": names.astype(str),
        "service": added["service"],
        "tier": added["tier"],
        "status": "existing",
        "capacity": added["capacity"].fillna(np.inf),
        "cost": 1.0,
        PLANNED: True,
    }
    if _OPENED in table or added["opens_year"].notna().any():
        columns[_OPENED] = added["opens_year"].astype("float64")
    if "working" in table:
        columns["working"] = True
    rows = gpd.GeoDataFrame(columns, geometry=added.geometry, index=added.index, crs=table.crs)
    return with_status(rows.rename_axis(SITE_ID), year)


def _joined(table: gpd.GeoDataFrame, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a service's sites with more rows; what nobody knows of these is blank."""
    texts = [
        column
        for column in table.columns
        if column not in rows and pd.api.types.is_string_dtype(table[column])
    ]
    rows = rows.assign(**dict.fromkeys(texts, ""))
    both = gpd.GeoDataFrame(pd.concat([table.assign(**{PLANNED: False}), rows]), crs=table.crs)
    added = [column for column in rows.columns if column not in table]
    order = [column for column in table.columns if column != table.geometry.name]
    return both[[*order, *(one for one in added if one in both), table.geometry.name]]


def _notes(
    added: gpd.GeoDataFrame,
    rows: gpd.GeoDataFrame,
    table: gpd.GeoDataFrame,
    *,
    counts_places: bool,
    name: Mapping[str, str],
) -> Iterator[str]:
    later = rows[rows["status"] == "closed"]
    yield Sentence(
        "{service}: planned sites of {file} that count as facilities: {count:,}",
        count=len(rows),
        **name,
    )
    if len(later):
        yield Sentence(
            "{service}: planned sites of {file} that count only from their year on: {names}",
            names=_some(f"{check} ({int(year)})" for check, year in later[_OPENED].items()),
            **name,
        )
    endless = _some(added.index[added["capacity"].isna()])
    if counts_places and endless:
        yield Sentence(
            "{service}: no check says how many places planned sites of {file} have; they have places for any "
            "number: {names}",
            names=endless,
            **name,
        )
    candidates = table[table["status"] == "candidate"]
    close = [
        str(candidate)
        for candidate, point in candidates.geometry.items()
        if len(added) and float(added.distance(point).min()) <= SAME_PLACE_M
    ]
    if close:
        yield Sentence(
            "{service}: candidates where a planned site of {file} will stand may still be opened: {names}",
            names=_some(close),
            **name,
        )


def _some(names: Iterable[object]) -> tuple[str, ...]:
    """Return the first names of a list that may be long, and how many more there are."""
    every = [str(one) for one in names]
    more = len(every) - _NAMED
    rest = (Sentence("{count:,} more", count=more),) if more > 0 else ()
    return (*every[:_NAMED], *rest)
