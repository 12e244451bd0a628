"""The sheets of ``applications.xlsx``."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...maps.wording.messages import Lang, say
from ...optimize.site_comparison.verdict import STEP_WORDS
from ..results.table_files import Sheet
from .ranking import RankedApplications
from .shown import best_said

_HEADINGS: Final = {
    "rank": "Rank",
    "application_id": "Number",
    "row": "Row",
    "name": "Name",
    "applicant": "Applicant",
    "service": "Service",
    "tier": "Tier",
    "capacity": "Places",
    "lon": "Longitude",
    "lat": "Latitude",
    "forbidden": "Forbidden",
    "obstacles": "Obstacles",
    "newly_served": "People newly served",
    "adds_in_order": "Adds after those above",
    "people_in_reach": "People within reach",
    "time_falls": "People whose way becomes shorter",
    "share_before": "Share before",
    "share_after": "Share with the site",
    "regret": "Regret, people",
    "better_than": "Better than so many candidates",
    "of": "Of candidates",
    "verdict": "Verdict",
    "in_best_set": "Best set",
    "check_id": "Number of the check",
}
_PEOPLE: Final = "#,##0"
_FORMATS: Final = {
    "capacity": _PEOPLE,
    "newly_served": _PEOPLE,
    "adds_in_order": _PEOPLE,
    "people_in_reach": _PEOPLE,
    "time_falls": _PEOPLE,
    "regret": _PEOPLE,
    "share_before": "0.00%",
    "share_after": "0.00%",
    "lon": "0.000000",
    "lat": "0.000000",
}


def ranking_sheets(ranking: RankedApplications, lang: Lang) -> dict[str, Sheet]:
    """Return the tables of a ranking by the name of their sheet, headings in a language."""
    return {
        say(lang, "Applications"): _ranked(ranking, lang),
        say(lang, "Best set"): _together(ranking, lang),
        say(lang, "Rows not checked"): _refused(ranking, lang),
        say(lang, "Notes"): _notes(ranking, lang),
    }


def _ranked(ranking: RankedApplications, lang: Lang) -> Sheet:
    table = ranking.table.reset_index()
    every = [(service, one) for service in ranking.services.values() for one in service.order]
    numbers = [
        service.together.chosen.index(one.asked.id) + 1
        if one.asked.id in service.together.chosen
        else None
        for service, one in every
    ]
    words = {
        "service": [service.title.said(lang) for service, _ in every],
        "obstacles": [
            " ".join(each.said_in(lang, lambda text: say(lang, text)) for each in one.obstacles)
            for _, one in every
        ],
        "forbidden": [say(lang, "yes") if one.forbidden else "" for _, one in every],
        "verdict": [
            "" if one.verdict.step is None else say(lang, STEP_WORDS[one.verdict.step])
            for _, one in every
        ],
        "in_best_set": numbers,
    }
    shown = {
        say(lang, heading): pd.Series(words.get(name, table[name].tolist()), dtype=object)
        for name, heading in _HEADINGS.items()
    }
    formats = {say(lang, _HEADINGS[name]): pattern for name, pattern in _FORMATS.items()}
    return Sheet(table=_finite(pd.DataFrame(shown)), formats=formats)


def _finite(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without infinite numbers, which no workbook holds: places of any number."""
    return table.map(lambda value: None if value == float("inf") else value)


def _together(ranking: RankedApplications, lang: Lang) -> Sheet:
    rows = [
        (service.title.said(lang), number, one, names.get(one, ""), adds)
        for service in ranking.services.values()
        for names in [{each.asked.id: each.asked.name for each in service.order}]
        for number, (one, adds) in enumerate(
            zip(service.together.chosen, service.together.adds, strict=True), start=1
        )
    ]
    heads = ("Service", "Order", "Number", "Name", "Adds after those above")
    table = pd.DataFrame(rows, columns=[say(lang, head) for head in heads])
    return Sheet(table=table, formats={say(lang, heads[-1]): _PEOPLE})


def _refused(ranking: RankedApplications, lang: Lang) -> Sheet:
    rows = [
        (one.row, one.id, one.name, one.reason.said(lambda text: say(lang, text)))
        for one in ranking.refused
    ]
    heads = ("Row", "Number", "Name", "Reason")
    return Sheet(table=pd.DataFrame(rows, columns=[say(lang, head) for head in heads]))


def _notes(ranking: RankedApplications, lang: Lang) -> Sheet:
    said = [
        *(
            f"{service.title.said(lang)}: {one.said(lambda text: say(lang, text))}"
            for service in ranking.services.values()
            for one in best_said(service)
        ),
        *(one.said(lambda text: say(lang, text)) for one in ranking.notes),
    ]
    return Sheet(table=pd.DataFrame({say(lang, "Note"): said}), is_list=False)
