"""A ranking of applications as a small card for notebooks; whatever comes from data is escaped."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from ..wording.messages import Lang, require_lang, say
from ..wording.words import count
from .blocks import ROWS_MAX, Table, block, more_said


class Ranked(Protocol):
    """Applications ranked: a `halfhour.ApplicationRanking`."""

    @property
    def table(self) -> pd.DataFrame:
        """The applications in order of rank."""
        ...


def ranking_html(ranking: Ranked, *, lang: Lang = "en") -> str:
    """Return the first applications by rank, and which are of the best set.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    table = ranking.table
    first = table.head(ROWS_MAX)
    rows = [
        (
            str(row["rank"]),
            str(row["name"]) or str(id_),
            str(row["service"]),
            count(float(row["newly_served"]), words),
            "" if pd.isna(row["adds_in_order"]) else count(float(row["adds_in_order"]), words),
            say(words, "forbidden") if row["forbidden"] else "",
            say(words, "yes") if row["in_best_set"] else "",
        )
        for id_, row in first.iterrows()
    ]
    heads = (
        *("Rank", "Application", "Service", "Newly served alone", "Adds after those above"),
        *("Obstacles", "Best set"),
    )
    return block(
        repr(ranking)[1:-1],
        Table(
            head=[say(words, head) for head in heads],
            rows=rows,
            words=(1, 2, 5, 6),
            more=more_said(len(table) - len(first), words),
        ),
    )
