"""Every key of a study that names a layer may name a table of a database, with the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import yaml
from halfhour.app.example_study import street_study
from halfhour.app.study.layers import Layers
from halfhour.app.study.validation.validate_study import validate_study
from postgis_server import PostgisServer

pytestmark = pytest.mark.postgis

WEST, EAST = (
    shapely.box(119.999, 39.998, 120.009, 40.002),
    shapely.box(120.03, 39.998, 120.04, 40.002),
)
HOUSES = [shapely.box(x, 40.0, x + 0.001, 40.001) for x in (120.001, 120.004, 120.035)]
PARCELS = [shapely.box(120.02, 40.0, 120.021, 40.001), shapely.box(120.03, 40.0, 120.031, 40.001)]
CLAUSE = {"en": "Plan", "zh": "规划"}
TABLES: dict[str, pd.DataFrame] = {
    "census": gpd.GeoDataFrame(
        {"cell_id": ["w", "e"], "residents": [400, 100]}, geometry=[WEST, EAST], crs=4326
    ),
    "houses": gpd.GeoDataFrame(geometry=HOUSES, crs=4326),
    "official": pd.DataFrame({"unit": ["W", "E"], "residents": [800, 300]}),
    "shares": pd.DataFrame({"unit": ["W", "E"], "share": [0.25, 0.5]}),
    "aged": gpd.GeoDataFrame({"elderly": [40, 30]}, geometry=[WEST, EAST], crs=4326),
    "growth": pd.DataFrame({"unit": ["W", "E"], "year": [2030, 2030], "factor": [2, 3]}),
    "lake": gpd.GeoDataFrame(geometry=[shapely.box(120.015, 40.001, 120.016, 40.002)], crs=4326),
    "banned": gpd.GeoDataFrame(geometry=[PARCELS[0]], crs=4326),
    "parcels": gpd.GeoDataFrame({"site_id": ["a", "b"]}, geometry=PARCELS, crs=4326),
    "named": pd.DataFrame({"name": ["Eastham"], "lon": [120.036], "lat": [40.0]}),
    "listed": pd.DataFrame(
        {
            "site_id": ["1", "2"],
            "name": ["First", "Eastham"],
            "lon": [120.012, None],
            "lat": [40.0, None],
        }
    ),
}


def study(folder: Path, at: Any) -> Path:
    """Write a study whose every layer is where `at` says."""
    path = street_study(folder)
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    said["people"] = {
        **at("census"),
        "year": 2020,
        "spread": {"cell_m": 50, "over": at("houses")},
        "groups": {"disabled": at("shares"), "elderly": at("aged")},
        "calibrate": [{**at("official"), "columns": {"unit": "unit", "residents": "residents"}}],
    }
    said["growth"], said["water"] = at("growth"), at("lake")
    said["land"] = {"forbid": [{**at("banned"), "clause": CLAUSE}]}
    parcels = at("parcels")
    said["services"]["clinic"] |= {
        "existing": {**at("listed"), "gazetteer": at("named")},
        "candidates": {"parcels": parcels.pop("file"), **parcels},
    }
    path = folder / f"{at.__name__}.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return path


def in_files(folder: Path) -> Path:
    def files(name: str) -> dict[str, str]:
        table = TABLES[name]
        file = f"{name}.gpkg" if isinstance(table, gpd.GeoDataFrame) else f"{name}.csv"
        if isinstance(table, gpd.GeoDataFrame):
            table.to_file(folder / file)
        else:
            table.to_csv(folder / file, index=False)
        return {"file": file}

    return study(folder, files)


def in_database(folder: Path, database: PostgisServer) -> Path:
    def stored(name: str) -> dict[str, str]:
        return {"file": database.address, "table": f"health.{name}"}

    for name, table in TABLES.items():
        plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
        kinds = {n: "float8" if plain[n].dtype.kind in "if" else "text" for n in plain}
        own = [f'"{n}" {kind}' for n, kind in kinds.items()]
        rows = [
            ["NULL" if pd.isna(v) else repr(v) for v in row] for row in plain.to_numpy().tolist()
        ]
        if isinstance(table, gpd.GeoDataFrame):
            own.append("geom geometry")
            shapes = table.geometry.to_wkt()
            rows = [[*row, f"'SRID=4326;{one}'"] for row, one in zip(rows, shapes, strict=True)]
        database.run(f"CREATE TABLE health.{name} ({', '.join(own)})")
        for row in rows:
            database.run(f"INSERT INTO health.{name} VALUES ({', '.join(row)})")  # noqa: S608
    return study(folder, stored)


def figures(layers: Layers) -> dict[str, object]:
    sites = layers.sites["clinic"]
    return {
        # Texts of geometries have fewer digits than those of files.
        "people": layers.demand.drop(columns="geometry").round(6).to_dict(),
        "steps": [
            (step.step, {group: round(count, 6) for group, count in step.after.items()})
            for step in layers.people_steps
        ],
        "sites": sites.drop(columns=["geometry", "ineligible_by"]).to_dict(),
        "places": sites.geometry.to_wkt(rounding_precision=3).to_dict(),
        "eligible": layers.eligibility["clinic"].table["eligibility"].to_dict(),
        "2030": layers.years.people(layers.demand, 2030).round(6).to_dict(),
    }


def test_all_layers_in_a_database(tmp_path: Path, database: PostgisServer) -> None:
    of_files = validate_study(in_files(tmp_path))
    of_tables = validate_study(in_database(tmp_path, database))
    assert figures(of_tables) == figures(of_files)
    names = {
        record.name.removesuffix(".parquet").removesuffix(".csv").rsplit(".")[-1]
        for record in of_tables.inputs
    }
    assert names >= {*TABLES}
