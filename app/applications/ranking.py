"""Applications ranked: what each brings, which of them together serve the most, and which rows were refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ...common.packages.version import halfhour_version
from ...common.sentences import Sentence
from ...common.words import Words
from ...geo.study_context import StudyContext
from ...optimize.site_comparison.applied import BestTogether
from ..site_check.desk import SiteDesk
from ..site_check.inputs import HASH_LETTERS
from .figures import ApplicationFigures, ServiceFigures
from .rows import RefusedRow

TABLE_COLUMNS = (
    "rank",
    "row",
    "name",
    "applicant",
    "service",
    "tier",
    "capacity",
    "lon",
    "lat",
    "obstacles",
    "forbidden",
    "newly_served",
    "people_in_reach",
    "time_falls",
    "share_before",
    "share_after",
    "regret",
    "better_than",
    "of",
    "verdict",
    "in_best_set",
    "adds_in_order",
    "check_id",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedService:
    """The applications for one service.

    Parameters
    ----------
    desk, limit_min
        Where they were checked, and within which limit where it is not the plan's.
    title
        What the service is called.
    group
        Whom people are counted of.
    found
        The applications, checked.
    order
        Them in order of rank.
    adds
        What each adds after the ones before it; none for those that are forbidden.
    together
        Which of them together serve the most.
    """

    desk: SiteDesk = field(repr=False)
    limit_min: float | None
    title: Words
    group: str
    found: ServiceFigures
    order: tuple[ApplicationFigures, ...]
    adds: Mapping[str, float]
    together: BestTogether


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedApplications:
    """Applications ranked against each other: what is in it is told of `ApplicationRanking`, which files it."""

    study_name: Words
    date: dt.date
    path: Path
    services: Mapping[str, RankedService]
    refused: tuple[RefusedRow, ...]
    notes: tuple[Sentence, ...]
    max_approved: int | None
    context: StudyContext = field(repr=False)

    def __repr__(self) -> str:
        best = "; ".join(
            f"{name}: {len(one.together.chosen)} of {len(one.order)} serve "
            f"{one.together.newly_served:,.0f} more"
            for name, one in self.services.items()
        )
        return f"<ApplicationRanking of {self.file}: {best}; {len(self.refused)} rows refused>"

    @property
    def file(self) -> str:
        """The table's name."""
        return self.path.name

    @property
    def together(self) -> dict[str, BestTogether]:
        """By service which applications together serve the most, with what is proven."""
        return {name: one.together for name, one in self.services.items()}

    @property
    def table(self) -> pd.DataFrame:
        """The applications in order of rank, service by service.

        Index ``application_id``; columns ``rank`` (within the service), ``row`` (in the table), ``name``,
        ``applicant``, ``service``, ``tier``, ``capacity`` (NaN where places do not count), ``lon``, ``lat``,
        ``obstacles`` (sentences), ``forbidden``, ``newly_served``, ``people_in_reach``, ``time_falls``,
        ``share_before``, ``share_after``, ``regret``, ``better_than``, ``of``, ``verdict`` (None without
        thresholds), ``in_best_set``, ``adds_in_order`` (NaN of those that are forbidden) and ``check_id``.
        """
        rows = [
            {"application_id": one.asked.id, **self._row(service, one, rank)}
            for service in self.services.values()
            for rank, one in enumerate(service.order, start=1)
        ]
        table = pd.DataFrame(rows, columns=["application_id", *TABLE_COLUMNS])
        return table.set_index("application_id")

    def check_id(self, one: ApplicationFigures) -> str:
        """Return the number of an application's check, as the check of its site alone has it."""
        return f"{self.date:%Y%m%d}-{one.hash[:HASH_LETTERS]}"

    def to_dict(self) -> dict[str, object]:
        """Return the ranking as plain values for JSON; infinite and missing numbers become None."""
        table = self.table.reset_index()
        plain = table.astype(object).where(table.notna(), None)
        return {
            "version": halfhour_version(),
            "study": self.study_name.in_both(),
            "date": self.date.isoformat(),
            "file": self.file,
            "max_approved": self.max_approved,
            "applications": [
                {str(name): _plain(value) for name, value in row.items()}
                for row in plain.to_dict("records")
            ],
            "together": {
                name: {**asdict(one), "proven": one.proven} for name, one in self.together.items()
            },
            "refused": [one.to_dict() for one in self.refused],
            "notes": [str(one) for one in self.notes],
        }

    def _row(self, service: RankedService, one: ApplicationFigures, rank: int) -> dict[str, object]:
        asked, best = one.asked, one.rank
        assert best is not None  # noqa: S101 - all were judged
        lon, lat = one.at
        return {
            "rank": rank,
            "row": asked.row,
            "name": asked.name,
            "applicant": asked.applicant,
            "service": asked.service,
            "tier": one.tier or "",
            "capacity": np.nan if one.places is None else one.places,
            "lon": lon,
            "lat": lat,
            "obstacles": " ".join(str(each.said) for each in one.obstacles),
            "forbidden": one.forbidden,
            "newly_served": one.newly_served,
            "people_in_reach": one.people_in_reach,
            "time_falls": one.time_falls,
            "share_before": one.share_before,
            "share_after": one.share_after,
            "regret": best.regret_people,
            "better_than": best.better_than,
            "of": best.of,
            "verdict": one.verdict.step,
            "in_best_set": asked.id in service.together.chosen,
            "adds_in_order": service.adds.get(asked.id, np.nan),
            "check_id": self.check_id(one),
        }


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
