"""What was asked about a proposed site, as plain values: with the files it decides the answer."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from math import isfinite
from typing import Protocol

from ...coverage.site_check.place import SitePlace
from ...geo.tables import Unit
from ..study.layers import Layers

ANY = "any"
"""Said in place of an infinite number of places."""

STUDY_KEYS = "study_keys"
"""Of a study that was given in Python: a sum over its keys and values, as a study file's among the inputs."""


class AskedSite(Protocol):
    """What is asked about a proposed site; a `SiteCheck` says it."""

    @property
    def place(self) -> SitePlace:
        """Where it would stand."""

    @property
    def tier(self) -> str | None:
        """Its tier; None for none."""

    @property
    def places(self) -> float | None:
        """Its places; None where they do not count."""

    @property
    def group(self) -> str:
        """Whom people are counted of."""

    @property
    def year(self) -> int | None:
        """The year that they are of."""

    @property
    def limit(self) -> float:
        """The limit, in `unit`."""

    @property
    def unit(self) -> Unit:
        """Of the limit."""


def asked_parameters(
    layers: Layers, service: str, check: AskedSite, within_m: float
) -> dict[str, object]:
    """Return what was asked, fit for JSON.

    Parameters
    ----------
    layers
        The study's layers.
    service
        The service.
    check
        The site.
    within_m
        How far around it better sites were looked for.
    """
    place, keys_text = check.place, layers.file.keys_text
    thresholds = layers.file.site_check.thresholds_of(service)
    return {
        "service": service,
        "at": list(place.at),
        "crs": place.crs,
        "given": None if place.given is None else list(place.given),
        "parcel": None if place.parcel is None else place.parcel.wkt,
        "tier": check.tier,
        "capacity": _places(check.places),
        "group": check.group,
        "year": check.year,
        "limit": check.limit,
        "unit": check.unit,
        "within_m": within_m,
        "recommended": asdict(thresholds.recommended),
        "acceptable": asdict(thresholds.acceptable),
        **({} if keys_text is None else {STUDY_KEYS: sha256(keys_text.encode()).hexdigest()}),
    }


def _places(places: float | None) -> float | str | None:
    if places is None or isfinite(places):
        return places
    return ANY
