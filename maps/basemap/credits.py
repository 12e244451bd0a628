"""Whose data a map or a picture shows."""

from __future__ import annotations

from ...common.words import Words
from ...geo.roads.network import RoadNetwork
from ...geo.study_context import FromStudy, StudyContext, Text
from ..wording.messages import LANGS, say
from .roads import road_credit


def credits_shown(
    given: Text | FromStudy, study: StudyContext, network: RoadNetwork | None
) -> Words:
    """Return what is given; else what the study says; else OpenStreetMap for roads of an extract.

    Parameters
    ----------
    given
        Credits, empty ones for none; ``FROM_STUDY`` where the caller says nothing.
    study
        Where the travel times came from.
    network
        The roads that are shown, if any.
    """
    if not isinstance(given, FromStudy):
        return Words.of(given)
    source = "" if network is None else road_credit(network.source)
    return study.credits or Words(**{lang: say(lang, source) for lang in LANGS if source})
