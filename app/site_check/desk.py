"""A desk at which proposed sites of one service are checked: what all checks share is prepared once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from shapely.geometry.base import BaseGeometry

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.sentences import Sentence
from ...common.words import Words
from ...coverage.assessment import Assessment, assess_within
from ...coverage.site_check.asked_limit import asked_limit
from ...coverage.site_check.check import SiteCheck, check_site
from ...coverage.site_check.place import SitePlace, site_place
from ...coverage.site_check.verdict_changes import StandardsToday
from ...coverage.standards.shipped import shipped_standards
from ...data.input_records.record import InputRecord
from ...geo.study_context import StudyContext
from ...maps.wording.messages import LANGS
from ...maps.wording.names import service_said
from ...optimize.site_comparison.best_plan import BestPlan
from ...optimize.site_comparison.comparison import compare_site
from ...optimize.site_comparison.thresholds import SiteThresholds
from ...optimize.site_comparison.verdict import site_verdict
from ...optimize.site_comparison.villages import Villages, villages_of
from ..plan_limit import plan_limit_min
from ..prepared_standards import prepared_standards
from ..study.layers import read_layers
from ..study.study import Study, computed_study
from ..study.study_context import study_context, study_title
from .candidate_state import CandidateState, candidate_state, kept_best_plan
from .inputs import inputs_of, question_hash
from .parameters import asked_parameters
from .report import SiteReport

_LIMITS_KEPT: Final = 8
"""Other limits than the service's of which a desk keeps what it has worked out."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteDesk:
    """One service of a study, prepared so that proposed sites are checked at once.

    Parameters
    ----------
    study
        The study.
    service
        The service that sites are proposed for.
    candidates
        Coverage at the limit that the plan asks with (the service's own where scenarios name none), and what
        each eligible candidate would bring.
    villages
        Where travel of villages is computed from.
    inputs
        The files that answers come from.
    standards
        The standards that ask about the service; None where the study names none.
    notes
        What is to be said of its answers, beside the notes of the study's data.

    See Also
    --------
    site_desk : Prepare one.
    SiteReport : What it answers.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate at its east end:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     desk = hh.site_desk(street_study(folder), "clinic")
    >>> desk
    <SiteDesk for clinic: 1 open sites, 1 eligible candidates>
    >>> report = desk.report(at=(120.0359, 40.0))
    >>> report.check.newly_served, report.comparison.regret_people, report.verdict.step
    (100.0, 0.0, None)
    """

    study: Study
    service: str
    candidates: CandidateState
    villages: Villages
    inputs: tuple[InputRecord, ...]
    standards: StandardsToday | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    _at_limits: dict[float, CandidateState] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        state = self.candidates
        return (
            f"<SiteDesk for {self.service}: {len(state.today.open_sites):,} open sites, "
            f"{len(state.gains):,} eligible candidates>"
        )

    @property
    def thresholds(self) -> SiteThresholds:
        """What the study asks of a proposed site."""
        return self.study.layers.file.site_check.thresholds_of(self.service)

    @property
    def within_m(self) -> float:
        """How far around a proposed site better ones are looked for."""
        return self.study.layers.file.site_check.within_of(self.service)

    @cached_property
    def context(self) -> StudyContext:
        """What maps show of the study."""
        return study_context(self.study.layers)

    @cached_property
    def service_title(self) -> Words:
        """What the service is called."""
        return Words(**{lang: service_said(self.context, self.service, lang) for lang in LANGS})

    def best_plan(self, sites: int = 1, *, limit_min: float | None = None) -> BestPlan | None:
        """Return the best plan of some number of eligible candidates; None where there is none.

        Parameters
        ----------
        sites
            How many sites may be opened, such as there are applications.
        limit_min
            Another limit than the plan's.
        """
        return kept_best_plan(self.state(limit_min), sites, self.study.prepared)

    def report(
        self,
        *,
        at: tuple[float, float] | BaseGeometry | SitePlace | None = None,
        crs: str = "wgs84",
        parcel: BaseGeometry | None = None,
        tier: str | None = None,
        capacity: float | None = None,
        limit_min: float | None = None,
        date: dt.date | None = None,
    ) -> SiteReport:
        """Check a proposed site.

        Parameters
        ----------
        at
            Longitude and latitude, or x and y in `crs`; or a parcel; or a `SitePlace`.
        crs
            What they are given in: ``"wgs84"``, ``"gcj02"``, ``"bd09"`` or a CRS.
        parcel
            The parcel, in `crs`, in place of `at`.
        tier
            The site's tier; needed where tiers are reached by different modes.
        capacity
            Its places, infinite for any number; needed where the service counts places.
        limit_min
            Another limit in minutes than the plan's.
        date
            When it was checked; by default today.

        Returns
        -------
        SiteReport
            What forbids the site, what it brings, how it compares, and the verdict.

        Raises
        ------
        InputError
            If the place, the tier, the capacity or the limit is not valid; nothing is computed then.
        """
        place = _place(at, parcel, crs)
        state = self.state(limit_min)
        check = self._check(place, state, tier, capacity)
        comparison = compare_site(
            check, state.today, within_m=self.within_m, gains=state.gains, villages=self.villages
        )
        parameters = asked_parameters(self.study.layers, self.service, check, self.within_m)
        return SiteReport(
            study_name=study_title(self.study.layers.file),
            service=self.service,
            service_title=self.service_title,
            date=dt.datetime.now().astimezone().date() if date is None else date,
            check=check,
            comparison=comparison,
            verdict=site_verdict(check, comparison, self.thresholds),
            inputs=self.inputs,
            parameters=parameters,
            hash=question_hash(self.inputs, parameters),
            notes=(*self.study.layers.notes, *self.notes),
            context=self.context,
            today=state.today,
            standards=Words.of(
                None if self.standards is None else self.standards.standards.header.name
            ),
        )

    def _check(
        self, place: SitePlace, state: CandidateState, tier: str | None, capacity: float | None
    ) -> SiteCheck:
        return check_site(
            state.today, at=place, tier=tier, capacity=capacity, standards=self.standards
        )

    def state(self, limit_min: float | None = None) -> CandidateState:
        """Return coverage and the candidates' figures within a limit, by default the plan's.

        Parameters
        ----------
        limit_min
            Another limit in minutes.

        Raises
        ------
        InputError
            If travel times were not computed so far.
        """
        today = self.candidates.today
        if limit_min is None:
            return self.candidates
        limit = asked_limit(today.times, limit_min)
        if limit == today.limit:
            return self.candidates
        found = self._at_limits.get(limit)
        if found is None:
            found = candidate_state(_within(today, limit), self.study.prepared)
            # A desk of a server is asked for years: the limit that was asked first makes room.
            for oldest in list(self._at_limits)[: 1 - _LIMITS_KEPT]:
                self._at_limits.pop(oldest, None)
            self._at_limits[limit] = found
        return found


def _within(today: Assessment, limit: float) -> Assessment:
    return assess_within(
        today.times,
        limit,
        group=today.group,
        open_sites=today.open_sites,
        capacity=today.capacity,
    )


def _place(
    at: tuple[float, float] | BaseGeometry | SitePlace | None,
    parcel: BaseGeometry | None,
    crs: str,
) -> SitePlace:
    where = at if parcel is None else parcel
    if isinstance(where, SitePlace):
        return where
    if where is None:
        raise InputError(
            Fault(
                file="at",
                cause="is missing",
                fix="give longitude and latitude (at=(119.52, 39.91)), or a parcel",
            )
        )
    return site_place(where, crs=crs)


def site_desk(
    study: Study | str | Path,
    service: str,
    *,
    year: int | None = None,
    standards: str | Path | None = None,
    report: Report = say_nothing,
) -> SiteDesk:
    """Prepare a service of a study, so that proposed sites are checked at once.

    Parameters
    ----------
    study
        An opened study, or the path of a study file: then other services' sites are not read.
    service
        The service that sites are proposed for.
    year
        Whose people and facilities count; by default those of the year that the people layer counts.
    standards
        A standards file; by default the one that the study names.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    SiteDesk
        What takes time is kept on disk under its content.

    Raises
    ------
    InputError
        If the study has faults or no such service, or does not tell the people of the year.

    See Also
    --------
    SiteDesk : What is returned.
    check_site : The figures of one site alone.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate at its east end:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     desk = hh.site_desk(street_study(folder), "clinic")
    >>> desk.best_plan().opened
    ('last',)
    >>> desk.report(at=(120.012, 40.0)).comparison.better["more"].to_dict()
    {'last': 100.0}
    """
    if not isinstance(study, Study):
        layers = read_layers(study, services=[service], report=report)
        study = computed_study(layers, services=[service], year=year, must_ask=False, report=report)
    elif year is not None:
        study = study.in_year(year)
    today = study.assessments[service]
    # A site is held against the plan, which may ask with a tighter limit than travel times have.
    limit_min = plan_limit_min(study.layers.file, service)
    if limit_min is not None:
        today = _within(today, today.times.checked_limit(limit_min=limit_min))
    rules, files, notes = _standards(study, service, today.times.year, standards, report)
    report(f"{service}: what each candidate would bring")
    return SiteDesk(
        study=study,
        service=service,
        candidates=candidate_state(today, study.prepared),
        villages=villages_of(today, study.layers.point_units),
        inputs=inputs_of(study.layers, service, beside=files),
        standards=rules,
        notes=notes,
    )


def _standards(
    study: Study, service: str, year: int | None, source: str | Path | None, report: Report
) -> tuple[StandardsToday | None, list[Path], tuple[str, ...]]:
    """Return the standards that ask about a service, their file, and a note where they cannot be asked."""
    file = study.layers.file
    named = source or file.standards.file
    asked = named is not None or file.standards.parameters
    if not asked:
        return None, [], ()
    # A file that somebody asks for with the check is a fault then, one of the study is told.
    if year is None and source is None:
        without = Sentence(
            "the study's standards are not asked, since it does not say of which year its people are "
            "(people: year)"
        )
        return None, [], (without,)
    rules = prepared_standards(study, service, standards=source, year=year, report=report)
    return rules, [Path(named or shipped_standards())], ()
