"""Whom facilities reach, as an entry of rules, and how that was travelled, as text."""

from __future__ import annotations

from ...common.entries import Entry
from ...common.sentences import Sentence, joined
from ...geo.tables import Mode
from .evidence import AccessKey
from .header import StandardsHead
from .targets import Positive


class ReachedBy(Entry):
    """Facilities within a limit."""

    service: str
    tiers: tuple[str, ...] = ()
    """Of which tiers; all if none is named."""
    minutes: Positive
    mode: Mode | None = None
    """How; by default the study's own mode by tier."""

    @property
    def key(self) -> AccessKey:
        """Which frame of access is asked for."""
        return AccessKey(self.service, self.tiers, self.minutes, self.mode or "")


def travel_text(key: AccessKey, standards: StandardsHead) -> str:
    """Return mode, limit and tiers as text, for the basis of a figure."""
    service = standards.header.services.get(key.service)
    limit = Sentence("{minutes:g} min", minutes=key.minutes)
    tiers = key.tiers or (() if service is None else tuple(service.tiers))
    if key.mode or service is None:
        how = Sentence(key.mode) if key.mode else ""
        return joined(how, limit, tiers_text(tiers) if tiers else "")
    if not tiers:
        return joined(Sentence(service.mode), limit)
    by_tier = tuple(
        Sentence("{tier} ({mode})", tier=Sentence(tier), mode=Sentence(service.mode_of(tier)))
        for tier in tiers
    )
    return joined(limit, Sentence("tiers {tiers}", tiers=by_tier))


def tiers_text(tiers: tuple[str, ...]) -> Sentence:
    """Return the tiers that were counted as text, for the basis of a figure."""
    if not tiers:
        return Sentence("all tiers")
    return Sentence("tiers {tiers}", tiers=tuple(map(Sentence, tiers)))
