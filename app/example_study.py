"""A made-up study of one street, on which the examples in docstrings are worked out.

The street is 3 km long and walked at 5 km/h: 400 people live at its west end, 100 at its east end.
A clinic stands after 1 km; a candidate stands at the east end. Each half lies in a county of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from ..coverage.standards.example_rule import ONE_RULE

_STUDY: Final = """\
name: One street
roads: {file: roads.geojson}
people: {file: cells.csv, year: 2020}
units: [{level: county, file: counties.geojson}]
standards: {file: standards.yaml}
services:
  clinic:
    mode: walk
    limit_min: 15
    existing: {file: clinics.csv}
    candidates: {file: places.csv}
scenarios:
  one_more: {service: clinic, max_new: 1}
"""

_DEGREES: Final = "EPSG:4326"


def street_study(folder: str | Path) -> Path:
    """Write the study's files.

    Parameters
    ----------
    folder
        Where they go.

    Returns
    -------
    pathlib.Path
        The study file.
    """
    folder = Path(folder)
    street = shapely.LineString([(120.000, 40), (120.036, 40)])
    roads = gpd.GeoDataFrame({"highway": ["residential"]}, geometry=[street], crs=_DEGREES)
    roads.to_file(folder / "roads.geojson")
    halves = [shapely.box(119.99, 39.9, 120.02, 40.1), shapely.box(120.02, 39.9, 120.05, 40.1)]
    counties = gpd.GeoDataFrame(
        {"unit_id": ["W", "E"], "name": ["West county", "East county"]},
        geometry=halves,
        crs=_DEGREES,
    )
    counties.to_file(folder / "counties.geojson")
    tables = {
        "cells": {"cell_id": ["west", "east"], "lon": [120.0, 120.036], "residents": [400, 100]},
        "clinics": {"site_id": ["first"], "lon": [120.012]},
        "places": {"site_id": ["last"], "lon": [120.036]},
    }
    for name, columns in tables.items():
        pd.DataFrame(columns).assign(lat=40.0).to_csv(folder / f"{name}.csv", index=False)
    (folder / "standards.yaml").write_text(ONE_RULE, encoding="utf-8")
    file = folder / "study.yaml"
    file.write_text(_STUDY, encoding="utf-8")
    return file
