"""Appending to the register of checks: a GeoPackage beside the study file.

It is a log: a check that is made twice is two rows, with the same id where question and data were the same. A
decision is about an id. Nothing is ever changed or deleted.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, get_args

import shapely

from ...common.errors import Fault, InputError
from .database import writing
from .entry import FIELDS, RegisterEntry, parcel_of, utc_text
from .geopackage import CHECKS, DECISIONS, PARCELS, geometry_blob
from .storable_text import storable

Decision = Literal["approved", "refused"]
DECISION_KINDS: Final[tuple[Decision, ...]] = get_args(Decision)

_QUOTED: Final = ", ".join(f'"{name}"' for name in FIELDS)
_APPEND: Final = f"INSERT INTO {CHECKS} (geom, {_QUOTED}) VALUES (?{', ?' * len(FIELDS)})"  # noqa: S608 - ours
_APPEND_PARCEL: Final = f"INSERT INTO {PARCELS} (geom, check_fid, check_id) VALUES (?, ?, ?)"  # noqa: S608
_APPEND_DECISION: Final = (
    f"INSERT INTO {DECISIONS} (check_id, decision, reason, date, opens_year, time)"  # noqa: S608
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_EXTENT: Final = """
    UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now'),
        min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),
        max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4)
    WHERE table_name = ?5"""


def append_checks(path: str | Path, entries: Iterable[RegisterEntry]) -> None:
    """Append site checks to a register: all of them, or none where an error is raised.

    Many processes and threads may append at the same moment; each waits for the others, up to a minute.
    When the function returns, the rows are on the disk.

    Parameters
    ----------
    path
        The register; made where there is none.
    entries
        The checks.

    Raises
    ------
    InputError
        If the file is no register, is of another format, or cannot be written: read-only, full disk, locked.
    """
    rows = list(entries)
    if not rows:
        return
    with writing(Path(path), new=True) as database:
        for entry in rows:
            point = geometry_blob(shapely.Point(entry.lon, entry.lat))
            values = [getattr(entry, name) for name in FIELDS]
            fid = database.execute(_APPEND, (point, *values)).lastrowid
            if entry.parcel_wkb is not None:
                parcel = parcel_of(entry.parcel_wkb)
                assert parcel is not None  # noqa: S101 - the entry was checked for it
                parcel_values = (geometry_blob(parcel), fid, entry.check_id)
                database.execute(_APPEND_PARCEL, parcel_values)
                database.execute(_EXTENT, (*parcel.bounds, PARCELS))
            database.execute(_EXTENT, (entry.lon, entry.lat, entry.lon, entry.lat, CHECKS))


def approve(
    path: str | Path,
    check_id: str,
    decision: Decision = "approved",
    *,
    reason: str,
    date: dt.date | None = None,
    opens_year: int | None = None,
) -> None:
    """Append a decision on a check; earlier ones stay, and the one that was appended last holds.

    Parameters
    ----------
    path
        The register.
    check_id
        The check that it is about.
    decision
        ``"approved"`` or ``"refused"``.
    reason
        Why.
    date
        When it was decided; by default today.
    opens_year
        The year from which an approved site counts; None where it counts in every year.

    Raises
    ------
    InputError
        If there is no such check, the decision or year is none, the reason is empty, or the register cannot be
        written.
    """
    faults = _decision_faults(decision, reason, opens_year)
    if faults:
        raise InputError(*faults)
    decided = dt.datetime.now().astimezone().date() if date is None else date
    now = utc_text(dt.datetime.now(dt.UTC).isoformat())
    with writing(Path(path), new=False) as database:
        known = [one for (one,) in database.execute(f"SELECT DISTINCT check_id FROM {CHECKS}")]  # noqa: S608
        if check_id not in known:
            raise InputError(_no_such_check(Path(path), check_id, known))
        database.execute(
            _APPEND_DECISION,
            (check_id, decision, storable(reason).strip(), decided.isoformat(), opens_year, now),
        )


def _decision_faults(decision: str, reason: str, opens_year: int | None) -> list[Fault]:
    faults = []
    if decision not in DECISION_KINDS:
        faults.append(
            Fault(
                file="decision",
                value=decision,
                cause="is no decision",
                fix=f"write {' or '.join(DECISION_KINDS)}",
            )
        )
    if not storable(reason).strip():
        faults.append(
            Fault(file="reason", value=reason, cause="is empty", fix="say why in a few words")
        )
    if opens_year is not None and decision == "refused":
        faults.append(
            Fault(
                file="opens_year",
                value=opens_year,
                cause="a site that is refused does not open",
                fix="leave it out",
            )
        )
    elif opens_year is not None and not 1000 <= opens_year <= 9999:
        faults.append(
            Fault(
                file="opens_year",
                value=opens_year,
                cause="is not a year",
                fix="write four digits, for example 2028",
            )
        )
    return faults


def _no_such_check(path: Path, check_id: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(check_id, known, 1)
    return Fault(
        file=str(path),
        column="check_id",
        value=check_id,
        cause="the register has no such check" + (f"; the nearest is {near[0]!r}" if near else ""),
        fix="list the checks with `halfhour register STUDY`",
    )
