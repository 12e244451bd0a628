"""How a site compares, in a memo's words: rank, better sites, the best plan, the farthest village."""

from __future__ import annotations

from typing import Final

from ...common.sentences import Sentence
from ...coverage.site_check.check import SiteCheck
from ...geo.roads.network import BARRIER
from ...geo.roads.road_words import road_word
from ...geo.study_context import StudyContext
from ...geo.travel.paths import ACCESS
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.farthest import FarthestVillage
from ...optimize.site_comparison.said import rank_said, regret_said
from ...optimize.site_comparison.verdict import STEP_WORDS, SiteVerdict
from ..wording.messages import Lang, say
from ..wording.names import level_said
from ..wording.words import count, sentence
from .amounts import distance_said, travel_said
from .lists import Rows

_CLASSES_MAX: Final = 3


def verdict_said(verdict: SiteVerdict, lang: Lang) -> str:
    """Return the verdict as a heading, or that there is none."""
    if verdict.step is None:
        return say(lang, "No verdict: the study names no thresholds; the official decides.")
    return say(lang, STEP_WORDS[verdict.step])


def reasons_said(
    check: SiteCheck, comparison: SiteComparison, verdict: SiteVerdict, lang: Lang
) -> list[str]:
    """Return the reasons of a verdict; what other parts of the memo say already is left out there."""
    obstacles = {str(one.said) for one in check.obstacles}
    elsewhere = {str(rank_said(comparison)), str(regret_said(comparison))}
    # Without thresholds the reasons are the figures alone, which stand below.
    held = verdict.reasons if verdict.thresholds else ()
    reasons = [one for one in held if str(one) not in obstacles | elsewhere]
    forbidden = say(lang, "What forbids the site is named above.")
    return [*([forbidden] if check.forbidden else []), *(sentence(one, lang) for one in reasons)]


def ranks_said(comparison: SiteComparison, lang: Lang) -> list[str]:
    """Return how many candidates the site is better than, and what the best plan adds, with its proof."""
    texts: list[str] = [rank_said(comparison), regret_said(comparison)]
    if comparison.not_compared:
        texts.append(
            Sentence(
                "{count:,} eligible candidates are not compared: how many places they would have is not known.",
                count=comparison.not_compared,
            )
        )
    return [sentence(text, lang) for text in dict.fromkeys(texts)]


def better_table(comparison: SiteComparison, lang: Lang) -> Rows:
    """Return the better eligible sites near by, numbered as on the map."""
    rows = [
        [
            str(number),
            str(row["name"]) or str(site),
            f"+{count(float(row['more']), lang)}",
            count(float(row["newly_served"]), lang),
            distance_said(float(row["distance_m"]), lang),
        ]
        for number, (site, row) in enumerate(comparison.better.iterrows(), start=1)
    ]
    head = ["No.", "Better site", "Adds more", "Newly served", "Distance"]
    note = "" if rows else none_better_said(comparison, lang)
    return Rows(head=[say(lang, one) for one in head], rows=rows, note=note)


def none_better_said(comparison: SiteComparison, lang: Lang) -> str:
    """Return that no better site is near; empty where there is no candidate at all."""
    if not comparison.of:
        return ""
    within = distance_said(comparison.within_m, lang)
    return say(lang, "No eligible candidate within {within} brings more.", within=within)


def farthest_said(comparison: SiteComparison, lang: Lang, study: StudyContext) -> list[str]:
    """Return which village stays farthest from help, and its way to the site, as sentences."""
    village = comparison.farthest
    if village is None:
        return []
    name = village.name or village.unit_id
    if village.level != "cell":
        name = say(
            lang, "{name} ({level})", name=name, level=level_said(study, village.level, lang)
        )
    with_site = travel_said(village.cost, village.unit, lang)
    today = travel_said(village.cost_before, village.unit, lang)
    said = (
        "{name} stays farthest from help: {cost} to its nearest site with this one, {before} today."
        if village.helped
        else "{name} stays farthest from help: {cost} to its nearest site; this one changes nothing there."
    )
    texts = [say(lang, said, name=name, cost=with_site, before=today)]
    texts.append(_way_said(village, lang))
    if village.without_way:
        texts.append(
            say(
                lang,
                "{number} villages have no way to any site; they are not compared.",
                number=count(village.without_way, lang),
            )
        )
    return texts


def _way_said(village: FarthestVillage, lang: Lang) -> str:
    if village.way is None:
        return say(lang, "No road leads from there to the site.")
    lengths = village.by_class["length_m"].drop([ACCESS, BARRIER], errors="ignore")
    lengths = lengths[lengths > 0].groupby(level=0).sum().sort_values(ascending=False)
    parts = [
        say(
            lang,
            "{distance} of {roads}",
            distance=distance_said(float(metres), lang),
            roads=say(lang, road_word(str(road))),
        )
        for road, metres in lengths.head(_CLASSES_MAX).items()
    ]
    return say(
        lang,
        "Its way to the site takes {cost}, {distance} long: {parts}.",
        cost=travel_said(village.cost_to_site, village.unit, lang),
        distance=distance_said(float(village.by_class["length_m"].sum()), lang),
        parts=say(lang, ", ").join(parts) or distance_said(0.0, lang),
    )
