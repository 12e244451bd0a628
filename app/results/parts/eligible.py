"""Which candidates of a plan something may be built on: ``eligible.csv``, and its parts of other results."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import isfinite
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pydantic import BaseModel

from ....common.written.output_names import renamed_notes, with_own_columns
from ....coverage.site_check.eligibility import Eligibility
from ....coverage.site_check.obstacles import Obstacle
from ....geo.crs import to_degrees
from ....maps.wording.messages import LANGS, Lang, say
from ...study.study import Study
from ..plan_words import BothPart

_BY_TABLE: Final = "Not eligible in the study's table of candidates."
_FIGURES: Final = ("area_m2", "land_class", "slope_percent")


class CandidateLandPart(BaseModel, extra="forbid", frozen=True):
    """A candidate that is forbidden, or eligible only under a condition."""

    site_id: str
    eligibility: str
    """``conditional`` or ``forbidden``."""
    reasons: list[BothPart]
    """What forbids it, first, and what is to be checked."""
    clauses: list[BothPart]
    """The clauses that say so."""
    area_m2: float | None
    """Of its parcel; null of a point."""
    land_class: str
    """As the layer of classes has it; may be empty."""
    slope_percent: float | None
    """Of its parcel on average; null where nobody knows it."""


class EligibilityPart(BaseModel, extra="forbid", frozen=True):
    """How many candidates something may be built on, and which it may not, or only under a condition."""

    eligible: int
    conditional: int
    forbidden: int
    candidates: list[CandidateLandPart]
    """Those that are not simply eligible; ``eligible.csv`` has all."""


def eligible_table(study: Study, service: str, opened: Iterable[str]) -> pd.DataFrame | None:
    """Return a row for each candidate: whether something may be built there, and why not.

    Parameters
    ----------
    study
        The study.
    service
        The service.
    opened
        Candidates that the plan opens.

    Returns
    -------
    pandas.DataFrame or None
        Columns ``service``, ``site_id``, ``name``, ``tier``, ``eligibility``, ``opened``, ``reasons_en``,
        ``reasons_zh``, ``clauses_en``, ``clauses_zh``, ``area_m2``, ``land_class``, ``slope_percent``, ``lon``
        and ``lat``. None where the study has no rules about land, and says nothing else of candidates.
    """
    found = asked_eligibility(study, service)
    if found is None:
        return None
    sites = study.layers.sites[service].loc[found.table.index]
    lon, lat = to_degrees(sites.crs).transform(sites.geometry.x, sites.geometry.y)
    told = {lang: [reasons(found, site, lang) for site in sites.index] for lang in LANGS}
    laws = {lang: [clauses(found, site, lang) for site in sites.index] for lang in LANGS}
    return pd.DataFrame(
        {
            "service": service,
            "site_id": sites.index.astype(str),
            "name": sites["name"].to_numpy(),
            "tier": sites["tier"].to_numpy(),
            "eligibility": found.table["eligibility"].to_numpy(),
            "opened": np.where(sites.index.isin(list(opened)), "yes", "no"),
            **{f"reasons_{lang}": [" ".join(one) for one in told[lang]] for lang in LANGS},
            **{f"clauses_{lang}": ["; ".join(one) for one in laws[lang]] for lang in LANGS},
            **{name: found.table[name].to_numpy() for name in _FIGURES},
            "lon": np.round(lon, 6),
            "lat": np.round(lat, 6),
        }
    )


def asked_eligibility(study: Study, service: str) -> Eligibility | None:
    """Return the eligibility of a service's candidates; None where the study has no rules about land.

    Parameters
    ----------
    study
        The study.
    service
        The service.
    """
    found = study.layers.eligibility.get(service)
    if found is None or found.table.empty or not (study.layers.land or found.obstacles):
        return None
    return found


def eligibility_part(study: Study, service: str) -> EligibilityPart | None:
    """Return the part of ``plan.json``; None where the study has no rules about land.

    Parameters
    ----------
    study
        The study.
    service
        The service.
    """
    found = asked_eligibility(study, service)
    if found is None:
        return None
    other = found.table[found.table["eligibility"] != "eligible"]
    return EligibilityPart(
        eligible=found.count("eligible"),
        conditional=found.count("conditional"),
        forbidden=found.count("forbidden"),
        candidates=[
            CandidateLandPart(
                site_id=str(site),
                eligibility=row["eligibility"],
                reasons=_both(partial(reasons, found, str(site))),
                clauses=_both(partial(clauses, found, str(site))),
                area_m2=_finite(row["area_m2"]),
                land_class=row["land_class"],
                slope_percent=_finite(row["slope_percent"]),
            )
            for site, row in zip(other.index, other.to_dict("records"), strict=True)
        ],
    )


def with_land_columns(
    layers: dict[str, gpd.GeoDataFrame], study: Study, service: str, lang: Lang
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[str, ...]]:
    """Return a plan's layers whose sites say whether something may be built there.

    Parameters
    ----------
    layers
        The layers of ``results.gpkg``.
    study, service
        The study, and the service.
    lang
        Language of the reasons.

    Returns
    -------
    tuple
        The layers, ``sites`` with columns ``eligibility``, ``land_reasons``, ``area_m2``, ``land_class`` and
        ``slope_percent``; and notes on columns of the user that had to be renamed.
    """
    found = asked_eligibility(study, service)
    if found is None or "sites" not in layers:
        return layers, ()
    sites = layers["sites"].set_index("site_id")
    table = found.table.assign(
        land_reasons=[" ".join(reasons(found, site, lang)) for site in found.table.index]
    )
    own = table.reindex(sites.index)[["eligibility", "land_reasons", *_FIGURES]]
    texts = ["eligibility", "land_reasons", "land_class"]
    own[texts] = own[texts].fillna("")
    kept = [name for name in sites.columns if name not in own]
    named, renamed = with_own_columns(sites, {str(name): own[name] for name in own}, kept=kept)
    result = gpd.GeoDataFrame(named.reset_index(), crs=sites.crs)
    return {**layers, "sites": result}, renamed_notes("results.gpkg, sites", renamed)


def reasons(found: Eligibility, site: str, lang: Lang) -> list[str]:
    """Return what forbids a candidate, and what is to be checked of it, in a language.

    Parameters
    ----------
    found
        The eligibility of the service's candidates.
    site
        The candidate.
    lang
        The language.
    """
    told = found.obstacles.get(site, ())
    said = [one.said_in(lang, partial(say, lang)) for one in told]
    if found.table["eligibility"][site] == "forbidden" and not any(one.forbids for one in told):
        return [say(lang, _BY_TABLE), *said]
    return said


def clauses(found: Eligibility, site: str, lang: Lang) -> list[str]:
    """Return the clauses that a candidate's reasons stand in, in a language.

    Parameters
    ----------
    found, site, lang
        As of `reasons`.
    """
    told: tuple[Obstacle, ...] = found.obstacles.get(site, ())
    return list(dict.fromkeys(one.clause_in(lang) for one in told if one.clause))


def _both(said: partial[list[str]]) -> list[BothPart]:
    return [
        BothPart(en=english, zh=chinese)
        for english, chinese in zip(said("en"), said("zh"), strict=True)
    ]


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
