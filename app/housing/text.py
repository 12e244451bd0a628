"""What `halfhour check --new-people` prints: a table of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from rich import box
from rich.table import Table

from ...geo.tables import Unit
from ...maps.wording.messages import Lang, say
from ...optimize.site_comparison.said import cost_said
from .answer import HousingAnswer, ServiceForHousing
from .said import need_said, parcel_said, places_said, reserve_said, when_said

_SITES: Final = 3
"""So many open sites and candidates are told; ``housing.xlsx`` has all."""

Row = tuple[str, str]


def housing_table(answer: HousingAnswer, lang: Lang) -> Table:
    """Return what must accompany new housing, service by service, and by when."""
    lon, lat = answer.at
    title = say(
        lang,
        "New housing at {lon}, {lat}, {year}",
        lon=f"{lon:.6f}",
        lat=f"{lat:.6f}",
        year=str(answer.year),
    )
    table = Table(title=title, box=box.ROUNDED, show_header=False, expand=True)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=5, overflow="fold")
    sections = [
        _head(answer, lang),
        *(_service(answer, one, lang) for one in answer.services),
        _when(answer, lang),
    ]
    for section in sections:
        rows = list(section)
        for row in rows:
            table.add_row(*row)
        if rows:
            table.add_section()
    return table


def _head(answer: HousingAnswer, lang: Lang) -> Iterator[Row]:
    yield say(lang, "Number of the check"), answer.id
    for group, number in answer.people.items():
        yield say(lang, "new {group}", group=say(lang, group)), f"{number:,.0f}"
    for obstacle in answer.obstacles:
        yield say(lang, "To be checked"), answer.said(obstacle.said, lang)
    for text in (*answer.assumptions, *answer.left_out):
        yield say(lang, "Assumption"), answer.said(text, lang)


def _service(answer: HousingAnswer, one: ServiceForHousing, lang: Lang) -> Iterator[Row]:
    need, found = one.need, one.parcels
    yield one.title.said(lang), answer.said(need_said(need), lang)
    places = places_said(need)
    if places is not None:
        yield "", answer.said(places, lang)
    if need.enough:
        return
    for number, (site, row) in enumerate(need.hosts.head(_SITES).iterrows()):
        head = say(lang, "Nearest open sites") if number == 0 else ""
        yield head, _host(answer, str(site), row, need.unit, lang)
    for number, (site, row) in enumerate(found.candidates.head(_SITES).iterrows()):
        text = say(
            lang,
            "{name}: {cost}, alone serves {people} of those who are short",
            name=str(row["name"]) or str(site),
            cost=_cost(answer, float(row["cost"]), need.unit, lang),
            people=f"{max(row['alone'], 0.0):,.0f}",
        )
        yield say(lang, "Nearest candidates") if number == 0 else "", text
    yield say(lang, "Parcels"), answer.said(reserve_said(found), lang)
    for site, row in found.parcels.iterrows():
        yield "", answer.said(parcel_said(str(site), row, found), lang)


def _host(answer: HousingAnswer, site: str, row: pd.Series, unit: Unit, lang: Lang) -> str:
    name, cost = str(row["name"]) or site, _cost(answer, float(row["cost"]), unit, lang)
    if np.isnan(row["free"]):
        return say(lang, "{name}: {cost}", name=name, cost=cost)
    return say(
        lang,
        "{name}: {cost}, {free} places free",
        name=name,
        cost=cost,
        free=f"{row['free']:,.0f}" if np.isfinite(row["free"]) else say(lang, "any number of"),
    )


def _cost(answer: HousingAnswer, cost: float, unit: Unit, lang: Lang) -> str:
    if np.isfinite(cost):
        return answer.said(cost_said(cost, unit), lang)
    return say(lang, "beyond the limit")


def _when(answer: HousingAnswer, lang: Lang) -> Iterator[Row]:
    for number, text in enumerate(when_said(answer)):
        yield say(lang, "By when") if number == 0 else "", answer.said(text, lang)
