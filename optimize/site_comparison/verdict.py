"""A verdict in three steps on a proposed site, from thresholds that the study names, with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from ...common.sentences import Sentence
from .rank import SiteFigures, SiteRank
from .said import TINY, newly_served_said, rank_said, regret_said, shown
from .thresholds import SiteThresholds, StepThresholds

Step = Literal["recommended", "acceptable", "not_recommended"]

STEP_WORDS: Final[Mapping[Step, str]] = {
    "recommended": "recommended",
    "acceptable": "acceptable",
    "not_recommended": "not recommended",
}
"""What readers see for each step; Chinese words are in the catalogue."""

DECIDES: Final = Sentence("The figures and the verdict are advice: the official in charge decides.")

ASKED: Final[Mapping[tuple[bool | None, bool], str]] = {
    (True, False): "{figure} To be {step} the study asks for at least {amount}: this is met.",
    (False, False): "{figure} To be {step} the study asks for at least {amount}: this is missed.",
    (
        None,
        False,
    ): "{figure} To be {step} the study asks for at least {amount}: this cannot be judged.",
    (True, True): "{figure} To be {step} the study asks for at most {amount}: this is met.",
    (False, True): "{figure} To be {step} the study asks for at most {amount}: this is missed.",
    (
        None,
        True,
    ): "{figure} To be {step} the study asks for at most {amount}: this cannot be judged.",
}
"""What is said of a threshold: whether it is met, and whether it is an upper one."""


@dataclass(frozen=True, kw_only=True)
class SiteVerdict:
    """What the study's thresholds say of a proposed site; the official in charge decides.

    Parameters
    ----------
    step
        ``"recommended"``, ``"acceptable"`` or ``"not_recommended"``; None where the study names no thresholds,
        or none of them can be judged, and nothing forbids the site.
    reasons
        Whole sentences: what forbids the site, then each figure, with what the study asks for.
    thresholds
        What the study asks for.

    See Also
    --------
    site_verdict : Make one.
    SiteComparison : What the figures come from.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.common.sentences import Sentence
    >>> hh.SiteVerdict(step="acceptable", reasons=(Sentence("It helps."),)).to_dict()["reasons"]
    ['It helps.']
    """

    step: Step | None
    reasons: tuple[Sentence, ...]
    thresholds: SiteThresholds = field(default_factory=SiteThresholds)

    def to_dict(self) -> dict[str, object]:
        """Return the verdict as plain values for JSON."""
        return {
            "step": self.step,
            "reasons": [str(one) for one in self.reasons],
            "decides": str(DECIDES),
        }


class _Figure(NamedTuple):
    """What a threshold is held against: surely between two values; None where it is not known."""

    least: float | None
    most: float | None
    said: Callable[[float | None], Sentence]
    asked: Callable[[float], Sentence]
    at_most: bool = False


def site_verdict(
    check: SiteFigures, comparison: SiteRank, thresholds: SiteThresholds
) -> SiteVerdict:
    """Judge a proposed site.

    Parameters
    ----------
    check, comparison
        What the site brings, and how it compares.
    thresholds
        What the study asks of each step. A step is reached where all that it names is met; what cannot be
        judged, such as a rank among no candidates, is told and left out.

    Returns
    -------
    SiteVerdict
        An obstacle that forbids the site makes it not recommended, whatever the figures.

    See Also
    --------
    check_site : What the site brings.
    compare_site : How it compares.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> today = hh.assess(times, limit_min=15)
    >>> at = tuple(demand.geometry.to_crs("EPSG:4326")["east"].coords[0])
    >>> check = hh.check_site(today, at=at)
    >>> asked = hh.SiteThresholds(recommended=hh.StepThresholds(newly_served=50))
    >>> verdict = hh.site_verdict(check, hh.compare_site(check, today), asked)
    >>> verdict.step, verdict.reasons[0].endswith("at least 50 people: this is met.")
    ('recommended', True)
    """
    figures = _figures(check, comparison)
    forbids = tuple(one.said for one in check.obstacles if one.forbids)
    if not thresholds:
        return SiteVerdict(
            step="not_recommended" if forbids else None,
            reasons=(*forbids, *(one.said(None) for one in figures.values())),
            thresholds=thresholds,
        )
    step: Step | None = None
    reasons: list[Sentence] = []
    for name, asked in (
        ("recommended", thresholds.recommended),
        ("acceptable", thresholds.acceptable),
    ):
        met = _met(figures, asked)
        reasons += _reasons(figures, asked, Sentence(name))
        if met is None:
            continue
        if met:
            step = "recommended" if name == "recommended" else "acceptable"
            break
        step = "not_recommended"
    return SiteVerdict(
        step="not_recommended" if forbids else step,
        reasons=(*forbids, *reasons),
        thresholds=thresholds,
    )


def _met(figures: Mapping[str, _Figure], asked: StepThresholds) -> bool | None:
    """Return whether a step is reached; None where it asks for nothing that can be judged."""
    judged = [_judged(figures[name], amount) for name, amount in asked.named.items()]
    known = [one for one in judged if one is not None]
    return all(known) if known else None


def _judged(figure: _Figure, amount: float) -> bool | None:
    """Return whether a threshold is met; None where that is not known."""
    if figure.least is None or figure.most is None:
        return None
    least, most = figure.least, figure.most
    close = TINY * max(1.0, abs(amount))
    if figure.at_most:
        surely, surely_not = most <= amount + close, least > amount + close
    else:
        surely, surely_not = least >= amount - close, most < amount - close
    return True if surely else (False if surely_not else None)


def _reasons(
    figures: Mapping[str, _Figure], asked: StepThresholds, step: Sentence
) -> list[Sentence]:
    reasons = []
    for name, amount in asked.named.items():
        figure = figures[name]
        met = _judged(figure, amount)
        text = ASKED[met, figure.at_most]
        reasons.append(
            Sentence(text, figure=figure.said(amount), amount=figure.asked(amount), step=step)
        )
    return reasons


def _figures(check: SiteFigures, comparison: SiteRank) -> dict[str, _Figure]:
    """Return the figure of each threshold by name, in the order in which they are told."""
    group = Sentence(check.group)
    gain = check.share_after - check.share_before
    share = comparison.share_better_than
    known = comparison.best is not None

    return {
        "newly_served": _Figure(
            check.newly_served,
            check.newly_served,
            lambda amount: newly_served_said(check, amount),
            _people,
        ),
        "people_in_reach": _Figure(
            check.people_in_reach,
            check.people_in_reach,
            lambda amount: Sentence(
                "{people} {group} live within reach of the site.",
                people=shown(check.people_in_reach, amount),
                group=group,
            ),
            _people,
        ),
        "time_falls": _Figure(
            check.time_falls,
            check.time_falls,
            lambda amount: Sentence(
                "The way becomes shorter for {people} {group}.",
                people=shown(check.time_falls, amount),
                group=group,
            ),
            _people,
        ),
        "share_gain": _Figure(
            gain,
            gain,
            lambda amount: Sentence(
                "The share of {group} who are served goes from {before:.2%} to {after:.2%}, "
                "by {points} percentage points.",
                group=group,
                points=shown(100 * gain, None if amount is None else 100 * amount, 2, sign="+"),
                before=check.share_before,
                after=check.share_after,
            ),
            lambda amount: Sentence("{points} percentage points", points=f"{100 * amount:,.6g}"),
        ),
        "better_than": _Figure(
            share,
            share,
            lambda _: rank_said(comparison),
            lambda amount: Sentence("{share} of the candidates", share=f"{100 * amount:.6g}%"),
        ),
        "regret_people": _Figure(
            comparison.regret_people if known else None,
            comparison.regret_bound if known else None,
            lambda amount: regret_said(comparison, amount),
            _people,
            at_most=True,
        ),
    }


def _people(amount: float) -> Sentence:
    return Sentence("{people} people", people=f"{amount:,.10g}")
