"""The options of `halfhour check` that belong to a proposed site alone, or to new housing alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...common.errors import Fault, InputError
from ...coverage.site_check.with_places import capacity_faults
from ..study.names import require_services
from ..study.schema import StudyFile
from .given_options import GivenOptions


def only_service(services: Sequence[str] | None) -> str:
    """Return the service of a proposed site.

    Raises
    ------
    InputError
        If none or several are named.
    """
    named = list(services or ())
    if len(named) == 1:
        return named[0]
    raise InputError(
        Fault(
            file="--service",
            value=", ".join(named) or None,
            cause="is missing" if not named else "names several services, and a site offers one",
            fix="name the service of the proposed site, or --new-people for new housing",
        )
    )


def require_service_and_places(
    study: StudyFile, service: str, capacity: float | None, *, file: str
) -> None:
    """Check a proposed site's service and places by the study file alone, before its layers are read.

    Parameters
    ----------
    study
        The study file.
    service
        The service of the proposed site.
    capacity
        The site's places; None where nobody gave them.
    file
        The study file's name, for the faults.

    Raises
    ------
    InputError
        If the study has no such service, or places are missing where they count, given where they do not,
        or no number of places.
    """
    require_services(study, [service], file=file)
    counted = study.services[service].places is not None
    faults = list(capacity_faults(capacity, service=service, counted=counted))
    if faults:
        raise InputError(*faults)


def require_left_out(
    given: GivenOptions, names: Iterable[str], *, cause: str, fix: str = "leave it out"
) -> None:
    """Check that options are left out which would say nothing here: none is dropped in silence.

    Parameters
    ----------
    given
        All options; what is None, false or empty was not given.
    names
        Which of them would say nothing.
    cause
        Why they would.
    fix
        What to do about it.

    Raises
    ------
    InputError
        With each that was given.
    """
    values = {name: getattr(given, name) for name in names}
    faults = [
        Fault(
            file=f"--{name.replace('_', '-')}",
            value=None if value is True else value,
            cause=cause,
            fix=fix,
        )
        for name, value in values.items()
        if value is not None and value is not False and value != ""
    ]
    if faults:
        raise InputError(*faults)
