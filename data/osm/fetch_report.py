"""What a fetch found and wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...common.sentences import Sentence
from .people.fetch_people import FetchedPeople


@dataclass(frozen=True, kw_only=True)
class FetchReport:
    """What a fetch found and wrote.

    Parameters
    ----------
    place
        The place as asked for.
    name
        The place that was found.
    study
        The study file that was written.
    roads
        Number of road lines.
    facilities
        Number of facilities by service.
    margin_m
        Metres around the boundary that were fetched too.
    people
        The people that were fetched; None where there are none.
    units
        Number of administrative units inside the place; None where none were asked for.
    notes
        What the user should know besides.

    See Also
    --------
    fetch_place : Fetch a place.

    Examples
    --------
    >>> import pathlib
    >>> import halfhour as hh
    >>> report = hh.FetchReport(
    ...     place="Beidaihe",
    ...     name="Beidaihe District, Qinhuangdao",
    ...     study=pathlib.Path("beidaihe/study.yaml"),
    ...     roads=2500,
    ...     facilities={"clinic": 12, "shelter": 0},
    ...     margin_m=2000.0,
    ... )
    >>> report.empty
    ('shelter',)
    >>> print(report)
    Beidaihe District, Qinhuangdao: 2,500 road lines, with 2,000 m around the boundary
    clinic: 12 facilities
    shelter: 0 facilities
    OpenStreetMap has no shelter here: add your own layer to the study file
    wrote beidaihe/study.yaml; add people.csv beside it
    """

    place: str
    name: str
    study: Path
    roads: int
    facilities: Mapping[str, int]
    margin_m: float
    people: FetchedPeople | None = None
    units: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> tuple[str, ...]:
        """The services for which OpenStreetMap has no facility here."""
        return tuple(service for service, count in self.facilities.items() if count == 0)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is to be told, line by line."""
        study = str(self.study)
        return (
            Sentence(
                "{place}: {roads:,} road lines, with {margin_m:,.0f} m around the boundary",
                place=self.name,
                roads=self.roads,
                margin_m=self.margin_m,
            ),
            *(
                Sentence("{service}: {count:,} facilities", service=service, count=count)
                for service, count in self.facilities.items()
            ),
            *(
                Sentence(
                    "OpenStreetMap has no {service} here: add your own layer to the study file",
                    service=service,
                )
                for service in self.empty
            ),
            *(() if self.units is None else (Sentence("units: {count:,}", count=self.units),)),
            *(() if self.people is None else self.people.lines),
            *self.notes,
            Sentence("wrote {study}; add people.csv beside it", study=study)
            if self.people is None
            else Sentence("wrote {study}", study=study),
        )

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values, which ``halfhour fetch --json`` prints."""
        people = self.people
        return {
            "place": self.place,
            "name": self.name,
            "study": str(self.study),
            "roads": self.roads,
            "margin_m": self.margin_m,
            "facilities": dict(self.facilities),
            "empty": list(self.empty),
            "units": self.units,
            "people": None if people is None else people.to_dict(),
            "notes": [str(note) for note in self.notes],
            "said": [str(line) for line in self.lines],
        }

    def __str__(self) -> str:
        return "\n".join(self.lines)
