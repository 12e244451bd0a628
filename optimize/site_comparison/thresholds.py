"""From which figures on a study calls a proposed site recommended or acceptable."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

WITHIN_M: Final = 5000.0
"""How far around a proposed site better ones are looked for, in metres as the crow flies."""


@dataclass(frozen=True, kw_only=True)
class StepThresholds:
    """What a step of the verdict asks for; all that is named has to be met, None is not asked for.

    Parameters
    ----------
    newly_served
        At least so many people newly served.
    people_in_reach
        At least so many people within the limit of the site.
    time_falls
        At least so many people whose way becomes shorter.
    share_gain
        The share of people who are served grows at least by this: 0.01 is one percentage point.
    better_than
        It brings more than at least this share of the eligible candidates, 0 to 1.
    regret_people
        The best plan of one site newly serves at most so many people more.

    See Also
    --------
    SiteThresholds : The thresholds of all steps.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.StepThresholds(newly_served=500, better_than=0.7).named
    {'newly_served': 500, 'better_than': 0.7}
    """

    newly_served: float | None = None
    people_in_reach: float | None = None
    time_falls: float | None = None
    share_gain: float | None = None
    better_than: float | None = None
    regret_people: float | None = None

    @property
    def named(self) -> dict[str, float]:
        """The thresholds that are asked for, by name."""
        every = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in every.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class SiteThresholds:
    """What a study asks of a proposed site, step by step.

    Parameters
    ----------
    recommended, acceptable
        What each step asks for; a step that asks for nothing is never reached.

    See Also
    --------
    site_verdict : Judges a proposed site by them.

    Examples
    --------
    >>> import halfhour as hh
    >>> asked = hh.SiteThresholds(recommended=hh.StepThresholds(newly_served=500))
    >>> bool(asked), bool(hh.SiteThresholds())
    (True, False)
    """

    recommended: StepThresholds = field(default_factory=StepThresholds)
    acceptable: StepThresholds = field(default_factory=StepThresholds)

    def __bool__(self) -> bool:
        """Return whether any step asks for anything."""
        return bool(self.recommended.named or self.acceptable.named)
