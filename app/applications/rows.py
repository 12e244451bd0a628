"""Rows of a table of applications as they are checked: each with its service, its place and its capacity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

import numpy as np

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...coverage.site_check.place import SitePlace, site_place
from ...data.applications.applications import Applications
from ...geo.datums.datums import datum_named
from .causes import cause_said

SAME_PLACE_DIGITS: Final = 5
"""Decimals of a degree in which two places are the same: about a metre."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ApplicationRow:
    """An application as it is checked.

    Parameters
    ----------
    id, row
        Its id, and its row in the table, as a spreadsheet counts.
    name, applicant
        As the table has them; may be empty.
    service, tier
        What it would provide; the tier is None where it has none.
    capacity
        Places; None where they are not told.
    place
        Where it would stand.
    """

    id: str
    row: int
    name: str
    applicant: str
    service: str
    tier: str | None
    capacity: float | None
    place: SitePlace


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """A row that is not checked.

    Parameters
    ----------
    row
        Its row in the table, as a spreadsheet counts.
    id, name
        As the table has them; may be empty.
    reason
        A whole sentence.
    """

    row: int
    id: str
    name: str
    reason: Sentence

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"row": self.row, "id": self.id, "name": self.name, "reason": str(self.reason)}


@dataclass(frozen=True, kw_only=True, eq=False)
class UnderstoodRows:
    """The rows that can be checked, and those that cannot, both in the order of the table."""

    rows: tuple[ApplicationRow, ...]
    refused: tuple[RefusedRow, ...]


def understood_rows(
    applications: Applications,
    services: Mapping[str, str],
    *,
    service: str | None,
    crs: str | None = None,
) -> UnderstoodRows:
    """Return what each row applies for.

    Parameters
    ----------
    applications
        The table.
    services
        Names of the study's services by what tables may call them, in lower case.
    service
        The service of rows that name none.
    crs
        What the table's coordinates were in, where somebody said so.
    """
    rows, refused = list[ApplicationRow](), [*_of_faults(applications.refused)]
    taken: dict[tuple[str, float, float], ApplicationRow] = {}
    for one in _raw_rows(applications):
        try:
            made = _row(one, services, service, crs)
        except _RefusedError as error:
            refused.append(_refused(one, error.reason))
            continue
        except InputError as error:
            refused.append(_refused(one, fault_said(error.faults[0])))
            continue
        lon, lat = (round(number, SAME_PLACE_DIGITS) + 0.0 for number in made.place.at)
        first = taken.setdefault((made.service, lon, lat), made)
        if first is made:
            rows.append(made)
        else:
            refused.append(
                _refused(
                    one,
                    Sentence(
                        "It stands at the same place as row {row} ({id}), which counts: "
                        "leave one of the two in the table.",
                        row=str(first.row),
                        id=first.id,
                    ),
                )
            )
    return UnderstoodRows(rows=tuple(rows), refused=in_table_order(refused))


def in_table_order(refused: list[RefusedRow]) -> tuple[RefusedRow, ...]:
    """Return rows that are not checked in the order of the table."""
    return tuple(sorted(refused, key=lambda one: one.row))


def refused_row(row: ApplicationRow, reason: Sentence) -> RefusedRow:
    """Return a row as one that is not checked."""
    return RefusedRow(row=row.row, id=row.id, name=row.name, reason=reason)


def fault_said(fault: Fault) -> Sentence:
    """Return what is wrong with a row as a sentence."""
    cause = cause_said(fault.cause)
    what = fault.column or fault.file
    if fault.value is None:
        return Sentence("{column}: {cause}.", column=Sentence(what), cause=cause)
    return Sentence(
        "{column} = {value}: {cause}.", column=Sentence(what), value=str(fault.value), cause=cause
    )


class _RefusedError(Exception):
    """Why a row is not checked."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


def _raw_rows(applications: Applications) -> Iterator[dict[str, object]]:
    table = applications.table
    names = ["name", "applicant", "service", "tier", "capacity", "row"]
    columns = [table[name].tolist() for name in names]
    for id_, shape, *values in zip(table.index, table.geometry, *columns, strict=True):
        yield {"id": str(id_), "shape": shape, **dict(zip(names, values, strict=True))}


def _refused(one: Mapping[str, object], reason: Sentence) -> RefusedRow:
    return RefusedRow(
        row=int(str(one["row"])), id=str(one["id"]), name=str(one["name"]), reason=reason
    )


def _of_faults(faults: tuple[Fault, ...]) -> Iterator[RefusedRow]:
    """Yield the rows that could not be read, each with the first fault of it."""
    seen = set()
    for fault in faults:
        row = fault.sheet_row or (fault.row or 0) + (1 if _has_heading(fault.file) else 0)
        if row not in seen:
            seen.add(row)
            key = (fault.key or "").partition(" ")[2]
            yield RefusedRow(row=row, id=key, name="", reason=fault_said(fault))


def _has_heading(file: str) -> bool:
    """Whether a file's first row is a heading, as `Fault` counts."""
    probe = Fault(file=file, row=1, cause="", fix="")
    return ", row 2" in str(probe)


def _row(
    one: Mapping[str, object], services: Mapping[str, str], service: str | None, crs: str | None
) -> ApplicationRow:
    named = str(one["service"]).strip()
    if not named and service is None:
        raise _RefusedError(Sentence("It names no service, and none is given for all rows."))
    known = services.get(named.casefold()) if named else service
    if known is None:
        raise _RefusedError(_no_service(named, services))
    place = site_place(one["shape"])  # type: ignore[arg-type]
    datum = None if crs is None else datum_named(crs)
    if datum is not None:
        place = replace(place, crs=datum, given=None)
    capacity = float(str(one["capacity"]))
    return ApplicationRow(
        id=str(one["id"]),
        row=int(str(one["row"])),
        name=str(one["name"]),
        applicant=str(one["applicant"]),
        service=known,
        tier=str(one["tier"]).strip() or None,
        capacity=None if np.isnan(capacity) else capacity,
        place=place,
    )


def _no_service(named: str, services: Mapping[str, str]) -> Sentence:
    names = tuple(dict.fromkeys(services.values()))
    near = get_close_matches(named.casefold(), services, 1)
    if near:
        return Sentence(
            "The study has no service {service}: did you mean {near}?",
            service=named,
            near=services[near[0]],
        )
    return Sentence(
        "The study has no service {service}: it has {names}.", service=named, names=names
    )
