"""A district of the sample city, small enough to run every block of the documents.

``sample.yaml`` is the sample city's own study file, on fewer cells, sites and roads. ``study.yaml`` is the same
with the scenarios that the documents give to a reader's study; so have the other files the names that the
documents give to a reader's own: cells.csv, sites.csv, metres.csv, parcels.gpkg, population.tif.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import openpyxl
import osmium
import pandas as pd
import rasterio
from halfhour.data.sample import sample_study
from rasterio.transform import Affine

WEST, SOUTH, EAST, NORTH = 119.48, 39.88, 119.60, 39.97
METRIC = "EPSG:32650"

SCENARIOS = {"three_clinics": 3, "five_clinics": 5, "ten_clinics": 10}
"""Scenarios of a reader's study: how many clinics each may open."""


def write_town(folder: Path) -> None:
    """Write all files that the documents speak of."""
    city = sample_study().parent
    for file in sorted(city.iterdir()):
        if file.suffix == ".csv":
            _inside(pd.read_csv(file, dtype=str)).to_csv(folder / file.name, index=False)
        elif file.suffix == ".geojson":
            shutil.copyfile(file, folder / file.name)
    _lived_in(folder)
    text = sample_study().read_text(encoding="utf-8")
    (folder / "sample.yaml").write_text(text, encoding="utf-8")
    write_studies(folder, SCENARIOS)
    _cut_roads(city / "roads.osm.pbf", folder / "roads.osm.pbf")
    _own_tables(folder)
    _own_layers(folder)
    for name in ("worldpop_100m.tif", "population.tif", "人口.tif"):
        _people_raster(folder / name)
    for name in ("facilities.xlsx", "设施名单.xlsx"):
        _facility_list(folder / name)
    for name in ("list.xlsx", "申请表.xlsx"):
        _applications(folder / name)


def write_studies(folder: Path, scenarios: Iterable[str]) -> None:
    """Write the reader's study files with some of the scenarios."""
    text = (folder / "sample.yaml").read_text(encoding="utf-8")
    own = text[: text.index("\nscenarios:")] + "\nscenarios:\n"
    for name in scenarios:
        own += f"  {name}: {{service: clinic, group: residents, max_new: {SCENARIOS[name]}}}\n"
    for name in ("study.yaml", "study-2025.yaml", "study-2030.yaml"):
        (folder / name).write_text(own, encoding="utf-8")


def _inside(table: pd.DataFrame) -> pd.DataFrame:
    if "lon" not in table:
        return table
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    inside = lon.between(WEST, EAST) & lat.between(SOUTH, NORTH)
    # Of each kind that a layer of several services holds, one row stays.
    kinds = table["network"] if "network" in table else pd.Series("", index=table.index)
    elsewhere = ~kinds.isin(kinds[inside]) & ~kinds.duplicated()
    return table[inside | elsewhere]


def _lived_in(folder: Path) -> None:
    """Leave townships in which nobody of the district lives out, and villages outside the others."""
    people = pd.read_csv(folder / "people.csv")
    homes = gpd.points_from_xy(people["lon"], people["lat"], crs="EPSG:4326").union_all()
    townships = gpd.read_file(folder / "townships.geojson")
    kept = townships[townships.intersects(homes)]
    kept.to_file(folder / "townships.geojson")
    villages = pd.read_csv(folder / "villages.csv", dtype=str)
    inside = villages["part_of"].isin(kept["code"])
    villages[inside].to_csv(folder / "villages.csv", index=False)


def _cut_roads(source: Path, target: Path) -> None:
    """Copy the ways that have a node inside, with all their nodes."""
    near = {
        node.id
        for node in osmium.FileProcessor(str(source), osmium.osm.NODE)
        if WEST < node.lon < EAST and SOUTH < node.lat < NORTH
    }
    with osmium.BackReferenceWriter(str(target), ref_src=str(source)) as writer:
        for way in osmium.FileProcessor(str(source), osmium.osm.WAY):
            if any(node.ref in near for node in way.nodes):
                writer.add_way(way)


def _own_tables(folder: Path) -> None:
    """Write tables with the columns of a reader's own study beside those of the sample city."""
    people = pd.read_csv(folder / "people.csv").head(120)
    people["cell_id"] = people["id"] = [f"cell {i}" for i in range(len(people))]
    people["population"] = people["residents"]
    people.to_csv(folder / "cells.csv", index=False)
    for source, name in (("clinics", "clinics"), ("candidates", "sites")):
        table = pd.read_csv(folder / f"{source}.csv")
        if name == "clinics":
            table["site_id"] = [f"c-{i + 1}" for i in range(len(table))]
        table.assign(id=table["site_id"]).to_csv(folder / f"{name}.csv", index=False)
    standing, candidates = (
        list(pd.read_csv(folder / f"{name}.csv")["site_id"]) for name in ("clinics", "sites")
    )
    cells, columns = pd.Index(people["cell_id"]), [*standing, *candidates]
    minutes = np.random.default_rng(1).integers(1, 60, (len(cells), len(columns)))
    pd.DataFrame(minutes, index=cells, columns=columns).to_csv(folder / "minutes.csv")
    metres = _metres(people, pd.read_csv(folder / "sites.csv"))
    pd.DataFrame(metres, index=cells, columns=candidates).to_csv(folder / "metres.csv")


def _metres(cells: pd.DataFrame, sites: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return straight distances, a row for each cell and a column for each site."""
    here, there = (
        gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326").to_crs(METRIC)
        for table in (cells, sites)
    )
    return np.stack([here.distance(site) for site in there], axis=1).round()


def _own_layers(folder: Path) -> None:
    for source, name, half_m in (("clinics", "clinics", 0.0), ("sites", "parcels", 40.0)):
        table = pd.read_csv(folder / f"{source}.csv")
        places = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326")
        layer = gpd.GeoDataFrame(table[["site_id", "name"]], geometry=places)
        if half_m:
            layer["cost"] = table["cost"]
            layer.geometry = layer.to_crs(METRIC).buffer(half_m, cap_style="square").to_crs(4326)
        layer.to_file(folder / f"{name}.gpkg")
        layer.head(1).to_file(folder / f"{name.removesuffix('s')}.geojson")


def _people_raster(path: Path) -> None:
    people = np.random.default_rng(1).integers(50, 900, (12, 16)).astype("float32")
    step = Affine((EAST - WEST) / 16, 0, WEST, 0, (SOUTH - NORTH) / 12, NORTH)
    shape = {"width": 16, "height": 12, "count": 1, "dtype": "float32"}
    with rasterio.open(
        path, "w", driver="GTiff", crs="EPSG:4326", transform=step, **shape
    ) as raster:
        raster.write(people, 1)


def _facility_list(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["机构名称", "机构类别", "经度", "纬度", "床位数"])
    for row in (
        ["第一医院", "医院", 119.52, 39.91, 120],
        ["北镇卫生院", "乡镇卫生院", 119.56, 39.93, 30],
        ["夕阳红养老院", "养老院", 119.54, 39.92, 50],
    ):
        book.active.append(row)
    book.save(path)


def _applications(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["application_id", "lon", "lat", "tier", "capacity"])
    for number, (lon, lat) in enumerate(((119.52, 39.91), (119.56, 39.93), (119.54, 39.92))):
        book.active.append([f"A{number}", lon, lat, "station", 5000])
    book.save(path)
