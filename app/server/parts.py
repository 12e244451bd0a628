"""What the routes share: the study, the workers, the latest checks and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from .kept_checks import KeptChecks
from .served import ServedStudy
from .settings import ServerSettings
from .work import Work


@dataclass(frozen=True, kw_only=True, eq=False)
class ServerParts:
    """What the routes share.

    Parameters
    ----------
    study
        The study that is served.
    settings
        Who may ask, and how much.
    work
        Where checks are computed.
    checks
        The latest of them.
    """

    study: ServedStudy
    settings: ServerSettings
    work: Work
    checks: KeptChecks

    @classmethod
    def of(cls, study: ServedStudy, settings: ServerSettings) -> ServerParts:
        """Return the parts of a server that starts."""
        limits = settings.limits
        return cls(
            study=study,
            settings=settings,
            work=Work(limits),
            checks=KeptChecks(limits.kept_checks),
        )
