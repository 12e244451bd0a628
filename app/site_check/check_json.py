"""``check.json``: the names that other programs rely on."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, Literal

import pandas as pd

from ...common.packages.version import halfhour_version
from ...geo.tables import Unit
from ...optimize.site_comparison.best_plan import BestPlan
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.farthest import FarthestVillage
from ...optimize.site_comparison.said import rank_said, regret_said
from ...optimize.site_comparison.verdict import DECIDES, SiteVerdict
from .answer import SiteAnswer
from .figures_json import FiguresFile, Part


class BothPart(Part):
    """A text in both languages."""

    en: str
    zh: str


class InputPart(Part):
    """A file that the answer comes from; rows of the study file are its lines."""

    name: str
    sha256: str
    rows: int


class CandidatePart(Part):
    """An eligible candidate, if it alone were opened."""

    site_id: str
    name: str
    tier: str
    capacity: float | None
    """Its places; null where places do not count, or for any number."""
    newly_served: float
    people_in_reach: float
    more: float
    """People whom it newly serves beyond the proposed site."""
    distance_m: float
    """From the proposed site, as the crow flies."""
    lon: float
    lat: float


class BestPlanPart(Part):
    """The best choice of so many eligible candidates."""

    sites: int
    opened: list[str]
    newly_served: float
    bound: float
    """Proven: no choice of so many candidates newly serves more."""
    status: str
    proven: bool


class WayPart(Part):
    """A part of a way, all of one road class together."""

    road_class: str
    length_m: float
    minutes: float


class FarthestPart(Part):
    """The village that stays farthest from help with the site."""

    level: str
    """Level of the village; ``cell`` where the study has no units."""
    unit_id: str
    name: str
    at: tuple[float, float]
    people: float
    unit: Unit
    cost_before: float | None
    """To the nearest site today, in `unit`; null without any."""
    cost: float
    """To the nearest site with the proposed one."""
    cost_to_site: float | None
    """To the proposed site itself; null without a way."""
    helped: bool
    way: list[tuple[float, float]] | None
    """Longitudes and latitudes of the way to the proposed site, in the direction of travel."""
    by_class: list[WayPart]
    without_way: int
    """Villages that have no way to any site."""


class ComparisonPart(Part):
    """How the site compares."""

    better_than: int
    """Eligible candidates that newly serve fewer people."""
    same: int
    """And as many."""
    of: int
    """Of so many eligible candidates."""
    not_compared: int
    """Eligible candidates whose places are not known, though places count."""
    within_m: float
    better: list[CandidatePart]
    """Up to five within this distance that newly serve more, the best first."""
    best: BestPlanPart | None
    """Null where there is no eligible candidate."""
    regret_people: float
    """People whom the best plan newly serves beyond the site; 0 where none does."""
    regret_bound: float
    """Proven: no plan of one site newly serves more people beyond it."""
    rank_said: BothPart
    regret_said: BothPart
    farthest: FarthestPart | None
    candidates: list[CandidatePart]


class StepPart(Part):
    """What a step of the verdict asks for."""

    newly_served: float | None
    people_in_reach: float | None
    time_falls: float | None
    share_gain: float | None
    better_than: float | None
    regret_people: float | None


class VerdictPart(Part):
    """What the study's thresholds say; the official in charge decides."""

    step: Literal["recommended", "acceptable", "not_recommended"] | None
    """Null where the study names no thresholds and nothing forbids the site."""
    reasons: list[BothPart]
    decides: BothPart
    recommended: StepPart
    acceptable: StepPart


class CheckFile(FiguresFile):
    """The whole of ``check.json``: the figures of a check, and what else is known of it."""

    id: str
    study: BothPart
    service_title: BothPart
    date: str
    hash: str
    """SHA-256 of inputs, parameters and version."""
    comparison: ComparisonPart
    verdict: VerdictPart
    inputs: list[InputPart]
    parameters: dict[str, Any]
    """What was asked."""
    notes: list[BothPart]
    version: str


def check_file(report: SiteAnswer) -> CheckFile:
    """Put the answer about a proposed site into the form of ``check.json``."""

    def both(text: str) -> BothPart:
        return BothPart(en=report.said(text, "en"), zh=report.said(text, "zh"))

    figures = {**report.check.to_dict(), "service": report.service}
    return CheckFile(
        id=report.id,
        study=BothPart(**report.study_name.in_both()),
        service_title=BothPart(**report.service_title.in_both()),
        date=report.date.isoformat(),
        hash=report.hash,
        comparison=_comparison(report.comparison, both),
        verdict=_verdict(report.verdict, both),
        inputs=[
            InputPart(name=one.name, sha256=one.sha256, rows=one.rows) for one in report.inputs
        ],
        parameters=dict(report.parameters),
        notes=[both(note) for note in report.notes],
        version=halfhour_version(),
        **figures,
    )


_Both = Callable[[str], BothPart]


def _comparison(comparison: SiteComparison, both: _Both) -> ComparisonPart:
    return ComparisonPart(
        **{
            name: getattr(comparison, name)
            for name in ("better_than", "same", "of", "not_compared", "within_m")
        },
        better=_candidates(comparison.better),
        best=_best(comparison.best),
        regret_people=comparison.regret_people,
        regret_bound=comparison.regret_bound,
        rank_said=both(rank_said(comparison)),
        regret_said=both(regret_said(comparison)),
        farthest=_farthest(comparison.farthest),
        candidates=_candidates(comparison.candidates),
    )


def _candidates(table: pd.DataFrame) -> list[CandidatePart]:
    return [
        CandidatePart(
            site_id=str(site),
            name=str(row["name"]),
            tier=str(row["tier"]),
            capacity=_finite(row["capacity"]),
            **{name: float(row[name]) for name in _NUMBERS},
        )
        for site, row in table.iterrows()
    ]


_NUMBERS = ("newly_served", "people_in_reach", "more", "distance_m", "lon", "lat")


def _best(best: BestPlan | None) -> BestPlanPart | None:
    if best is None:
        return None
    return BestPlanPart(
        sites=best.sites,
        opened=list(best.opened),
        newly_served=best.newly_served,
        bound=best.bound,
        status=best.status,
        proven=best.proven,
    )


def _farthest(village: FarthestVillage | None) -> FarthestPart | None:
    if village is None:
        return None
    return FarthestPart(
        **{name: getattr(village, name) for name in _OF_VILLAGE},
        cost_before=_finite(village.cost_before),
        cost_to_site=_finite(village.cost_to_site),
        way=None if village.way is None else [(x, y) for x, y in village.way.coords],
        by_class=[
            WayPart(
                road_class=str(name), length_m=float(row["length_m"]), minutes=float(row["minutes"])
            )
            for name, row in village.by_class.iterrows()
        ],
    )


_OF_VILLAGE = ("level", "unit_id", "name", "at", "people", "unit", "cost", "helped", "without_way")


def _verdict(verdict: SiteVerdict, both: _Both) -> VerdictPart:
    steps = verdict.thresholds
    return VerdictPart(
        step=verdict.step,
        reasons=[both(one) for one in verdict.reasons],
        decides=both(DECIDES),
        recommended=StepPart(**vars(steps.recommended)),
        acceptable=StepPart(**vars(steps.acceptable)),
    )


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
