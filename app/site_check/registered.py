"""A check as a line of the study's register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

import shapely

from ...data.register.append import append_checks
from ...data.register.entry import RegisterEntry
from ...maps.wording.messages import Lang
from ...optimize.site_comparison.rank import SiteFigures
from ..study.planned.register_path import register_path
from .answer import SiteAnswer
from .desk import SiteDesk
from .parameters import AskedSite


def add_to_register(desk: SiteDesk, report: SiteAnswer, *, lang: Lang, note: str = "") -> Path:
    """Append a check to the register of its study, and return where that is.

    Parameters
    ----------
    desk
        Where it was checked.
    report
        The answer.
    lang
        Language of the obstacles.
    note
        As the user gave it.

    Raises
    ------
    InputError
        If the register cannot be written.
    """
    layers = desk.study.layers
    path = register_path(layers.file, layers.path)
    append_checks(path, [register_entry(report, lang=lang, note=note)])
    return path


def register_entry(report: SiteAnswer, *, lang: Lang, note: str = "") -> RegisterEntry:
    """Return a check as a flat row; the parameters are those of `add_to_register`."""
    forbids = [report.said(one.said, lang) for one in report.check.obstacles if one.forbids]
    return entry_of(
        report.check,
        check_id=report.id,
        service=report.service,
        verdict=report.verdict.step or "",
        obstacles=" ".join(forbids),
        hash_=report.hash,
        applicant=report.applicant,
        note=note,
    )


class CheckedSite(AskedSite, SiteFigures, Protocol):
    """A proposed site with its figures; a `SiteCheck` is one."""


def entry_of(
    check: CheckedSite,
    *,
    check_id: str,
    service: str,
    verdict: str,
    obstacles: str,
    hash_: str,
    applicant: str,
    note: str,
) -> RegisterEntry:
    """Return a checked site as a flat row.

    Parameters
    ----------
    check
        Its figures.
    check_id, service, verdict, obstacles, hash_, applicant, note
        As of `RegisterEntry`.
    """
    place = check.place
    lon, lat = place.at
    return RegisterEntry(
        check_id=check_id,
        time=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        service=service,
        tier=check.tier or "",
        lon=lon,
        lat=lat,
        parcel_wkb=None if place.parcel is None else shapely.to_wkb(place.parcel),
        capacity=check.places,
        year=check.year,
        limit=check.limit / 60 if check.unit == "s" else check.limit,
        unit="m" if check.unit == "m" else "min",
        crs_given=place.crs,
        newly_served=check.newly_served,
        people_in_reach=check.people_in_reach,
        share_before=check.share_before,
        share_after=check.share_after,
        verdict=verdict,
        obstacles=obstacles,
        hash=hash_,
        applicant=applicant,
        note=note,
    )
