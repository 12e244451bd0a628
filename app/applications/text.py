"""A ranking as a table for the terminal, no wider than 80 letters."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.table import Table

from ...maps.wording.messages import Lang, say
from ...maps.wording.words import count
from ...optimize.site_comparison.verdict import STEP_WORDS
from .ranking import RankedApplications, RankedService
from .shown import best_said

_FIRST = 20
"""So many applications are told; ``applications.xlsx`` has all."""


def ranking_tables(ranking: RankedApplications, lang: Lang) -> Iterator[Table | str]:
    """Yield for each service its ranking and its best set, then the rows that were not checked, and notes."""
    for service in ranking.services.values():
        yield _ranked(service, lang)
        if len(service.order) > _FIRST:
            more = len(service.order) - _FIRST
            yield say(lang, "… {number} more in {file}", number=more, file="applications.xlsx")
        yield " ".join(one.said(lambda text: say(lang, text)) for one in best_said(service))
    if ranking.refused:
        table = Table(title=say(lang, "Rows that were not checked"), box=box.ROUNDED, expand=True)
        table.add_column(say(lang, "Row"), justify="right")
        table.add_column(say(lang, "Application"), overflow="fold")
        table.add_column(say(lang, "Reason"), overflow="fold", ratio=1)
        for one in ranking.refused[:_FIRST]:
            reason = one.reason.said(lambda text: say(lang, text))
            table.add_row(str(one.row), one.name or one.id, reason)
        yield table
        if len(ranking.refused) > _FIRST:
            more = len(ranking.refused) - _FIRST
            yield say(lang, "… {number} more in {file}", number=more, file="applications.xlsx")
    for note in ranking.notes:
        yield note.said(lambda text: say(lang, text))


def _ranked(service: RankedService, lang: Lang) -> Table:
    table = Table(title=service.title.said(lang), box=box.ROUNDED, expand=True)
    table.add_column(say(lang, "Rank"), justify="right")
    table.add_column(say(lang, "Application"), overflow="fold", ratio=1)
    table.add_column(say(lang, "Newly served alone"), justify="right")
    table.add_column(say(lang, "Adds after those above"), justify="right")
    table.add_column(say(lang, "Verdict"))
    table.add_column(say(lang, "Best set"), justify="right")
    chosen = service.together.chosen
    for rank, one in enumerate(service.order[:_FIRST], start=1):
        id_, step = one.asked.id, one.verdict.step
        adds = service.adds.get(id_)
        verdict = "" if step is None else say(lang, STEP_WORDS[step])
        table.add_row(
            str(rank),
            f"{one.asked.name} ({id_})" if one.asked.name else id_,
            count(one.newly_served, lang),
            "" if adds is None else count(adds, lang),
            say(lang, "forbidden") if one.forbidden else verdict,
            str(chosen.index(id_) + 1) if id_ in chosen else "",
        )
    return table
