"""A study that is served: its desks, one service after the other made ready beside the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ...common.errors import InputError
from ...common.large_work import Report as Progress
from ...common.large_work import say_nothing
from ...common.packages.version import halfhour_version
from ...common.words import Words
from ...geo.crs import WGS84
from ...maps.document.chromium import find_chromium
from ...maps.serve_page.answer import shown_answer
from ...maps.serve_page.data import ServedService
from ...maps.serve_page.page import serve_page
from ...maps.wording.messages import LANGS, require_lang
from ...maps.wording.names import service_said
from ...maps.wording.tier_words import tier_said
from ..site_check.desk import SiteDesk, site_desk
from ..site_check.report import SiteReport
from ..study.study import Study
from ..study.study_context import study_context, study_title
from .answers.problem import Refused
from .answers.study_answers import (
    DeskState,
    Said,
    ServiceDescription,
    StudyDescription,
    TierDescription,
)
from .gate.log import LOG, where_failed
from .register_of_study import StudyRegister

_STILL: Final = "{service} is still being prepared; the answer comes by itself in a moment."


@dataclass(eq=False)
class _Opened:
    """A study as it was opened once, and what has been made of it."""

    study: Study
    services: Sequence[ServedService]
    bounds: tuple[float, float, float, float]
    desks: dict[str, SiteDesk] = field(default_factory=dict)
    states: dict[str, DeskState] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


class StudyDesks:
    """A study that is served.

    Parameters
    ----------
    study
        The study, opened.
    services
        Which of its services are served.
    register
        Its register of checks.
    reopen
        Opens the study anew, once an approval has changed what stands in it.
    report
        Called with one line of text when a service's preparation begins.
    """

    def __init__(
        self,
        study: Study,
        services: Sequence[str],
        register: StudyRegister,
        *,
        reopen: Callable[[], Study],
        report: Progress = say_nothing,
    ) -> None:
        self._names = tuple(services)
        self._reopen = reopen
        self._report = report
        self._lock = threading.Lock()
        self._renewing = False
        self._again = False
        self._now = self._opened(study)
        self.register = register.told(decided=self.renew)
        self.pdf = _has_browser()

    def prepare(self) -> None:
        """Make all desks ready, one after the other."""
        self._make_ready(self._now)

    def prepare_beside(self) -> threading.Thread:
        """Begin to make all desks ready in a thread of its own, and return it."""
        thread = threading.Thread(target=self.prepare, name="halfhour-prepare", daemon=True)
        thread.start()
        return thread

    def renew(self) -> None:
        """Open the study anew beside the server; until that is done the old desks answer."""
        with self._lock:
            if self._renewing:
                self._again = True
                return
            self._renewing = True
        threading.Thread(target=self._renew, name="halfhour-renew", daemon=True).start()

    def description(self) -> StudyDescription:
        """Return what can be asked, and what is still being prepared."""
        now = self._now
        file = now.study.layers.file
        first = now.services[0].today.times
        return StudyDescription(
            name=now.study.name,
            title=Said(**study_title(file).in_both()),
            year=first.year,
            bounds=now.bounds,
            services=tuple(self._described(now, one) for one in now.services),
            renewing=self._renewing,
            pdf=self.pdf,
            version=halfhour_version(),
        )

    def desk(self, service: str) -> SiteDesk:
        """Return the desk of a service; raises `Refused` where there is none, or none yet."""
        now = self._now
        if service not in self._names:
            known = ", ".join(self._names)
            raise Refused(
                404, "not_found", f"There is no service of this name here: name one of {known}."
            )
        if service in now.desks:
            return now.desks[service]
        if now.states[service] == "failed":
            raise Refused(503, "not_ready", now.problems[service])
        said = _STILL.format(service=service)
        raise Refused(503, "not_ready", said, headers={"Retry-After": "2"})

    def named(self, report: SiteReport, *, applicant: str, project: str) -> SiteReport:
        """Return an answer whose memo names who applies, and for what."""
        return replace(report, applicant=applicant, project=project)

    def shown(self, report: SiteReport) -> Mapping[str, Any]:
        """Return an answer in words, by language, and what the map shows of it."""
        page = next(one.today for one in self._now.services if one.name == report.service)
        return shown_answer(
            report.check,
            report.comparison,
            report.verdict,
            report.context,
            checked=report.today,
            shown=page,
        )

    def page(self, lang: str) -> str:
        """Return the page, a whole HTML document; it is made when it is first asked for."""
        now = self._now
        if lang not in now.pages:
            context = study_context(now.study.layers)
            made = serve_page(now.services, context, pdf=self.pdf, lang=require_lang(lang))
            now.pages[lang] = made.html()
        return now.pages[lang]

    def _opened(self, study: Study) -> _Opened:
        services = [_served(study, name) for name in self._names]
        demand = services[0].today.times.demand.to_crs(WGS84)
        west, south, east, north = (float(bound) for bound in demand.total_bounds)
        return _Opened(
            study=study,
            services=services,
            bounds=(west, south, east, north),
            states=dict.fromkeys(self._names, "waiting"),
        )

    def _make_ready(self, opened: _Opened) -> None:
        for name in self._names:
            opened.states[name] = "preparing"
            try:
                desk = site_desk(opened.study, name, report=self._report)
                desk.best_plan()
            except InputError as error:
                opened.problems[name] = "; ".join(fault.cause for fault in error.faults)
                opened.states[name] = "failed"
            except Exception as error:  # noqa: BLE001 - the others are served all the same
                LOG.error("%s: %s", name, where_failed(error))  # noqa: TRY400 - likewise
                opened.problems[name] = (
                    f"{name} could not be prepared; the server's log says where."
                )
                opened.states[name] = "failed"
            else:
                opened.desks[name] = desk
                opened.states[name] = "ready"

    def _renew(self) -> None:
        while True:
            try:
                opened = self._opened(self._reopen())
                self._make_ready(opened)
                self._now = opened
            except Exception as error:  # noqa: BLE001 - what was opened before goes on
                LOG.error("opening anew: %s", where_failed(error))  # noqa: TRY400 - likewise
            with self._lock:
                if not self._again:
                    self._renewing = False
                    return
                self._again = False

    def _described(self, now: _Opened, service: ServedService) -> ServiceDescription:
        today = service.today
        return ServiceDescription(
            name=service.name,
            title=Said(**service.title.in_both()),
            state=now.states[service.name],
            problem=now.problems.get(service.name, ""),
            tiers=tuple(
                TierDescription(name=name, title=Said(**title.in_both()))
                for name, title in service.tiers.items()
            ),
            tier_needed=service.tier_needed,
            counts_places=service.counts_places,
            limit=service.limit,
            limit_unit="m" if today.limit_min is None else "min",
            limit_max=service.limit_max,
            group=today.group,
        )


def _served(study: Study, name: str) -> ServedService:
    """Return a service as the page shows it."""
    today, context = study.assessments[name], study_context(study.layers)
    tiers = [tier for tier in today.times.sites["tier"].dropna().unique() if tier]
    most = today.times.limit
    return ServedService(
        name=name,
        title=Words(**{lang: service_said(context, name, lang) for lang in LANGS}),
        today=today,
        tiers={
            str(tier): Words(**{lang: tier_said(name, str(tier), lang) for lang in LANGS})
            for tier in tiers
        },
        counts_places=today.capacity is not None,
        limit_max=most / 60 if today.times.unit == "s" else most,
    )


def _has_browser() -> bool:
    try:
        find_chromium()
    except InputError:
        return False
    return True
