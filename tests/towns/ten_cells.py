"""Ten cells in two counties, for rules that are worked out by hand.

Cell ``c0`` has 10 residents, ``c1`` 20 and so on to 100: 550 in all. County A holds c0 to c5 (210 people),
county B c6 to c9 (340). B2 lies on the land of B but reports to the committee Z.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from halfhour.coverage.rules.evidence import AccessKey, Evidence
from halfhour.coverage.standards.file import read_standards
from halfhour.coverage.standards.standards import Standards

CELLS = [f"c{number}" for number in range(10)]

HEAD = """\
name: ten cells
area_unit: "9"
levels:
  county: {zh: 县, en: county}
  township: {zh: 乡镇, en: township}
  village: {zh: 村, en: village}
groups: [residents, elderly, children]
committees: {Z: {zh: 管委会, en: committee}}
services:
  clinic:
    title: {zh: 医疗, en: clinics}
    mode: drive
    tiers:
      hospital: {title: {zh: 医院, en: hospital}, stands_for: [centre]}
      centre: {title: {zh: 中心, en: centre}, mode: walk}
      room: {title: {zh: 卫生室, en: room}, mode: walk}
  care: {title: {zh: 养老, en: care}, group: elderly}
  kite_library: {title: {zh: 风筝馆, en: kite library}}
rules:
"""


def cells() -> pd.DataFrame:
    residents = [10.0 * (number + 1) for number in range(10)]
    return pd.DataFrame(
        {
            "residents": residents,
            "elderly": [people / 2 for people in residents],
            "county": ["A"] * 6 + ["B"] * 4,
            "township": ["A1"] * 3 + ["A2"] * 3 + ["B1"] * 2 + ["B2"] * 2,
        },
        index=pd.Index(CELLS, name="cell_id"),
    )


def units() -> dict[str, pd.DataFrame]:
    return {
        "county": pd.DataFrame(
            {
                "name": ["甲县", "乙区"],
                "class": ["县", "区"],
                "poor": [True, False],
                "urban": [False, True],
            },
            index=["A", "B"],
        ),
        "township": pd.DataFrame(
            {
                "name": ["甲一", "甲二", "乙一", "乙二"],
                "class": ["township", "subdistrict", "township", "township"],
                "part_of": ["A", "A", "B", "B"],
                "reports_to": ["A", "A", "B", "Z"],
                "urban": [False, True, False, False],
                "poor": [True, True, False, False],
            },
            index=["A1", "A2", "B1", "B2"],
        ),
        "village": pd.DataFrame(
            {
                "name": ["村一", "村二", "村三", "村四", "村五"],
                "class": ["village"] * 4 + ["community"],
                "part_of": ["A1", "A1", "B1", "B2", "A2"],
                "residents": [500.0, 90.0, 80.0, 900.0, 700.0],
                "hosts_centre": [False, False, False, True, False],
            },
            index=["v1", "v2", "v3", "v4", "v5"],
        ),
    }


def facilities(rows: Sequence[Sequence[object]], columns: str) -> pd.DataFrame:
    """A table of facilities; the first of the columns is the id."""
    names = columns.split()
    return pd.DataFrame(rows, columns=names).set_index(names[0]).rename_axis("site_id")


def access(served: Sequence[str], index: Sequence[str] = CELLS) -> pd.DataFrame:
    """A frame of access in which just these are served."""
    return pd.DataFrame(
        {
            "served": [name in served for name in index],
            "minutes": [10.0 if name in served else 50.0 for name in index],
            "site_id": "s1",
            "reason": "",
        },
        index=list(index),
    )


def evidence(year: int = 2020, **changes: object) -> Evidence:
    """The ten cells with whatever a rule needs besides."""
    plain: dict[str, object] = {
        "cells": cells(),
        "units": units(),
        "facilities": {},
        "access": {},
        "places": {},
        "unit_access": {},
        "reported": pd.DataFrame(columns=["indicator", "unit", "year", "value"]),
    }
    return Evidence(year=year, **(plain | changes))


def standards(folder: Path, *rules: str) -> Standards:
    """Standards of the head above and rules, each a YAML mapping without id, clause and title."""
    text = HEAD
    for number, rule in enumerate(rules):
        text += f"  - id: rule.r{number}\n    clause: {{section: §1, words: 原文}}\n"
        text += "    title: {zh: 规则, en: rule}\n"
        text += "".join(f"    {line}\n" for line in rule.strip().splitlines())
    path = folder / "standards.yaml"
    path.write_text(text, encoding="utf-8")
    return read_standards(path)


def only(table: pd.DataFrame, unit: str, rule: str = "rule.r0") -> pd.Series:
    """The one row of a unit."""
    rows = table[(table["unit"] == unit) & (table["rule"] == rule)]
    assert len(rows) == 1
    return rows.iloc[0]


ALL_CLINICS = AccessKey("clinic", (), 30.0, "")
