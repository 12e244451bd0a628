"""Sentences that pictures, charts and displays share: a limit in short, and what a certificate proves."""

from __future__ import annotations

from ...coverage.assessment import Assessment
from ...geo.study_context import NO_STUDY, StudyContext
from ...optimize.plan import Certificate, measure_words
from .messages import Lang, say
from .words import count, limit, mode_words, percent


def limit_in_short(assessment: Assessment, lang: Lang) -> str:
    """Return the limit and the modes, without saying which tier has which: ``30 minutes by car, on foot``."""
    mode = assessment.times.mode
    if isinstance(mode, str):
        return limit(assessment, lang)
    modes = say(lang, ", ").join(mode_words(one, lang) for one in dict.fromkeys(mode.values()))
    if assessment.limit_min is None:
        amount = count(assessment.limit, lang)
        return say(lang, "{amount} metres {mode}", amount=amount, mode=modes)
    amount = f"{assessment.limit_min:g}"
    return say(lang, "{amount} minutes {mode}", amount=amount, mode=modes)


def certificate_said(
    certificate: Certificate, lang: Lang, *, study: StudyContext = NO_STUDY
) -> str:
    """Return what a certificate proves, as one sentence; money in the unit of the study."""
    of_money = certificate.measure == "cost" and bool(study.money)
    if lang == "en" and not of_money:
        return str(certificate)
    if certificate.status == "infeasible":
        return say(lang, "infeasible: nothing fulfils what is asked")
    unit = say(lang, measure_words(certificate.measure, certificate.cost_unit))
    if of_money:
        unit = f"({study.money.said(lang)})"
    most = "at most" if certificate.sense == "maximise" else "at least"
    proof = "optimal" if certificate.status == "optimal" else "within {gap} ({status})"
    return say(
        lang,
        f"{proof}: {{objective}} of {most} {{bound}} {{unit}}",
        gap=f"{certificate.optimality_gap:.2%}",
        status=say(lang, certificate.status),
        objective=_figure(certificate, certificate.objective_value, lang),
        bound=_figure(certificate, certificate.bound, lang),
        unit=unit,
    )


def _figure(certificate: Certificate, value: float, lang: Lang) -> str:
    if certificate.measure == "share":
        return percent(value)
    if certificate.measure in ("average", "worst"):
        return f"{value:.1f}"
    return count(value, lang)
