"""What a notebook shows of a check of new housing."""

from __future__ import annotations

from ...maps.notebook.blocks import Table, block
from ...maps.wording.messages import Lang, say
from .answer import HousingAnswer
from .said import need_said, reserve_said, when_said


def housing_card(answer: HousingAnswer, *, lang: Lang = "en") -> str:
    """Return who is short of which service, what is to be reserved and by when, as HTML.

    Parameters
    ----------
    answer
        The answer.
    lang
        ``"en"`` or ``"zh"``.
    """
    lon, lat = answer.at
    title = say(
        lang,
        "New housing at {lon}, {lat}, {year}",
        lon=f"{lon:.6f}",
        lat=f"{lat:.6f}",
        year=str(answer.year),
    )
    rows = [
        (
            one.title.said(lang),
            answer.said(need_said(one.need), lang),
            answer.said(reserve_said(one.parcels), lang),
        )
        for one in answer.services
    ]
    head = (say(lang, "Service"), say(lang, "New people"), say(lang, "Parcels"))
    more = " ".join(
        answer.said(text, lang)
        for text in (*answer.assumptions, *answer.left_out, *when_said(answer))
    )
    return block(title, Table(head=head, rows=rows, words=(0, 1, 2), more=more))
