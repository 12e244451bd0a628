"""What is proven of a plan, in a sentence: no other choice is better, or by how much one could be."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

from ...optimize.core.tolerances import TOLERANCE
from ...optimize.joint.plan import JointPlan
from ...optimize.plan import Certificate, Plan
from .messages import Lang, say
from .money import amount_said, money_said
from .words import count, percent


class _Claim(NamedTuple):
    """What several candidates do no better, what one choice does no better, and how much is still open."""

    several: str
    one: str
    open_gap: str


_MORE: Final = "At most {gap} more people would be possible{conditions}."
_SHORTER: Final = "The average way could be at most {gap} shorter{conditions}."
_CHEAPER: Final = "At most {gap} less money would be possible{conditions}."

CLAIMS: Final = {
    "people": _Claim("serve more people", "serves more people", _MORE),
    "people_by_nearness": _Claim(
        "serve more people, each counted by how near a site is",
        "serves more people, each counted by how near a site is",
        _MORE,
    ),
    "share": _Claim(
        "serve a larger share of the worst served unit",
        "serves a larger share of the worst served unit",
        "At most {bound} of the worst served unit could be served{conditions}.",
    ),
    "person_years": _Claim(
        "serve more people over the years",
        "serves more people over the years",
        "At most {gap} more people over the years would be possible{conditions}.",
    ),
    "average": _Claim("make the average way shorter", "makes the average way shorter", _SHORTER),
    "worst": _Claim(
        "make the longest way shorter",
        "makes the longest way shorter",
        "The longest way could be at most {gap} shorter{conditions}.",
    ),
    "cost": _Claim("cost less", "costs less", _CHEAPER),
    "sites": _Claim("", "", "At most {number} fewer new sites would be enough{conditions}."),
}
"""By what an objective counts."""


def proof_said(plan: Plan, lang: Lang) -> str:
    """Return what is proven of a plan as a sentence, with the conditions under which it holds.

    Parameters
    ----------
    plan
        The plan.
    lang
        Language of the sentence.
    """
    certificate = plan.certificate
    # The limits of one service alone say nothing of the choice for all.
    none_allowed = plan.scenario.max_new == 0 and not plan.together
    if certificate.status == "infeasible":
        return say(lang, "Nothing fulfils what is asked: no plan is possible.")
    if not math.isfinite(certificate.optimality_gap) or not math.isfinite(certificate.bound):
        return say(lang, "It is not known how much better another choice could be.")
    if not certificate.sizes.candidates or none_allowed:
        return say(lang, "No new site may be opened: there was nothing to choose.")
    if certificate.optimality_gap > 0:
        return _open_gap(plan, lang)
    return _proven(plan, lang)


def joint_proof_said(joint: JointPlan, lang: Lang) -> str:
    """Return what is proven of a joint plan, as a sentence.

    Parameters
    ----------
    joint
        The joint plan.
    lang
        Language of the sentence.
    """
    # Each part has the proof of all.
    return proof_said(next(iter(joint.plans.values())), lang)


def _proven(plan: Plan, lang: Lang) -> str:
    number, candidates = len(plan.opened), plan.certificate.sizes.candidates
    words = {
        "number": count(number, lang),
        "candidates": count(candidates, lang),
    }
    if _measure(plan) == "sites":
        words["conditions"] = _conditions(plan, lang, exact=False)
        if not number:
            return say(lang, "What is asked holds without a new site: proven.")
        return say(
            lang,
            "Fewer than {number} of the {candidates} candidates are not enough{conditions}: proven.",
            **words,
        )
    claim = CLAIMS[_measure(plan)]
    exact = number == plan.scenario.max_new and number < candidates
    exact = exact and not plan.years and not plan.together
    words["conditions"] = _conditions(plan, lang, exact=exact)
    if not exact:
        return say(
            lang,
            "No other choice of the {candidates} candidates {better}{conditions}: proven.",
            **words,
            better=say(lang, claim.one),
        )
    if number == 1:
        return say(
            lang,
            "No other of the {candidates} candidates {better}{conditions}: proven.",
            **words,
            better=say(lang, claim.one),
        )
    return say(
        lang,
        "No other {number} of the {candidates} candidates {better}{conditions}: proven.",
        **words,
        better=say(lang, claim.several),
    )


def _open_gap(plan: Plan, lang: Lang) -> str:
    certificate, measure = plan.certificate, _measure(plan)
    said = say(
        lang,
        CLAIMS[measure].open_gap,
        gap=_rounded_up(certificate.optimality_gap),
        bound=_rounded_up(certificate.bound) if measure == "share" else "",
        number=count(_fewer_sites(certificate), lang) if measure == "sites" else "",
        conditions=_conditions(plan, lang, exact=False),
    )
    if certificate.status == "optimal":
        return said
    stopped = say(lang, "The search was {status}.", status=say(lang, certificate.status))
    return say(lang, "{sentence} {other}", sentence=said, other=stopped)


def _measure(plan: Plan) -> str:
    """Return what the plan's objective counts, as a key of `CLAIMS`."""
    return plan.certificate.measure.removeprefix("weighted_")


def _fewer_sites(certificate: Certificate) -> int:
    """Return how many sites fewer than opened are not ruled out by the bound."""
    least = math.ceil(certificate.bound - TOLERANCE * max(1.0, abs(certificate.bound)))
    return round(certificate.objective_value) - least


def _rounded_up(share: float) -> str:
    """Return a share that was proven as the most, never rounded below itself."""
    digits = 1 if share >= 0.001 else 2
    scale = 10 ** (digits + 2)
    # Noise of a quotient, far behind the point, is no step of its own.
    return f"{math.ceil(round(share * scale, 6)) / scale:.{digits}%}"


def _conditions(plan: Plan, lang: Lang, *, exact: bool) -> str:
    """Return in brackets what every choice had to fulfil; nothing where all were free."""
    if plan.together:
        # The candidates, the people and what is asked are those of all services.
        return say(lang, " ({conditions})", conditions=say(lang, "all services together, as asked"))
    scenario = plan.scenario
    asked: list[str] = []
    if scenario.max_new is not None and not exact:
        number = count(scenario.max_new, lang)
        asked.append(say(lang, "at most {number} new sites", number=number))
    if scenario.budget is not None:
        budget = money_said(scenario.times.study, amount_said(scenario.budget, lang), lang)
        asked.append(say(lang, "within the budget of {budget}", budget=budget))
    if scenario.must_open:
        number = count(len(set(scenario.must_open)), lang)
        asked.append(say(lang, "{number} of them in any case", number=number))
    if scenario.forbidden:
        number = count(len(set(scenario.forbidden)), lang)
        asked.append(say(lang, "without {number} that are ruled out", number=number))
    asked += _asked_of_the_objective(scenario.objective, lang)
    if scenario.weighed or plan.certificate.measure.startswith("weighted_"):
        asked.append(say(lang, "people weighed as asked"))
    if not asked:
        return ""
    return say(lang, " ({conditions})", conditions=say(lang, "; ").join(asked))


def _asked_of_the_objective(objective: Any, lang: Lang) -> list[str]:  # noqa: ANN401 - objectives have own options
    """Return what an objective asks of every choice besides being the best."""
    asked = []
    if objective.kind == "set_covering" and objective.share:
        share = percent(objective.share)
        asked.append(say(lang, "at least {share} of the people served", share=share))
    if getattr(objective, "unit_share", None) is not None:
        asked.append(say(lang, "every unit with the share that is asked"))
    if getattr(objective, "floor", None) is not None:
        asked.append(say(lang, "every unit with its floor"))
    if getattr(objective, "within_limit", False):
        asked.append(say(lang, "everybody within the limit"))
    if getattr(objective, "serve_all", False) or objective.kind in {
        "capacitated_facility_location",
        "capacitated_p_median",
    }:
        asked.append(say(lang, "everybody within reach with a place"))
    if getattr(objective, "whole_cells", False):
        asked.append(say(lang, "each cell to one site"))
    if objective.kind == "multi_period_covering":
        asked.append(say(lang, "within each year's sites and money"))
    return asked
