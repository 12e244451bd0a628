"""Made-up standards of one rule, and two counties that are judged by it, for the examples in docstrings."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import pandas as pd

from ..rules.evidence import AccessKey, Evidence
from .file import read_standards
from .standards import Standards

ONE_RULE: Final = """\
name: One rule
levels:
  county: {zh: 县, en: county}
groups: [residents]
services:
  clinic: {title: {zh: 医疗, en: clinics}, mode: walk}
rules:
  - id: clinic.access
    kind: access
    clause: {section: §1, words: 步行十五分钟}
    title: {zh: 可达, en: clinics within reach}
    service: clinic
    group: residents
    minutes: 15
    target: 90 %
"""


def one_rule() -> Standards:
    """Return the standards: 90 % of the residents have a clinic within 15 minutes on foot."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "standards.yaml"
        file.write_text(ONE_RULE, encoding="utf-8")
        return read_standards(file)


def two_counties() -> Evidence:
    """Return what is known of two counties: A is poor, and only B has a clinic within reach."""
    cells = ["c0", "c1"]
    return Evidence(
        year=2020,
        cells=pd.DataFrame({"residents": [60.0, 40.0], "county": ["A", "B"]}, index=cells),
        units={"county": pd.DataFrame({"poor": [True, False]}, index=["A", "B"])},
        facilities={"clinic": pd.DataFrame({"name": ["East clinic"]}, index=["s1"])},
        access={
            AccessKey("clinic", minutes=15.0): pd.DataFrame({"served": [False, True]}, index=cells)
        },
        places={},
        unit_access={},
        reported=pd.DataFrame(columns=["indicator", "unit", "year", "value"]),
    )
