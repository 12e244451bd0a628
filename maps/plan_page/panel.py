"""The panel beside the map: its parts, which the page's scripts fill, notes, and what the signs mean."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from ...common.words import Words
from ...coverage.assessment import Assessment
from ...coverage.limit_sensitivity import limit_sensitivity
from ...geo.study_context import StudyContext
from ...optimize.plan import Plan
from ..document.licences import inlined_licences
from ..document.templates import rendered
from ..signs.classes import NO_PEOPLE_COLOUR, SHARE_CLASSES
from ..signs.picture_states import tier_shapes
from ..signs.sites import sign_svg
from ..signs.states import GAP_COLOURS, NEW_COLOURS, NO_PLACE_COLOURS, people_breaks
from ..wording.messages import LANGS, Lang, say
from ..wording.near_limit import near_limit_said
from ..wording.picture_words import certificate_said
from ..wording.tier_words import tier_said
from ..wording.words import count, mode_words, sentence
from .cells import levels
from .shown import Shown
from .sites import site_shapes


def panel_html(
    plan: Plan,
    today: Assessment,
    *,
    title: Words,
    study: StudyContext,
    units: bool,
    shown: Shown | None = None,
) -> str:
    """Return the panel as HTML, its fixed parts in every language; whatever comes from data is escaped.

    Parameters
    ----------
    plan, today
        The plan, and coverage before it.
    title
        Heading, below the study's title.
    study
        Title, notice, credits and date.
    units
        Whether the map shows shares by unit, which the legend then explains.
    shown
        What of the plan the page shows; by default all.
    """
    breaks = people_breaks(today) if shown is None else shown.breaks
    page_notes = () if shown is None else shown.notes
    heads, tails = [], []
    for lang in LANGS:
        words = {"lang": lang, "_": partial(say, lang)}
        said = [sentence(note, lang) for note in page_notes]
        heads.append((lang, rendered("page/plan/panel_head.html.jinja", **words, page_notes=said)))
        signs = _signs(plan, today, breaks, lang)
        about = {
            "credit": study.credits.said(lang),
            "licences": inlined_licences(),
            "version": version("halfhour"),
            "date": "" if study.date is None else study.date.isoformat(),
            "certificate": certificate_said(plan.certificate, lang, study=plan.after.times.study),
            "notes": _notes(plan, today, lang),
        }
        known = levels(today.times.demand)
        tail = rendered(
            "page/plan/panel_tail.html.jinja", **words, **signs, **about, units=units, levels=known
        )
        tails.append((lang, tail))
    return rendered(
        "page/plan/panel.html.jinja",
        title=title,
        study=study,
        heads=heads,
        tails=tails,
    )


def _notes(plan: Plan, today: Assessment, lang: Lang) -> list[str]:
    """Return the plan's notes and, where travel times end too early, why a figure is not known."""
    share = plan.scenario.times.travel_uncertainty
    near = [limit_sensitivity(one, travel_uncertainty=share) for one in (today, plan.after)]
    unknown = [near_limit_said(one, lang) for one in near if one.people_gained is None]
    return [*(sentence(note, lang) for note in plan.notes), *unknown[:1]]


def _signs(
    plan: Plan, today: Assessment, breaks: tuple[float, float, float], lang: Lang
) -> dict[str, object]:
    low, middle, high = (count(value, lang) for value in breaks)
    words = (
        say(lang, "under {number}", number=low),
        say(lang, "{low} to {high}", low=low, high=middle),
        say(lang, "{low} to {high}", low=middle, high=high),
        say(lang, "{number} and more", number=high),
    )
    return {
        "proposed": plan.opened,
        "existing": _existing_signs(today, lang),
        "candidate": _candidate_sign(plan, today, lang),
        "places": plan.after.capacity is not None,
        "size_classes": list(zip(GAP_COLOURS, NO_PLACE_COLOURS, NEW_COLOURS, words, strict=True)),
        "share_classes": [
            *((colour, say(lang, text)) for _, colour, text in SHARE_CLASSES),
            (NO_PEOPLE_COLOUR, say(lang, "nobody lives here")),
        ],
    }


def _candidate_sign(plan: Plan, today: Assessment, lang: Lang) -> tuple[str, str]:
    """Shape and words of candidates; they have the shapes of their tiers where these differ."""
    sites = plan.before.times.sites
    tiers = set(sites.loc[sites["status"] == "candidate", "tier"].fillna("").astype(str))
    if len(tiers) > 1:
        return sign_svg("o", radius=4.4, centre=10), say(
            lang, "Candidate, in the shape of its tier"
        )
    shapes = site_shapes(plan, today)
    shape = next((shapes[tier] for tier in tiers), "o")
    return sign_svg(shape, radius=4.4, centre=10), say(lang, "Candidate")


def _existing_signs(today: Assessment, lang: Lang) -> list[tuple[str, str]]:
    """Shape and words of each tier of existing sites, with its mode where tiers differ."""
    mode = today.times.mode
    sites = today.times.sites.loc[list(today.open_sites)]
    services_of = dict(zip(sites["tier"].fillna("").astype(str), sites["service"], strict=True))
    shapes = tier_shapes(sites) or {"": "o"}
    if len(shapes) == 1:
        return [
            (
                sign_svg(next(iter(shapes.values())), radius=6.5, centre=10),
                say(lang, "Existing site"),
            )
        ]
    signs = []
    for tier, shape in shapes.items():
        words = tier_said(str(services_of[tier]), tier, lang)
        if not isinstance(mode, str) and tier in mode:
            words = say(lang, "{tier}, {mode}", tier=words, mode=mode_words(mode[tier], lang))
        signs.append((sign_svg(shape, radius=6.2, centre=10), words))
    return signs
