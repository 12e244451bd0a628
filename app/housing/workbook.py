"""The sheets of ``housing.xlsx``: what new housing needs, for people who work in spreadsheets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...maps.wording.messages import Lang, say
from ..results.sheets.value_sheets import (
    DEGREES,
    PARTS,
    PEOPLE,
    TEXT,
    Column,
    data_sheet,
    figures_sheet,
    list_sheet,
)
from ..results.table_files import Sheet
from .answer import HousingAnswer, ServiceForHousing
from .said import need_said, parcel_said, places_said, reserve_said, when_said


def housing_sheets(answer: HousingAnswer, lang: Lang) -> dict[str, Sheet]:
    """Return the tables of a check of new housing by the name of their sheet, headings in a language."""
    return {
        say(lang, "Overview"): _overview(answer, lang),
        say(lang, "Services"): _services(answer, lang),
        say(lang, "Open sites"): _hosts(answer, lang),
        say(lang, "Candidates"): _candidates(answer, lang),
        say(lang, "Parcels"): _parcels(answer, lang),
        say(lang, "Data"): _data(answer, lang),
    }


def _overview(answer: HousingAnswer, lang: Lang) -> Sheet:
    lon, lat = answer.at
    rows: list[tuple[str, object, str]] = [
        (say(lang, "Number of the check"), answer.id, TEXT),
        (say(lang, "Study"), answer.study_name.said(lang), TEXT),
        (say(lang, "Date"), answer.date.isoformat(), TEXT),
        (say(lang, "Longitude"), lon, DEGREES),
        (say(lang, "Latitude"), lat, DEGREES),
        (say(lang, "Year"), answer.year, "0"),
        *(
            (say(lang, "new {group}", group=say(lang, group)), number, PEOPLE)
            for group, number in answer.people.items()
        ),
        *(
            (say(lang, "To be checked"), answer.said(one.said, lang), TEXT)
            for one in answer.obstacles
        ),
        *(
            (say(lang, "Assumption"), answer.said(one, lang), TEXT)
            for one in (*answer.assumptions, *answer.left_out)
        ),
    ]
    for one in answer.services:
        texts = [need_said(one.need), places_said(one.need), reserve_said(one.parcels)]
        rows += [
            (one.title.said(lang), answer.said(text, lang), TEXT)
            for text in texts
            if text is not None
        ]
    rows += [(say(lang, "By when"), answer.said(text, lang), TEXT) for text in when_said(answer)]
    return figures_sheet(rows, lang)


def _services(answer: HousingAnswer, lang: Lang) -> Sheet:
    needs = [one.need for one in answer.services]
    return list_sheet(
        {
            say(lang, "Service"): ([one.title.said(lang) for one in answer.services], TEXT),
            say(lang, "Group"): ([say(lang, one.group) for one in needs], TEXT),
            say(lang, "New people"): ([one.people for one in needs], PEOPLE),
            say(lang, "People within reach"): ([one.in_reach for one in needs], PEOPLE),
            say(lang, "Beyond the limit"): ([one.beyond_limit for one in needs], PEOPLE),
            say(lang, "Without a place"): ([one.without_place for one in needs], PEOPLE),
            say(lang, "People short"): ([one.short for one in needs], PEOPLE),
            say(lang, "Places a person takes"): ([one.need for one in needs], "General"),
            say(lang, "Places needed"): ([one.places_needed for one in needs], PARTS),
            say(lang, "Places missing"): ([one.places_short for one in needs], PARTS),
            say(lang, "Parcels that are enough"): (
                [one.parcels.sites for one in answer.services],
                "0",
            ),
            say(lang, "Still short with them"): (
                [one.parcels.still_short for one in answer.services],
                PEOPLE,
            ),
        }
    )


def _hosts(answer: HousingAnswer, lang: Lang) -> Sheet:
    rows = [
        (one, str(site), row) for one in answer.services for site, row in one.need.hosts.iterrows()
    ]
    return list_sheet(
        _place_columns(rows, lang)
        | {
            say(lang, "Within the limit"): (
                [say(lang, "yes") if row["within"] else say(lang, "no") for *_, row in rows],
                TEXT,
            ),
            say(lang, "Places"): ([_known(row["places"]) for *_, row in rows], PEOPLE),
            say(lang, "Free places"): ([_known(row["free"]) for *_, row in rows], PEOPLE),
        }
    )


def _candidates(answer: HousingAnswer, lang: Lang) -> Sheet:
    rows = [
        (one, str(site), row)
        for one in answer.services
        for site, row in one.parcels.candidates.iterrows()
    ]
    return list_sheet(
        _place_columns(rows, lang)
        | {
            say(lang, "Places"): ([_known(row["capacity"]) for *_, row in rows], PEOPLE),
            say(lang, "Would serve of those who are short"): (
                [row["alone"] for *_, row in rows],
                PEOPLE,
            ),
            say(lang, "Longitude"): ([row["lon"] for *_, row in rows], DEGREES),
            say(lang, "Latitude"): ([row["lat"] for *_, row in rows], DEGREES),
        }
    )


def _parcels(answer: HousingAnswer, lang: Lang) -> Sheet:
    rows = [
        (one, str(site), row)
        for one in answer.services
        for site, row in one.parcels.parcels.iterrows()
    ]
    yes, no = say(lang, "yes"), say(lang, "no")
    return list_sheet(
        _place_columns(rows, lang)
        | {
            say(lang, "Needed by every plan"): (
                [yes if row["needed"] else no for *_, row in rows],
                TEXT,
            ),
            say(lang, "Proven"): ([yes if row["proven"] else no for *_, row in rows], TEXT),
            say(lang, "Sites without it"): (
                [_known(row["sites_without"]) for *_, row in rows],
                "0",
            ),
            say(lang, "Short without it"): ([row["lost"] for *_, row in rows], PEOPLE),
            say(lang, "at least"): ([row["lost_bound"] for *_, row in rows], PEOPLE),
            say(lang, "In its place"): ([", ".join(row["instead"]) for *_, row in rows], TEXT),
            say(lang, "Conclusion"): (
                [answer.said(parcel_said(site, row, one.parcels), lang) for one, site, row in rows],
                TEXT,
            ),
        }
    )


def _place_columns(
    rows: list[tuple[ServiceForHousing, str, pd.Series]], lang: Lang
) -> dict[str, Column]:
    """Return the columns that say which site it is, and how far it is from the housing."""
    scale = [60.0 if one.need.unit == "s" else 1.0 for one, *_ in rows]
    metres = any(one.need.unit == "m" for one, *_ in rows)
    minutes = say(lang, "Minutes from the housing")
    head = say(lang, "Minutes or metres from the housing") if metres else minutes
    return {
        say(lang, "Service"): ([one.title.said(lang) for one, *_ in rows], TEXT),
        say(lang, "Site"): ([site for _, site, _ in rows], TEXT),
        say(lang, "Name"): ([row["name"] for *_, row in rows], TEXT),
        head: (
            [_known(row["cost"] / by) for (*_, row), by in zip(rows, scale, strict=True)],
            PARTS,
        ),
    }


def _data(answer: HousingAnswer, lang: Lang) -> Sheet:
    notes = [answer.said(note, lang) for note in answer.notes]
    return data_sheet(answer.inputs, answer.parameters, answer.hash, notes, lang)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
