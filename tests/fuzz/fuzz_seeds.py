"""One small good file of each kind, which mutations spoil."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import rasterio
import shapely
from malformed_kinds import STANDARDS, STUDY
from osm_file import OsmFile

CELLS = """\
cell_id,lon,lat,residents,elderly
west,120.0,40.0,400,80
mid,120.018,40.0,50,12.5
"north, upper",120.02,40.01,0,0
east,120.036,40.0,100,20
"""
CLINICS = """\
site_id,lon,lat,name,tier,capacity,cost,working,opened_year
first,120.012,40.0,First,town,300,1,yes,2001
last,120.036,40.0,Last,village,inf,2.5,no,2019
"""
TIMES = "cell_id,site_id,minutes\nwest,first,12.5\nmid,first,8\neast,last,3\n"
GROWTH = "unit,year,factor\nU1,2025,1.02\nU1,2030,1.05\nU2,2025,0.9\n"
ESTATES = "cell_id,lon,lat,year,residents\nnew,120.02,40.0,2025,300\nother,120.03,40.0,2030,20\n"
INDICATORS = "indicator,unit,year,value\nbeds,U1,2020,4.5\nbeds,U2,2020,6\n"
ENTRIES = "cell_id,name,lon,lat,share\nwest,A,120.0,40.0,0.75\nwest,B,120.001,40.0,0.25\n"
PLACES = "name,kind,lon,lat\nCentro,town,120.01,40.0\nNorte,village,120.02,40.01\n"

FULL_STUDY = (
    STUDY.replace("{file: cells.csv, year: 2020}", "{file: cells.csv, year: 2020, crs: EPSG:4326}")
    + """\
  spread: {service: clinic, max_new: 2, objective: p_median, group: residents, frontier: sites}
  years: {service: clinic, max_new: 1, budget: 3.5, must_open: [last], by: county}
date: 2026-03-01
snap_max_m: 1500
crs: auto
speeds: {walk: {kph: {residential: 4.5}, scale: 1.1}}
growth: {file: growth.csv, encoding: utf-8}
"""
)
CHOICE = {
    "format": "halfhour-choice/1",
    "service": "clinic",
    "open_sites": ["last", "first"],
    "closed_sites": [],
}


def _areas() -> gpd.GeoDataFrame:
    halves = [shapely.box(119.9, 39.9, 120.02, 40.1), shapely.box(120.02, 39.9, 120.1, 40.1)]
    table = {"unit_id": ["U1", "U2"], "name": ["西县", "East"]}
    return gpd.GeoDataFrame(table, geometry=halves, crs="EPSG:4326")


def _points() -> gpd.GeoDataFrame:
    table = {"site_id": ["first", "last"], "capacity": [300.0, 20.0], "name": ["A", "B"]}
    places = [shapely.Point(120.012, 40.0), shapely.Point(120.036, 40.0)]
    return gpd.GeoDataFrame(table, geometry=places, crs="EPSG:4326")


def _cells() -> gpd.GeoDataFrame:
    table = {"cell_id": ["west", "mid"], "residents": [400.0, 50.0]}
    places = [shapely.Point(120.0, 40.0), shapely.Point(120.018, 40.0)]
    return gpd.GeoDataFrame(table, geometry=places, crs="EPSG:4326")


def _streets() -> gpd.GeoDataFrame:
    lines = [
        shapely.LineString([(120.0, 40.0), (120.018, 40.0), (120.036, 40.0)]),
        shapely.LineString([(120.018, 40.0), (120.018, 40.01)]),
    ]
    table = {
        "highway": ["residential", "primary"],
        "oneway": ["no", "yes"],
        "maxspeed": ["30", "50"],
        "layer": ["0", "0"],
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def geojson(table: gpd.GeoDataFrame) -> Any:
    """Return a layer as the values of its GeoJSON."""
    return json.loads(table.to_json())


AREAS, POINTS, STREETS = (geojson(make()) for make in (_areas, _points, _streets))
"""Layers of areas, points and lines."""


def layer_files(folder: Path, suffix: str, kind: str) -> dict[str, bytes]:
    """Return the files of a layer of areas, points or lines in a format, by name."""
    table = {"areas": _areas, "points": _points, "lines": _streets}[kind]()
    folder.mkdir()
    options = {"ENCODING": "UTF-8"} if suffix == ".shp" else {}
    table.to_file(folder / f"layer{suffix}", **options)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def raster_file(folder: Path) -> bytes:
    """Return a GeoTIFF of people per pixel, not compressed."""
    path = folder / "people.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=4,
        height=3,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        nodata=-1,
        transform=rasterio.Affine(0.01, 0.0, 120.0, 0.0, -0.01, 40.0),
    ) as raster:
        raster.write(np.arange(12, dtype="float32").reshape(3, 4), 1)
    return path.read_bytes()


def cells_parquet(folder: Path) -> bytes:
    """Return cells as GeoParquet, not compressed, so that mutations reach what is inside."""
    path = folder / "cells.parquet"
    _cells().to_parquet(path, compression=None)
    return path.read_bytes()


def times_parquet(folder: Path) -> bytes:
    """Return a table of times as Parquet, not compressed."""
    path = folder / "times.parquet"
    table = {"cell_id": ["west", "mid"], "site_id": ["first", "last"], "minutes": [12.5, 8.0]}
    pd.DataFrame(table).to_parquet(path, compression=None)
    return path.read_bytes()


def osm_town(folder: Path) -> bytes:
    """Return an OpenStreetMap file: two streets, a barrier, a ferry, a turn restriction and a route."""
    town = OsmFile(
        nodes={1: (120.0, 40.0), 2: (120.018, 40.0), 3: (120.036, 40.0), 4: (120.018, 40.01)},
        ways={
            10: ([1, 2, 3], {"highway": "residential", "name": "Street", "maxspeed": "30"}),
            11: ([2, 4], {"highway": "primary", "oneway": "yes"}),
            12: ([4, 1], {"route": "ferry", "duration": "00:20"}),
        },
        relations=[
            (
                [("way", 10, "from"), ("node", 2, "via"), ("way", 11, "to")],
                {"type": "restriction", "restriction": "no_left_turn"},
            ),
            ([("way", 12, "")], {"type": "route", "route": "ferry"}),
        ],
        node_tags={
            2: {"barrier": "gate", "access": "no"},
            4: {"place": "village", "name": "Norte"},
        },
    )
    return town.write(folder).read_bytes()


def pbf_town(folder: Path) -> bytes:
    """Return the same town as PBF, not compressed, or every mutation would end at the checksum."""
    xml = folder / "town.osm"
    xml.write_bytes(osm_town(folder))
    path = folder / "town.osm.pbf"
    form = osmium.io.File(str(path), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(form) as writer:
        for item in osmium.FileProcessor(str(xml)):
            writer.add(item)
    return path.read_bytes()


def seed_study() -> bytes:
    """Return a study file with most kinds of keys."""
    return FULL_STUDY.encode()


def seed_standards() -> bytes:
    """Return a standards file with rules of several kinds."""
    return (
        STANDARDS
        + """\
  - id: clinic.count
    kind: count
    clause: {section: §2, words: 总数}
    title: {zh: 数, en: clinics}
    service: clinic
    targets: {2025: 3, 2030: 5}
  - id: clinic.beds
    kind: indicator
    clause: {section: §3, words: 床}
    title: {zh: 床, en: beds}
    indicator: beds
    target: 6
    from: 2025
    comparison: at_least
"""
    ).encode()
