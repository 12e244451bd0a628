"""Checks of a site in a made town, and one with more of everything than a memo has room for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import shapely
from halfhour.common.sentences import Sentence
from halfhour.common.words import Words
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.coverage.site_check.obstacles import Obstacle
from halfhour.geo.study_context import StudyContext
from halfhour.maps.check_page.head import MemoHead, MemoInput
from halfhour.maps.check_page.memo import site_memo
from halfhour.optimize.site_comparison.comparison import compare_site
from halfhour.optimize.site_comparison.thresholds import SiteThresholds, StepThresholds
from halfhour.optimize.site_comparison.verdict import site_verdict
from page_fixtures import city, counties

AT = (119.600, 39.910)
PARCEL = shapely.box(119.599, 39.9095, 119.6012, 39.911)
HEAD = MemoHead(
    id="20261129-1a2b3c4d",
    date=dt.date(2026, 11, 29),
    title=Words(en="Made town", zh="样例市"),
    project="某社区卫生服务站新建工程",
    applicant="海港区卫生健康局",
    inputs=(
        MemoInput(name="population.gpkg", sha256="ab12cd34ef" * 6, rows=1000),
        MemoInput(name="roads.osm.pbf", sha256="12ab34cdef" * 6),
    ),
    parameters={"limit": 1200.0, "recommended": {"newly_served": 500, "better_than": None}},
    hash="1a2b3c4d" * 8,
    notes=("3 sites have no place and are left out.",),
)
LONG = "关于在海港区建设综合性社区卫生服务中心及配套设施的项目" * 12


@cache
def checked() -> SimpleNamespace:
    """A parcel in a town of 1,000 cells with nine clinics and forty candidates, and what a memo takes."""
    today = assess(city(40, 25, existing=9, candidates=40), limit_min=20)
    check = check_site(today, at=PARCEL)
    comparison = compare_site(check, today)
    asked = SiteThresholds(
        recommended=StepThresholds(newly_served=500, better_than=0.7),
        acceptable=StepThresholds(newly_served=50),
    )
    context = StudyContext(
        units=counties(40, 25),
        notice=Words(en="Made data", zh="合成数据"),
        credits=Words(en="Nobody", zh="无"),
    )
    return SimpleNamespace(
        check=check,
        comparison=comparison,
        verdict=site_verdict(check, comparison, asked),
        head=HEAD,
        today=today,
        context=context,
    )


def memo(of: SimpleNamespace, **options: object):
    """The page of a check and what it takes."""
    parts = (of.check, of.comparison, of.verdict, of.head)
    return site_memo(*parts, today=of.today, **{"context": of.context, **options})


@cache
def crowded() -> SimpleNamespace:
    """The same check with far more rows than two sheets have room for, and very long names."""
    of = checked()
    check, comparison = of.check, of.comparison
    groups = pd.concat([check.by_group] * 12)
    groups.index = pd.Index([f"group {i} {LONG[:40]}" for i in range(len(groups))], name="group")
    county = check.units[check.units["level"] == "county"]
    units = [check.units]
    for level in ("township", "village"):
        some = pd.concat([county] * 150).assign(level=level)
        some["name"] = [f"{LONG[:30]} {level} {i}" for i in range(len(some))]
        units.append(some)
    near = comparison.better.assign(name=LONG)
    overlaps = pd.concat([check.overlaps] * 40).assign(name=LONG)
    overlaps.index = pd.Index([f"s{i}" for i in range(len(overlaps))], name="site_id")
    overlaps["distance_m"] = np.arange(len(overlaps)) * 100.0
    verdicts = pd.DataFrame(
        {
            "rule_id": [f"rule-{i}" for i in range(30)],
            "clause": "GB/T 50180 4.2.1",
            "title_zh": LONG[:60],
            "title_en": "Everybody is near a clinic " * 4,
            "level": "county",
            "unit": "130302",
            "unit_name": LONG[:40],
            "before": False,
            "after": True,
            "value_before": 0.4,
            "value_after": 0.6,
            "value_unit": "share",
            "target": 0.5,
            "changed": True,
            "blank": "beds",
        }
    )
    obstacles = tuple(
        Obstacle(
            kind="forbidden_land",
            forbids=True,
            said=Sentence("{name} of the study lies here, {count} m².", name=LONG[:80], count=n),
            clause=LONG[:60],
        )
        for n in range(12)
    )
    full = dataclasses.replace(
        check,
        by_group=groups,
        units=pd.concat(units),
        overlaps=overlaps,
        verdicts=verdicts,
        obstacles=obstacles,
    )
    far = dataclasses.replace(comparison.farthest, name=LONG[:90], without_way=17)
    compared = dataclasses.replace(comparison, better=near, farthest=far, not_compared=3)
    head = dataclasses.replace(
        of.head,
        title=Words(en="A very long title of a study " * 6, zh=LONG[:80]),
        project=LONG,
        applicant=LONG,
        inputs=tuple(
            MemoInput(name=f"{LONG[:20]}{i}.gpkg", sha256="ab" * 32, rows=i) for i in range(40)
        ),
        parameters={f"parameter {i}": "x" * 300 for i in range(30)},
        notes=tuple(f"Note {i}: {LONG[:70]}" for i in range(25)),
        standards=Words(en="Standards", zh="标准"),
    )
    verdict = dataclasses.replace(
        of.verdict,
        step="not_recommended",
        reasons=tuple(Sentence("Reason {n}: {text}", n=n, text=LONG[:70]) for n in range(20)),
    )
    return SimpleNamespace(
        check=full,
        comparison=compared,
        verdict=verdict,
        head=head,
        today=of.today,
        context=of.context,
    )
