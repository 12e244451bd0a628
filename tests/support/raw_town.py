"""A town's files as offices have them: an extract, a list in Excel, a raster of people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import osmium
import rasterio
from rasterio.transform import Affine
from towns import place

FACILITIES = (
    (1, "第一医院", "医院", (0, 0), "120张"),
    (2, "东村卫生室", "村卫生室", (4, 1), "—"),
    (3, "北镇卫生院", "乡镇卫生院", (1, 4), "约30"),
    (4, "夕阳红养老院", "养老院", (2, 2), "50"),
)


def write_raw_town(folder: Path) -> list[Path]:
    """Write roads.osm.pbf, 设施清单.xlsx and population.tif, and return their paths."""
    return [_roads(folder), _list(folder), _people(folder)]


def _roads(folder: Path) -> Path:
    path = folder / "roads.osm.pbf"
    grid = range(6)
    with osmium.SimpleWriter(str(path)) as writer:
        for column in grid:
            for row in grid:
                node = osmium.osm.mutable.Node(
                    id=column * 10 + row + 1, location=place(column, row), version=1
                )
                writer.add_node(node)
        lines = [[c * 10 + r + 1 for c in grid] for r in grid]
        lines += [[c * 10 + r + 1 for r in grid] for c in grid]
        for number, nodes in enumerate(lines):
            tags = {"highway": "residential"}
            way = osmium.osm.mutable.Way(id=100 + number, nodes=nodes, tags=tags, version=1)
            writer.add_way(way)
    return path


def _list(folder: Path) -> Path:
    path = folder / "设施清单.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某市卫生健康机构一览表（2024年）"])
    sheet.append([])
    sheet.append(["序号", "机构名称", "机构类别", "经度", "纬度", "床位数"])
    for number, name, kind, at, beds in FACILITIES:
        sheet.append([number, name, kind, *place(*at), beds])
    sheet.append(["合计", None, None, None, None, 200])
    book.save(path)
    return path


def _people(folder: Path) -> Path:
    path = folder / "population.tif"
    people = np.random.default_rng(1).integers(5, 60, (12, 12)).astype("float32")
    west, south = place(-0.25, -0.25)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=12,
        height=12,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(0.0025, 0, west, 0, -0.0025, south + 12 * 0.0025),
    ) as raster:
        raster.write(people, 1)
    return path
