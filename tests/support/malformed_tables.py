"""Malformed tables and layers."""

from __future__ import annotations

import os

from malformed_kinds import Kind, gone, instead, loop, pipe, text, whole

CELLS, CLINICS, PLACES, UNITS, ROADS = (
    "cells.csv",
    "clinics.csv",
    "places.csv",
    "units.geojson",
    "roads.geojson",
)

TABLE_KINDS = {
    "cells: missing": Kind(change=gone(CELLS), told=("cells.csv", "no such file")),
    "cells: a folder": Kind(change=instead(CELLS, os.mkdir), told=("cells.csv", "is a folder")),
    "cells: a pipe": Kind(change=instead(CELLS, pipe), told=("cells.csv", "is no plain file")),
    "cells: a loop of links": Kind(
        change=instead(CELLS, loop), told=("cells.csv", "leads to no file")
    ),
    "cells: empty": Kind(change=whole(CELLS, ""), told=("cells.csv", "no records", "at least one")),
    "cells: a heading alone": Kind(
        change=whole(CELLS, "cell_id,lon,lat,residents\n"), told=("cells.csv", "no records")
    ),
    "cells: no column of people": Kind(
        change=text(CELLS, "residents", "pop"),
        told=("cells.csv, residents", "no such column", "columns: {residents:"),
    ),
    "cells: no column of ids": Kind(
        change=text(CELLS, "cell_id", "code"), told=("cells.csv, cell_id", "no such column", "code")
    ),
    "cells: people that are no number": Kind(
        change=text(CELLS, "40,50", "40,many"),
        told=(
            "cells.csv, row 3 (cell_id mid)",
            "residents = 'many'",
            "not a number",
            "write digits",
        ),
    ),
    "cells: people below nobody": Kind(
        change=text(CELLS, "40,50", "40,-50"), told=("row 3 (cell_id mid)", "residents = -50.0")
    ),
    "cells: people without number": Kind(
        change=text(CELLS, "40,50", "40,"), told=("cells.csv, row 3 (cell_id mid)", "residents")
    ),
    "cells: people without end": Kind(
        change=text(CELLS, "40,50", "40,inf"), told=("cells.csv, row 3 (cell_id mid)", "residents")
    ),
    "cells: an id twice": Kind(
        change=text(CELLS, "mid,", "west,"),
        told=("row 3 (cell_id west)", "more than once", "unique"),
    ),
    "cells: an empty id": Kind(
        change=text(CELLS, "mid,", ","), told=("cells.csv, row 3", "cell_id")
    ),
    "cells: a longitude that is no number": Kind(
        change=text(CELLS, "120.018", "x120"), told=("row 3 (cell_id mid)", "x = 'x120'", "number")
    ),
    "cells: latitude and longitude exchanged": Kind(
        change=whole(CELLS, "cell_id,lon,lat,residents\nwest,40,120,400\neast,40,120.036,100\n"),
        told=("cells.csv, row 2", "swapped", "exchange columns"),
    ),
    "cells: more values than headings": Kind(
        change=text(CELLS, "40,50", "40,50,1,2"),
        told=("cells.csv", "not a table", "heading|header"),
    ),
    # Two bytes that may be a rare character, or two letters of Western Europe.
    "cells: GBK": Kind(
        change=whole(CELLS, "cell_id,lon,lat,residents\n麤,120,40,400\n".encode("gbk")),
        told=("cells.csv", "UTF-8", "encoding: gbk"),
    ),
    "clinics: missing": Kind(change=gone(CLINICS), told=("clinics.csv", "no such file")),
    "clinics: a negative capacity": Kind(
        change=text(CLINICS, "40,300", "40,-300"),
        told=("clinics.csv, row 2 (site_id first)", "capacity = -300.0"),
    ),
    "clinics: a capacity that is no number": Kind(
        change=text(CLINICS, "40,300", "40,3oo"),
        told=("capacity = '3oo'", "not a number", "digits"),
    ),
    "places: a cost that is no number": Kind(
        change=text(PLACES, "40,1\n", "40,free\n"),
        told=("places.csv, row 3 (site_id last)", "cost = 'free'", "not a number", "digits"),
    ),
    "places: an id that a facility has": Kind(
        change=text(PLACES, "last", "first"),
        told=("places.csv, row 3 (site_id first)", "clinics.csv too", "unique"),
    ),
    "places: far from every road": Kind(
        change=text(PLACES, "120.036", "125.036"),
        told=("places.csv, row 3 (site_id last)", "km outside the roads", "check its coordinates"),
    ),
    "units: missing": Kind(change=gone(UNITS), told=("units.geojson", "no such file")),
    "units: no JSON": Kind(
        change=whole(UNITS, "{"), told=("units.geojson", "cannot be read", "whole")
    ),
    "units: no column of ids": Kind(
        change=text(UNITS, "unit_id", "code"),
        told=("units.geojson, unit_id", "no such column", "code"),
    ),
    "units: lines for areas": Kind(
        change=lambda folder: (folder / UNITS).write_text(
            (folder / ROADS).read_text().replace('"highway"', '"unit_id"')
        ),
        told=("units.geojson", "is not an area", "polygons"),
    ),
    "roads: missing": Kind(change=gone(ROADS), told=("roads.geojson", "no such file")),
    "roads: no JSON": Kind(change=whole(ROADS, "404"), told=("roads.geojson", "cannot be read")),
    "roads: no class": Kind(
        change=text(ROADS, '"highway"', '"kind"'), told=("roads.geojson", "column", "kind")
    ),
}
