"""The README's Python lines, run as they stand."""

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import rasterio
from osmium.osm.mutable import Node, Way
from rasterio.transform import Affine
from towns import place

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_s_lines_run(
    study_folder: Path, monkeypatch: pytest.MonkeyPatch, shared_case
) -> None:
    [code] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    west, south = place(-0.25, -0.25)
    with rasterio.open(
        study_folder / "worldpop_100m.tif",
        "w",
        driver="GTiff",
        width=11,
        height=11,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        nodata=-99999,
        transform=Affine(0.0025, 0, west, 0, -0.0025, south + 11 * 0.0025),
    ) as raster:
        raster.write(np.arange(121, dtype=np.float32).reshape(1, 11, 11))
    clinics = pd.read_csv(study_folder / "clinics.csv").rename(columns={"id": "site_id"})
    clinics.to_csv(study_folder / "clinics.csv", index=False)
    parcels = pd.read_csv(study_folder / "sites.csv").rename(columns={"id": "site_id"})
    gpd.GeoDataFrame(
        parcels[["site_id"]], geometry=gpd.points_from_xy(parcels["lon"], parcels["lat"], crs=4326)
    ).to_file(study_folder / "parcels.gpkg")
    study = (study_folder / "study.yaml").read_text(encoding="utf-8")
    study = (
        study.replace(
            "{file: clinics.csv, crs: EPSG:4326, columns: {site_id: id,",
            ("{file: clinics.csv, crs: EPSG:4326, columns: {site_id: site_id,"),
        )
        .replace("two_clinics", "three_clinics")
        .replace("max_new: 2", "max_new: 3")
    )
    (study_folder / "study.yaml").write_text(study, encoding="utf-8")
    # The README's roads are an OSM extract: one of the made-up town.
    write_osm(study_folder / "roads.osm.pbf")
    monkeypatch.chdir(study_folder)
    code = code.replace("at=(119.52, 39.91)", f"at={place(2, 2)}")
    names: dict = {}
    exec(code, names)  # noqa: S102 - our own README
    assert names["plan"].certificate.status == "optimal"
    assert names["demand"]["residents"].sum() == np.arange(121).sum()
    assert names["demand"]["elderly"].sum() == pytest.approx(0.22 * np.arange(121).sum())
    assert (study_folder / "plan.html").stat().st_size > 100_000


def write_osm(path: Path) -> None:
    with osmium.SimpleWriter(str(path)) as writer:
        for c in range(6):
            for r in range(6):
                writer.add_node(Node(id=1 + c * 10 + r, location=place(c, r)))
        for i in range(6):
            tags = {"highway": "residential"}
            writer.add_way(Way(id=1 + i, nodes=[1 + c * 10 + i for c in range(6)], tags=tags))
            writer.add_way(Way(id=11 + i, nodes=[1 + i * 10 + r for r in range(6)], tags=tags))
