"""Reading the site layers of a study's services."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ....common.large_work import announce
from ....data.kept_reading import KeptReading
from ....data.tables.consistency import check_not_swapped, check_places
from ....data.tables.reading_size import reading_estimate
from ....data.tables.site_columns import CANDIDATES, EXISTING
from ....data.tables.sites import read_sites, read_sites_and_parcels
from ....geo.roads.network import RoadNetwork
from ....geo.tables import SITE_COLUMNS, SITE_ID
from ..entries.service_entry import ServiceEntry
from ..fault_list import FaultList
from ..schema import StudyFile


def read_all_sites(
    file: StudyFile,
    services: Collection[str],
    roads: RoadNetwork | None,
    crs: object,
    rows: dict[Path, int],
    found: FaultList,
    kept: KeptReading,
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, gpd.GeoSeries]]:
    """Read the site layers of some services; made candidates are not among them.

    Parameters
    ----------
    file
        The study.
    services
        Which services.
    roads
        The network, near which sites lie; None where there is none.
    crs
        Metric CRS of the result.
    rows
        By file how many records were read; those of sites are added.
    found
        Faults are added.
    kept
        Reads files once for the same bytes.

    Returns
    -------
    tuple
        By service its site table; a service whose candidates are made and that has no other site has an empty
        one, one with faults none. By service the parcels of its sites, where any has one.
    """
    sites, parcels = {}, {}
    of_file: dict[Path, set[str]] = {}
    for service in services:
        entry = file.services[service]
        if entry.existing is None and entry.made is not None:
            sites[service] = no_sites(crs)
            continue
        kept.report(f"{service}: reading sites")
        for layer in (entry.existing, entry.candidate_layer):
            estimate = None if layer is None else reading_estimate(layer)
            if estimate is not None:
                announce(estimate, kept.report)
        year = file.people.year
        read = partial(_read_sites, service, entry, roads, kept, crs=crs, year=year)
        tables = found.tried(read)
        if tables is None:
            # The first layer's faults hide those of the second.
            alone = partial(read_sites, service=service, crs=crs, year=year)
            if entry.existing is not None:
                found.tried(partial(alone, existing=entry.site_layer(entry.existing)))
            if entry.candidate_layer is not None:
                found.tried(partial(alone, candidates=entry.site_layer(entry.candidate_layer)))
            continue
        table, shapes = tables
        sites[service] = table
        if len(shapes):
            parcels[service] = shapes
        _count_rows(entry, table, rows, of_file)
    return sites, parcels


def _count_rows(
    entry: ServiceEntry,
    table: gpd.GeoDataFrame,
    rows: dict[Path, int],
    of_file: dict[Path, set[str]],
) -> None:
    """Add how many records were read of each file, and the files that it took to read them.

    A file may feed several services, with the same records or with others: each record counts once.
    """
    for layer, kind in ((entry.existing, EXISTING), (entry.candidate_layer, CANDIDATES)):
        if layer is not None:
            ids = of_file.setdefault(layer.file, set())
            ids.update(map(str, table.index[table["status"].isin(kind)]))
            rows[layer.file] = len(ids)
            for companion in layer.companions:
                rows.setdefault(companion, 0)


def _read_sites(
    service: str,
    entry: ServiceEntry,
    roads: RoadNetwork | None,
    kept: KeptReading,
    *,
    crs: object,
    year: int | None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    layers = (entry.existing, entry.candidate_layer)
    existing, candidates = map(entry.site_layer, layers)

    def read() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        read_sites, shapes = read_sites_and_parcels(
            existing=existing, candidates=candidates, service=service, crs=crs, year=year
        )
        # What is kept are tables.
        return read_sites, gpd.GeoDataFrame(geometry=shapes)

    sites, parcels = kept.read(
        "sites and parcels", [existing, candidates], read, service, crs, year
    )
    for layer, kind in ((entry.existing, EXISTING), (entry.candidate_layer, CANDIDATES)):
        if layer is not None and roads is not None:
            part = sites[sites["status"].isin(kind)]
            # Of records that are chosen, nobody counts the rows of the file.
            whole = layer.is_whole
            check_not_swapped(part, roads.bounds_m, what=layer.name, whole=whole)
            check_places(part, roads.bounds_m, what=layer.name, whole=whole)
    return sites, parcels.geometry


def no_sites(crs: object) -> gpd.GeoDataFrame:
    """Return a site table without any site; without a CRS where the people's faults leave none to choose."""
    crs = None if isinstance(crs, str) and crs == "auto" else crs
    numbers = {"capacity", "cost"}
    columns = {
        name: np.array([], dtype=np.float64 if name in numbers else object) for name in SITE_COLUMNS
    }
    index = pd.Index([], dtype=object, name=SITE_ID)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=crs), index=index, crs=crs)
