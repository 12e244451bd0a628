"""What the overview of a folder of results shows: services today, plans, joint plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..wording.plan_said import InLangs


@dataclass(frozen=True, kw_only=True)
class ServiceToday:
    """A service today, in every language.

    Parameters
    ----------
    title, group, limit
        The service, whose people, and within how many minutes of which mode.
    share, gap
        Share of the people who are served, and people who are not.
    worst
        The unit with the lowest share, and the share; empty where there are no units.
    picture
        A small map, as SVG.
    """

    title: InLangs
    group: InLangs
    limit: InLangs
    share: float
    gap: float
    worst: InLangs
    picture: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a plan does for one service.

    Parameters
    ----------
    words
        By subject (``service``, ``group``, ``limit``) what is said, in every language.
    people, served_before, served_after
        All people, and those who are served today and with the plan.
    sites
        How many are opened.
    """

    words: Mapping[str, InLangs]
    people: float
    served_before: float
    served_after: float
    sites: int


@dataclass(frozen=True, kw_only=True)
class PlanEntry:
    """A plan, of one service or of several, and the folder that holds its files.

    Parameters
    ----------
    title, proof, cost
        In every language; the cost may be empty.
    changes
        For each service what the plan does.
    folder, files
        The folder's name, and the names of its files.
    picture
        A small map, as SVG; empty for none.
    """

    title: InLangs
    proof: InLangs
    cost: InLangs
    changes: tuple[Change, ...]
    folder: str
    files: tuple[str, ...]
    picture: str
