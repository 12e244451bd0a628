"""Proposals for layers with faults whose coordinates lie among the roads once they are read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ....common.errors import Fault
from ....data.formats.layer import Layer
from ....data.formats.places import SWAPPED_FIX
from ....data.tables.numbers_of_places import numbers_of_places
from ....geo.crs import to_degrees
from ....geo.detective.readings import Reading, reading_of
from ....geo.detective.shifts import Lines
from ....geo.roads.network import RoadNetwork


def crs_proposals(
    faults: Iterable[Fault], layers: Iterable[Layer], roads: RoadNetwork | None
) -> Iterator[Fault]:
    """Yield a fault for each layer with faults that lies among the roads if it is read in one other way.

    Parameters
    ----------
    faults
        What was found.
    layers
        The study's layers of places.
    roads
        The roads; without them nothing is proposed.
    """
    if roads is None or not len(roads.node_xy):
        return
    told = list(faults)
    files = {fault.file for fault in told}
    exchanged = {fault.file for fault in told if fault.fix == SWAPPED_FIX}
    bounds_deg = np.array(to_degrees(roads.crs).transform_bounds(*roads.bounds_m))
    lines, seen = None, set()
    for layer in layers:
        if layer.name not in files or layer.file in seen:
            continue
        seen.add(layer.file)
        found = numbers_of_places(layer)
        if found is None:
            continue
        xy, stated, in_file = found
        lines = lines or Lines(roads.geometry, roads.crs)
        reading = reading_of(xy, stated, lines, bounds_deg)
        if reading is None or (reading.crs == stated and layer.name in exchanged):
            continue
        yield Fault(
            file=layer.name,
            column="crs",
            value=None if stated is None else stated.name,
            cause=f"{reading.count:,} of {reading.total:,} places lie among the roads if the coordinates are "
            f"read as {_said(reading)}",
            fix=_fix(reading, in_file=in_file, same=reading.crs == stated),
        )


def _said(reading: Reading) -> str:
    code = reading.crs.to_epsg()
    named = reading.crs.name if code is None else f"{reading.crs.name} (EPSG:{code})"
    return f"{named} with x and y exchanged" if reading.exchanged else named


def _fix(reading: Reading, *, in_file: bool, same: bool) -> str:
    code = reading.crs.to_epsg()
    crs = reading.crs.name if code is None else f"EPSG:{code}"
    steps = []
    if not same:
        steps.append(
            f"have the file state {crs} (of a Shapefile in its .prj)"
            if in_file
            else f"write crs: {crs}"
        )
    if reading.exchanged:
        steps.append(SWAPPED_FIX)
    fix = " and ".join(steps) + " if that is what they are"
    if reading.datum_open:
        fix += (
            "; ask who made them for the datum, since Xian 1980 and Beijing 1954 look alike within 200 m and "
            "have other codes"
        )
    return fix
