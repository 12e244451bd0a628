"""The standards that ask about a service, prepared for checks of sites."""

from __future__ import annotations

from pathlib import Path

from ..common.large_work import Report, say_nothing
from ..coverage.site_check.verdict_changes import StandardsToday
from .study.asked_year import year_of
from .study.standards import standards_of
from .study.study import Study
from .study.year_evidence import standards_today


def prepared_standards(
    study: Study,
    service: str,
    *,
    standards: str | Path | None = None,
    year: int | None = None,
    report: Report = say_nothing,
) -> StandardsToday:
    """Prepare the standards that ask about a service, so that a check can say which of them a site changes.

    Parameters
    ----------
    study
        An opened study.
    service
        The service of the proposed sites.
    standards
        A standards file; by default the study's, or the one that comes with Halfhour.
    year
        Whose people and facilities count; by default the year that the people layer counts.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    StandardsToday
        For `check_site(..., standards=...)`.

    Raises
    ------
    InputError
        If the standards file has faults, or nothing says which year is meant.

    See Also
    --------
    check_site : What a site at a place would change.
    evaluate : Check a study against standards.

    Examples
    --------
    A study of one street of 3 km, whose only standard asks for clinics within 15 minutes:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = hh.open_study(street_study(folder))
    ...     prepared = hh.prepared_standards(study, "clinic")

    A clinic at the east end:

    >>> sites = study.layers.sites["clinic"].to_crs("EPSG:4326")
    >>> at = tuple(sites.geometry["last"].coords[0])
    >>> check = hh.check_site(study.assessments, service="clinic", at=at, standards=prepared)
    >>> whole = check.verdicts[check.verdicts["level"] == "all"]
    >>> whole["rule_id"].tolist(), whole["value_before"].tolist(), whole["value_after"].tolist()
    (['clinic.access'], [0.8], [1.0])
    """
    rules = standards_of(study.layers.file, standards)
    return standards_today(study.layers, service, rules, year_of(study.layers, year), report=report)
