"""A made-up town along one straight road of 12 km, whose times are worked out by hand.

Walking 5 km/h, half an hour is 2.5 km; driving 20 km/h on the residential road, it is 10 km.

====  =====  =========  ======  ========
cell  at km  residents  county  township
====  =====  =========  ======  ========
c0    0      10         A       A1
c1    1      20         A       A1
c2    4      30         A       A2
c3    5      40         A       A2
c4    8      50         B       B1
c5    11     60         B       B1
====  =====  =========  ======  ========

These are 210 residents of 2020, half of them elderly. In 2022 county B has half its people, and 100 more live
in the new estate e1 at 2 km. The hospital at 8 km closed in 2019; room k1 at 1 km opened in 2015, k2 at 5 km in
2021, and k3 at 11 km does not work.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import geopandas as gpd
import shapely

CRS = "EPSG:4549"
WEST_M, SOUTH_M = 500_000, 4_400_000

STUDY = """\
name: 一路镇 Linetown
crs: EPSG:4549
roads: {file: roads.gpkg, columns: {class: highway}}
people:
  file: cells.csv
  crs: EPSG:4549
  year: 2020
  columns: {cell_id: id, x: x, y: y, residents: residents, elderly: elderly}
growth: {file: growth.csv}
estates:
  file: estates.csv
  crs: EPSG:4549
  columns: {cell_id: id, x: x, y: y, year: year, residents: residents, elderly: elderly}
indicators: {file: indicators.csv}
units:
  - {level: county, file: counties.geojson, columns: {unit_id: code, name: name, poor: poor}}
  - {level: township, file: townships.geojson, columns: {unit_id: code, reports_to: reports_to}}
  - level: village
    file: villages.csv
    crs: EPSG:4549
    columns: {unit_id: code, name: name, x: x, y: y, residents: residents, hosts_centre: hosts_centre}
services:
  clinic:
    existing:
      file: clinics.csv
      crs: EPSG:4549
      columns: {site_id: id, x: x, y: y, tier: tier, village: village, opened_year: opened, closed_year: closed,
                working: working, beds: beds, standardised_since: standardised}
  shelter:
    mode: walk
    existing:
      file: shelters.csv
      crs: EPSG:4549
      columns: {site_id: id, x: x, y: y, capacity: places}
  library:
    travel: false
    existing:
      file: networks.csv
      crs: EPSG:4549
      only: {network: library}
      columns: {site_id: id, x: x, y: y, county: county}
standards: {file: standards.yaml}
"""

STANDARDS_HEAD = """\
name: 一路镇标准
area_unit: "9"
levels:
  county: {zh: 县, en: county}
  township: {zh: 乡镇, en: township}
  village: {zh: 村, en: village}
groups: [residents, elderly]
committees: {Z: {zh: 管委会, en: committee}}
services:
  clinic:
    title: {zh: 医疗, en: clinics}
    mode: walk
    tiers:
      hospital: {title: {zh: 医院, en: hospital}, mode: drive}
      room: {title: {zh: 卫生室, en: room}}
  shelter: {title: {zh: 避难, en: shelters}, mode: drive}
  library: {title: {zh: 图书馆, en: libraries}}
rules:
"""

RULES = {
    "clinics": "{kind: access, service: clinic, group: residents, minutes: 30, target: 50 %}",
    "rooms.elderly": (
        "{kind: access, service: clinic, tiers: [room], group: elderly, minutes: 30, target: 10 %}"
    ),
    "shelters": (
        "{kind: access, service: shelter, group: residents, minutes: 30, target: 45 %, capacity: true}"
    ),
    "village": (
        "{kind: presence, service: clinic, tiers: [room], level: village, target: 100 %, exempt: "
        "{small_below: 100, hosts_centre: true, served_by: {service: clinic, minutes: 30}}}"
    ),
    "library": "{kind: presence, service: library, level: county, target: 100 %}",
    "rooms.ratio": (
        "{kind: ratio, service: clinic, tiers: [room], level: township, low: 40, high: 80}"
    ),
    "standardised": (
        "{kind: attribute_share, service: clinic, attribute: standardised, target: 100 %}"
    ),
    "beds": (
        "{kind: supply, service: clinic, column: beds, group: residents, per: 100, target: 5}"
    ),
    "rooms.count": "{kind: count, service: clinic, tiers: [room], targets: {2020: 2}}",
    "reading": "{kind: indicator, indicator: reading, unit: '%', targets: {2020: 90}}",
    "rooms.siting": (
        "{kind: siting, service: clinic, tier: room, "
        "uncovered_by: {service: clinic, tiers: [room], minutes: 30}}"
    ),
}
"""One rule of each kind and some more, by id."""

TABLES = {
    "cells.csv": [
        "id,km,residents,elderly",
        "c0,0,10,5",
        "c1,1,20,10",
        "c2,4,30,15",
        "c3,5,40,20",
        "c4,8,50,25",
        "c5,11,60,30",
    ],
    "estates.csv": ["id,km,year,residents,elderly", "e1,2,2022,100,10"],
    "villages.csv": [
        "code,km,name,residents,hosts_centre",
        "v1,1,村一,500,no",
        "v2,0,村二,60,",
        "v3,5,村三,80,no",
        "v4,11,村四,700,yes",
    ],
    "clinics.csv": [
        "id,km,tier,village,opened,closed,working,beds,standardised",
        "h,8,hospital,,1990,2019,yes,20,2000",
        "k1,1,room,v1,2015,,,4,2021",
        "k2,5,room,v3,2021,,yes,2,",
        "k3,11,room,v4,2000,,no,8,2000",
    ],
    "shelters.csv": ["id,km,places", "s1,0.5,15", "s2,3,75"],
    "networks.csv": [
        "id,km,network,county",
        "l1,1,library,B",
        "p1,2,park,A",
    ],
}
PLAIN_TABLES = {
    "growth.csv": ["unit,year,factor", "B,2018,1", "B,2020,1", "B,2022,0.5"],
    "indicators.csv": [
        "indicator,unit,year,value",
        "reading,9,2018,80",
        "reading,9,2020,89.5",
        "reading,A,2020,95",
    ],
}


def at_km(km: float) -> tuple[float, float]:
    """The metric coordinates of a place on the road."""
    return WEST_M + km * 1000, SOUTH_M


def write_line_town(folder: Path, *, study: str = STUDY, **tables: list[str]) -> Path:
    """Write the study and its standards; tables by their name without ending may be others.

    A column ``km`` becomes columns x and y.
    """
    folder.mkdir(parents=True, exist_ok=True)
    road = shapely.LineString([at_km(km) for km in range(13)])
    gpd.GeoDataFrame({"highway": ["residential"]}, geometry=[road], crs=CRS).to_file(
        folder / "roads.gpkg"
    )
    for name, rows in TABLES.items():
        header, *lines = tables.get(name.removesuffix(".csv"), rows)
        text = [header.replace("km", "x,y")]
        position = header.split(",").index("km")
        for line in lines:
            values = line.split(",")
            x, y = at_km(float(values[position]))
            text.append(",".join([*values[:position], f"{x},{y}", *values[position + 1 :]]))
        (folder / name).write_text("\n".join(text) + "\n", encoding="utf-8")
    for name, rows in PLAIN_TABLES.items():
        text = tables.get(name.removesuffix(".csv"), rows)
        (folder / name).write_text("\n".join(text) + "\n", encoding="utf-8")
    _write_areas(folder / "counties.geojson", {"A": (-1, 6), "B": (6, 13)}, poor=["yes", "no"])
    _write_areas(
        folder / "townships.geojson",
        {"A1": (-1, 3), "A2": (3, 6), "B1": (6, 13)},
        reports_to=["A", "Z", ""],
    )
    write_standards(folder / "standards.yaml", RULES)
    path = folder / "study.yaml"
    path.write_text(study, encoding="utf-8")
    return path


def write_standards(path: Path, rules: dict[str, str]) -> Path:
    """Write a standards file of the town's head and rules, each a YAML mapping by its id."""
    text = STANDARDS_HEAD
    for name, rule in rules.items():
        text += f"  - id: {name}\n    clause: {{section: §1, words: 原文}}\n"
        text += "    title: {zh: 规则, en: rule}\n"
        inside = rule.strip()[1:-1]
        text += textwrap.indent(_as_block(inside), "    ")
    path.write_text(text, encoding="utf-8")
    return path


def _as_block(inside: str) -> str:
    """Turn the inside of a flow mapping into lines, one per key."""
    lines, depth, line = [], 0, ""
    for letter in inside:
        depth += letter in "{["
        depth -= letter in "}]"
        if letter == "," and not depth:
            lines.append(line.strip())
            line = ""
        else:
            line += letter
    return "\n".join([*lines, line.strip()]) + "\n"


def _write_areas(path: Path, stretches: dict[str, tuple[int, int]], **columns: list[str]) -> None:
    shapes = [
        shapely.box(WEST_M + start * 1000, SOUTH_M - 500, WEST_M + end * 1000, SOUTH_M + 500)
        for start, end in stretches.values()
    ]
    names = {"code": list(stretches), "name": [f"乡{code}" for code in stretches]}
    gpd.GeoDataFrame({**names, **columns}, geometry=shapes, crs=CRS).to_file(path)
