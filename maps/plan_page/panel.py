"""The panel beside the map: its parts, which the page's scripts fill, notes and sources."""

from __future__ import annotations

from functools import partial

from ...common.packages.version import halfhour_version
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...coverage.limit_sensitivity import limit_sensitivity
from ...geo.study_context import StudyContext
from ...optimize.plan import Plan
from ..document.licences import inlined_licences
from ..document.templates import rendered
from ..wording.messages import LANGS, Lang, say
from ..wording.near_limit import near_limit_said
from ..wording.picture_words import certificate_said
from ..wording.words import sentence
from .shown import Shown


def panel_html(
    plan: Plan,
    today: Assessment,
    *,
    title: Words,
    study: StudyContext,
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
    shown
        What of the plan the page shows; by default all.
    """
    page_notes = () if shown is None else shown.notes
    heads, tails = [], []
    for lang in LANGS:
        words = {"lang": lang, "_": partial(say, lang)}
        said = [sentence(note, lang) for note in page_notes]
        heads.append((lang, rendered("page/plan/panel_head.html.jinja", **words, page_notes=said)))
        about = {
            "credit": study.credits.said(lang),
            "licences": inlined_licences(),
            "version": halfhour_version(),
            "date": "" if study.date is None else study.date.isoformat(),
            "certificate": certificate_said(plan.certificate, lang, study=plan.after.times.study),
            "notes": _notes(plan, today, lang),
        }
        tails.append((lang, rendered("page/plan/panel_tail.html.jinja", **words, **about)))
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
