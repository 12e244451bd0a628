"""What notebooks show of curves, joint plans and checks against standards."""

from __future__ import annotations

import math

from ...coverage.rules.verdicts import SHARE, Verdicts
from ...coverage.rules.whole import said_amount, said_unit
from ...geo.study_context import NO_STUDY
from ...optimize.frontier import Frontier
from ...optimize.joint.plan import JointPlan
from ...optimize.sensitivity.result import Sensitivity
from ...optimize.sweep import Sweep
from ..compliance_page.data import Checked
from ..wording.messages import Lang, require_lang, say
from ..wording.picture_words import certificate_said
from ..wording.words import count, percent, sentence
from .blocks import ROWS_MAX, Table, block, written
from .tables import comparison, comparison_html


def frontier_html(frontier: Frontier, *, lang: Lang = "en") -> str:
    """Return the points of a curve as a table, and where it bends most.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    points = frontier.points.drop(columns="opened").reset_index()
    knee = "" if frontier.knee is None else say(words, "knee: {at}", at=f"{frontier.knee:g}")
    return written("frontier", knee=knee, comparison=comparison(points, words))


def sweep_html(swept: Sweep, *, lang: Lang = "en") -> str:
    """Return a row for each combination of settings, with its figures and proof.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    return comparison_html(swept.table.drop(columns="opened"), lang=lang)


def sensitivity_html(found: Sensitivity, *, lang: Lang = "en") -> str:
    """Return a row for each change, with the people whom the plan's sites and the best plan serve.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    return comparison_html(found.table.drop(columns="opened"), lang=lang)


def joint_plan_html(plan: JointPlan, *, lang: Lang = "en") -> str:
    """Return a row for each service, what is proven, and conflicts if there are any.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    study = next((one.after.times.study for one in plan.plans.values()), NO_STUDY)
    return written(
        "joint_plan",
        name=plan.joint.name,
        comparison=comparison(plan.table(), words),
        certificate=certificate_said(plan.certificate, words, study=study),
        conflicts=[sentence(text, words) for text in plan.conflicts],
    )


def compliance_html(checked: Checked, *, lang: Lang = "en") -> str:
    """Return how many rules are met in the whole area, and those that are not.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    counts = checked.verdicts.counts()
    summary = say(
        words,
        "{met} met, {short} short, {none} without a verdict",
        met=counts["met"],
        short=counts["failed"],
        none=counts["open"],
    )
    return block(f"{checked.standards.header.name}: {summary}", _short(checked.verdicts, words))


def _short(verdicts: Verdicts, lang: Lang) -> Table:
    whole = verdicts.overall()
    failed = whole[whole["passed"].eq(other=False).fillna(value=False).astype(bool)]
    rows = [
        (
            str(row[f"title_{lang}"]),
            _figure(float(row["figure"]), str(row["figure_unit"]), lang),
            _figure(float(row["target"]), str(row["figure_unit"]), lang),
            _amount(said_amount(row["shortfall"], row["kind"]), row["shortfall_unit"], lang),
        )
        for _, row in failed.head(ROWS_MAX).iterrows()
    ]
    head = (say(lang, "Standard"), say(lang, "Figure"), say(lang, "Target"), say(lang, "Missing"))
    return Table(head=head, rows=rows)


def _figure(value: float, unit: str, lang: Lang) -> str:
    if math.isnan(value):
        return ""
    if unit == SHARE:
        return percent(value)
    return count(value, lang) if abs(value) >= 1000 else f"{value:.4g}"


def _amount(value: float, unit: str, lang: Lang) -> str:
    figure = _figure(value, "", lang)
    return f"{figure} {say(lang, said_unit(value, unit)).replace('_', ' ')}" if figure else ""
