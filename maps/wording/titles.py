"""What scenarios and documents are called for their readers."""

from __future__ import annotations

from ...common.words import Words
from ...optimize.scenario import Scenario
from .messages import LANGS, Lang, say
from .questions import question_said
from .words import services_said


def scenario_title(scenario: Scenario, lang: Lang) -> str:
    """Return a scenario's title: its study's, its name where it has no study, or its question in words."""
    study, name = scenario.times.study, scenario.name
    if name not in study.scenarios and name:
        return name
    own = study.scenarios.get(name)
    if own:
        return own.said(lang)
    service = services_said(scenario.times, lang)
    question = question_said(scenario, lang)
    said = say(lang, "{service}: {question}", service=service, question=question)
    titled = said if service else question[:1].upper() + question[1:]
    return f"{titled} ({name})" if name in study.alike else titled


def scenario_titles(scenario: Scenario) -> Words:
    """Return a scenario's title in both languages."""
    return Words(**{lang: scenario_title(scenario, lang) for lang in LANGS})


def joined_titles(*titles: Words) -> Words:
    """Return titles one after the other, as a document is called; empty ones are left out."""
    parts = [title for title in titles if title]
    return Words(**{lang: say(lang, ": ").join(one.said(lang) for one in parts) for lang in LANGS})
