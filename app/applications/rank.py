"""Ranking a table of applications: which of them serve the most, alone and together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.sentences import Sentence
from ...common.stage import Stage
from ...common.words import LANGUAGES
from ...data.applications.applications import Applications, readable_applications
from ...data.formats.layer import Layer
from ...optimize.site_comparison.best_plan import TIME_LIMIT_S
from ..site_check.desk import SiteDesk, site_desk
from ..study.file import read_study_file
from ..study.layers import read_layers
from ..study.schema import StudyFile
from ..study.study import Study, computed_study
from ..study.study_context import study_context, study_title
from .application_ranking import ApplicationRanking
from .figures import ApplicationFigures, service_figures
from .ranking import RankedService
from .rows import ApplicationRow, UnderstoodRows, in_table_order, understood_rows


def rank_applications(  # noqa: PLR0913 - what is ranked, and what it is held against
    study: Study | SiteDesk | str | Path,
    table: str | Path | Layer,
    *,
    service: str | None = None,
    max_approved: int | None = None,
    limit_min: float | None = None,
    year: int | None = None,
    standards: str | Path | None = None,
    time_limit_s: float | None = TIME_LIMIT_S,
    report: Report = say_nothing,
) -> ApplicationRanking:
    r"""Rank applications for sites, and say which of them together serve the most.

    Applications compete for the same people: what each adds after the ones before it, and the best set, count
    each person once, and places by the service's rule.

    Parameters
    ----------
    study
        The path of a study file; or an opened study, or a desk of one of its services.
    table
        The table of applications: a workbook, a CSV file or a vector layer (`Layer`, with its ``crs``).
    service
        The service of rows that name none; of a desk its own.
    max_approved
        How many may be approved for each service; None for any number.
    limit_min
        Another limit in minutes than the plan's.
    year
        Whose people and facilities count; by default those of the year that the people layer counts.
    standards
        A standards file for the memos; by default the one that the study names.
    time_limit_s
        Seconds after which the best set found counts, with its proven bound.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    ApplicationRanking
        Those that nothing forbids first, by the people whom each alone newly serves. Rows that cannot be
        checked are listed with their reasons and stop nobody else.

    Raises
    ------
    InputError
        If the table is empty, has too many rows, no column of places, or no row that can be checked; if the
        study has faults, or a number is not valid.

    See Also
    --------
    ApplicationRanking : What is returned.
    site_desk : Check a single site.
    read_applications : Read the table alone.

    Examples
    --------
    A street of 3 km with a clinic; two applications at its east end and one where the clinic stands:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "list.csv"
    ...     _ = file.write_text("id,lon,lat\na,120.03,40\nb,120.0359,40\nc,120.012,40\n")
    ...     ranking = hh.rank_applications(street_study(folder), file, service="clinic")
    >>> ranking.table["newly_served"].to_dict()
    {'a': 100.0, 'b': 100.0, 'c': 0.0}
    >>> ranking.table["adds_in_order"].tolist(), ranking.together["clinic"].chosen
    ([100.0, 0.0, 0.0], ('a',))
    """
    if max_approved is not None and max_approved < 1:
        raise InputError(
            Fault(
                file="max_approved",
                value=max_approved,
                cause="is no number of applications, 1 or more",
                fix="say how many may be approved, or leave it out for any number",
            )
        )
    applications = readable_applications(table)
    source = table if isinstance(table, Layer) else None
    file = _study_file(study)
    if isinstance(study, SiteDesk):
        service = service or study.service
    if service is not None and service not in file.services:
        raise InputError(
            Fault(
                file="service",
                value=service,
                cause="there is no such service",
                fix=f"name one of {', '.join(file.services)}",
            )
        )
    understood = understood_rows(
        applications,
        _service_words(file),
        service=service,
        crs=None if source is None or source.crs is None else str(source.crs),
    )
    _require_some(understood)
    wanted = [one for one in file.services if any(row.service == one for row in understood.rows)]
    desks = _desks(study, wanted, year, standards, report)
    ranked = {
        name: _ranked(
            desk,
            [row for row in understood.rows if row.service == name],
            max_approved,
            limit_min,
            time_limit_s,
            report,
        )
        for name, desk in desks.items()
    }
    refused = [
        *understood.refused,
        *(one for each in ranked.values() for one in each.found.refused),
    ]
    layers = next(iter(desks.values())).study.layers
    return ApplicationRanking(
        study_name=study_title(layers.file),
        date=dt.datetime.now().astimezone().date(),
        path=table.file if isinstance(table, Layer) else Path(table),
        services=ranked,
        refused=in_table_order(refused),
        notes=(*applications.notes, *_notes(applications, ranked)),
        max_approved=max_approved,
        context=study_context(layers),
    )


def _desks(
    study: Study | SiteDesk | str | Path,
    wanted: list[str],
    year: int | None,
    standards: str | Path | None,
    report: Report,
) -> dict[str, SiteDesk]:
    if isinstance(study, SiteDesk):
        others = study.study
        known = {study.service: study}
    elif isinstance(study, Study):
        others, known = study, {}
    else:
        layers = read_layers(study, services=wanted, report=report)
        others = computed_study(layers, services=wanted, year=year, must_ask=False, report=report)
        year, known = None, {}
    return {
        name: known[name]
        if name in known
        else site_desk(others, name, year=year, standards=standards, report=report)
        for name in wanted
    }


def _study_file(study: Study | SiteDesk | str | Path) -> StudyFile:
    if isinstance(study, SiteDesk):
        return study.study.layers.file
    if isinstance(study, Study):
        return study.layers.file
    return read_study_file(Path(study))


def _service_words(file: StudyFile) -> dict[str, str]:
    """Return the services by all that tables may call them, in lower case: names before titles."""
    titles = {
        said.casefold(): name
        for name, entry in file.services.items()
        for said in (entry.title.said(lang) for lang in LANGUAGES)
        if said
    }
    return titles | {name.casefold(): name for name in file.services}


def _require_some(understood: UnderstoodRows) -> None:
    if not understood.rows:
        raise InputError(
            *(
                Fault(
                    file="applications",
                    key=f"row {one.row}",
                    cause=str(one.reason).rstrip("."),
                    fix="correct it: no other row can be checked either",
                )
                for one in understood.refused
            )
        )


def _ranked(
    desk: SiteDesk,
    rows: list[ApplicationRow],
    most: int | None,
    limit_min: float | None,
    time_limit_s: float | None,
    report: Report,
) -> RankedService:
    found = service_figures(desk, rows, limit_min=limit_min, report=report)
    order = tuple(sorted(found.figures, key=_rank_key))
    free = [one.asked.id for one in order if not one.forbidden]
    report(Stage(f"{desk.service}: which applications together serve the most", seconds=5.0))
    together = found.applied.best(most, time_limit_s=time_limit_s)
    return RankedService(
        desk=desk,
        limit_min=limit_min,
        title=desk.service_title,
        group=desk.candidates.today.group,
        found=found,
        order=order,
        adds=dict(zip(free, found.applied.adds(free).tolist(), strict=True)),
        together=together,
    )


def _rank_key(one: ApplicationFigures) -> tuple[bool, float, float, int]:
    """Return what applications are ordered by: those that nothing forbids, then who is served, who is near."""
    served, near = (round(number, 6) for number in (one.newly_served, one.people_in_reach))
    return one.forbidden, -served, -near, one.asked.row


def _notes(applications: Applications, ranked: dict[str, RankedService]) -> Iterable[Sentence]:
    for name, one in ranked.items():
        forbidden = sum(each.forbidden for each in one.order)
        if forbidden:
            yield Sentence(
                "{service}: {count:,} applications are forbidden; they are ranked last and are no candidates "
                "of the best set.",
                service=name,
                count=forbidden,
            )
        if one.found.ignored_places:
            yield Sentence(
                "{service}: the capacity of {count:,} applications is not used, since the service counts no "
                "places.",
                service=name,
                count=one.found.ignored_places,
            )
    years = applications.table["year"].notna().sum()
    if years:
        yield Sentence(
            "The year of {count:,} applications is not used: all are held against the same people.",
            count=int(years),
        )
