"""The limit that a study's plan asks about a service with."""

from __future__ import annotations

from .study.schema import StudyFile


def plan_limit_min(file: StudyFile, service: str) -> float | None:
    """Return the limit in minutes that all questions about a service have, where it is not the service's own.

    A check of a site is held against the plan: a place that is 20 minutes away serves nobody where the plan
    asks for 15, though travel times are known up to 30.

    Parameters
    ----------
    file
        The study file.
    service
        The service.

    Returns
    -------
    float or None
        None for the service's own limit: scenarios and joint questions name none or different ones, or distance
        is counted.
    """
    own = file.services[service]
    questions = [
        *(one.limit_min for one in file.scenarios.values() if one.service == service),
        *(
            one.services[service].limit_min
            for one in file.joint.values()
            if service in one.services
        ),
    ]
    asked = {own.limit_min if limit_min is None else limit_min for limit_min in questions}
    if own.limit_m is not None or len(asked) != 1 or own.limit_min in asked:
        return None
    return asked.pop()
