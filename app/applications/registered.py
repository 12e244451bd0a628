"""Applications as lines of the study's register."""

from __future__ import annotations

from pathlib import Path

from ...data.register.append import append_checks
from ...maps.wording.messages import Lang, say
from ..site_check.registered import entry_of
from ..study.planned.register_path import register_path
from .ranking import RankedApplications


def add_ranking_to_register(ranking: RankedApplications, *, lang: Lang, note: str = "") -> Path:
    """Append a line for each application that was checked, all or none, and return where the register is.

    Parameters
    ----------
    ranking
        The ranking.
    lang
        Language of the obstacles.
    note
        As the user gave it.

    Raises
    ------
    InputError
        If the register cannot be written.
    """
    entries = [
        entry_of(
            one,
            check_id=ranking.check_id(one),
            service=one.asked.service,
            verdict=one.verdict.step or "",
            obstacles=" ".join(
                each.said_in(lang, lambda text: say(lang, text))
                for each in one.obstacles
                if each.forbids
            ),
            hash_=one.hash,
            applicant=one.asked.applicant,
            note=note,
        )
        for service in ranking.services.values()
        for one in service.order
    ]
    layers = next(iter(ranking.services.values())).desk.study.layers
    path = register_path(layers.file, layers.path)
    append_checks(path, entries)
    return path
