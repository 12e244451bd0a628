"""What a study's maps, pictures and tables show beside the figures, from its file and its layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

from ...common.words import Words
from ...coverage.site_check.eligibility import Eligibility
from ...geo.study_context import StudyContext
from ...maps.wording.messages import LANGS, say
from .layers import Layers
from .map_places import map_places
from .schema import ScenarioEntry, StudyFile


def study_context(layers: Layers) -> StudyContext:
    """Return the titles, words and layers that travel with everything computed from a study."""
    file = layers.file
    return StudyContext(
        title=study_title(file),
        notice=file.notice,
        credits=file.credits,
        services={name: one.title for name, one in file.services.items() if one.title},
        scenarios={
            **{name: one.title for name, one in file.scenarios_or_today().items()},
            **{name: one.title for name, one in file.joint.items()},
        },
        levels={one.level: one.title for one in file.units if one.title},
        alike=_alike(file.scenarios_or_today()),
        money=Words() if file.money is None else file.money.unit,
        units=next(iter(layers.units.values()), None),
        boundaries=layers.units,
        water=layers.water,
        land=layers.land,
        land_said={service: _conditions(found) for service, found in layers.eligibility.items()},
        places=map_places(layers),
        roads=layers.roads,
        tiles=None if file.basemap is None else file.basemap.layer(),
        date=file.date,
    )


def study_title(file: StudyFile) -> Words:
    """Return a study's title, or its name in both languages."""
    return file.title or Words.of(file.name)


def _conditions(found: Eligibility) -> dict[str, Words]:
    """Return what is to be checked of the candidates that are eligible only under a condition."""
    states = found.table["eligibility"]
    return {
        site: Words(
            **{
                lang: " ".join(one.said_in(lang, partial(say, lang)) for one in told)
                for lang in LANGS
            }
        )
        for site, told in found.obstacles.items()
        if states[site] == "conditional"
    }


def _alike(scenarios: Mapping[str, ScenarioEntry]) -> frozenset[str]:
    """Return the scenarios without a title whose question, as a title puts it, is asked by another one, too."""
    asked = {
        name: (entry.service, entry.objective.kind, entry.max_new, entry.budget)
        for name, entry in scenarios.items()
        if not entry.title
    }
    times = Counter(asked.values())
    return frozenset(name for name, question in asked.items() if times[question] > 1)
