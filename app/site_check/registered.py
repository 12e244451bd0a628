"""A check as a line of the study's register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import shapely

from ...data.register.append import append_checks
from ...data.register.entry import RegisterEntry
from ...maps.wording.messages import Lang
from ..study.planned.register_path import register_path
from .answer import SiteAnswer
from .desk import SiteDesk


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
    check, place = report.check, report.check.place
    lon, lat = check.at
    forbids = [report.said(one.said, lang) for one in check.obstacles if one.forbids]
    return RegisterEntry(
        check_id=report.id,
        time=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        service=report.service,
        tier=check.tier or "",
        lon=lon,
        lat=lat,
        parcel_wkb=None if place.parcel is None else shapely.to_wkb(place.parcel),
        capacity=check.places,
        year=check.year,
        limit=check.limit if check.limit_min is None else check.limit_min,
        unit="m" if check.unit == "m" else "min",
        crs_given=place.crs,
        newly_served=check.newly_served,
        people_in_reach=check.people_in_reach,
        share_before=check.share_before,
        share_after=check.share_after,
        verdict=report.verdict.step or "",
        obstacles=" ".join(forbids),
        hash=report.hash,
        applicant=report.applicant,
        note=note,
    )
