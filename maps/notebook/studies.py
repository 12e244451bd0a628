"""What notebooks show of studies, of what is asked of them, and of written plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from ...coverage.assessment import Assessment
from ...coverage.limit_sensitivity import LimitSensitivity
from ...optimize.joint.plan import JointPlan
from ...optimize.joint.scenario import JointScenario
from ...optimize.plan import Plan
from ...optimize.scenario import Scenario
from ..wording.messages import Lang, require_lang, say
from ..wording.near_limit import near_limit_count, near_limit_rows
from ..wording.titles import scenario_title
from ..wording.words import count, percent
from .blocks import Table, block


class OpenedStudy(Protocol):
    """A study whose travel times are computed: ``halfhour.Study``."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        """Today's coverage by service."""
        ...

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Its questions of one service by name."""
        ...

    @property
    def joint(self) -> Mapping[str, JointScenario]:
        """Its questions of several services by name."""
        ...


class WrittenPlan(Protocol):
    """A plan, or a joint plan, in its folder: ``halfhour.PlanFolder`` or ``JointFolder``."""

    @property
    def plan(self) -> Plan | JointPlan:
        """The plan."""
        ...

    @property
    def folder(self) -> Path:
        """Where its files are."""
        ...


def study_html(study: OpenedStudy, *, lang: Lang = "en") -> str:
    """Return a row for each service, today, and the questions that the study asks.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    head = ("Service", "Group", "People", "Served", "Share served", "Gap")
    today = Table(
        head=[say(words, word) for word in head],
        rows=[
            (
                service,
                say(words, one.group),
                count(one.people_total, words),
                count(one.people_served, words),
                percent(one.share),
                count(one.gap_people, words),
            )
            for service, one in study.assessments.items()
        ],
        words=(0, 1),
    )
    asked = [(name, repr(one)[1:-1]) for name, one in study.scenarios.items()]
    asked += [(name, repr(one)[1:-1]) for name, one in study.joint.items()]
    return block(study.name, today, Table(rows=asked, words=(0, 1)))


def scenario_html(scenario: Scenario, *, lang: Lang = "en") -> str:
    """Return what a scenario asks: objective, people, limit, amounts.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    metres = scenario.times.unit == "m"
    limit = "Limit, metres" if metres else "Limit, minutes"
    asked: dict[str, object] = {
        "Objective": scenario.objective.kind,
        "Group": say(words, scenario.group),
        limit: f"{scenario.limit / (1 if metres else 60):g}",
        "New sites": "" if scenario.max_new is None else count(scenario.max_new, words),
        "Budget": "" if scenario.budget is None else count(scenario.budget, words),
        "Candidates": count(len(scenario.candidates), words),
    }
    rows = [(say(words, name), str(value)) for name, value in asked.items() if value != ""]
    return block(scenario_title(scenario, words), Table(rows=rows))


def joint_scenario_html(joint: JointScenario, *, lang: Lang = "en") -> str:
    """Return a row for each service of a joint scenario.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    rows = [(service, repr(one)[1:-1]) for service, one in joint.scenarios.items()]
    rows += [("", repr(rule)) for rule in joint.rules]
    head = (say(words, "Service"), say(words, "Objective"))
    return block(repr(joint)[1:-1], Table(head=head, rows=rows, words=(0, 1)))


def plans_html(plans: Iterable[WrittenPlan], *, lang: Lang = "en") -> str:
    """Return a row for each written plan: what it is, and where.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    joint = getattr(plans, "joint", [])
    rows = [(str(one.folder), repr(one.plan)[1:-1]) for one in (*plans, *joint)]
    head = (say(words, "Folder"), say(words, "Plan"))
    return block("", Table(head=head, rows=rows, words=(0, 1)))


def folder_html(written: WrittenPlan, *, lang: Lang = "en") -> str:
    """Return what one written plan is, and where.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    return plans_html([written], lang=lang)


def limit_sensitivity_html(near: LimitSensitivity, *, lang: Lang = "en") -> str:
    """Return who is within the limit, only just, and only just not.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    rows = [
        (say(words, "People"), count(near.people_total, words)),
        (say(words, "Within reach"), count(near.reach, words)),
        *((name, near_limit_count(people, words)) for name, people in near_limit_rows(near, words)),
    ]
    return block(say(words, near.group), Table(rows=rows))
