"""The sheet of a workbook about the people whom a plan leaves unserved, area by area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import geopandas as gpd
import pandas as pd

from ....coverage.gap_areas import CLUSTER
from ....geo.study_context import StudyContext
from ....maps.wording.messages import Lang, say
from ....maps.wording.names import level_said
from ....maps.wording.words import sentence
from ....optimize.gap_list import OTHER_AREAS
from ..table_files import Sheet

_PEOPLE: Final = "#,##0"
_MINUTES: Final = "#,##0.0"


def gaps_sheet(gaps: gpd.GeoDataFrame, lang: Lang, *, unit: str, study: StudyContext) -> Sheet:
    """Return the list of gaps as a sheet; the last row sums up the areas that are not listed.

    Parameters
    ----------
    gaps
        What `halfhour.gap_list` returns.
    lang
        Language of headings and reasons.
    unit
        What travel costs are counted in, ``"s"`` or ``"m"``: seconds are shown as minutes.
    study
        What levels are called.
    """
    other = gaps["level"] == OTHER_AREAS
    names = gaps["name"].where(~other, say(lang, "All other areas"))
    levels = [_level(study, str(level), lang) for level in gaps["level"].where(~other, "")]
    travel = gaps[["cost_middle", "cost_most", "candidate_cost"]].astype(float)
    minutes = unit == "s"
    travel = travel / (60 if minutes else 1)
    middle = say(lang, "Minutes to it, half of them")
    most = say(lang, "Minutes to it, the farthest")
    to_candidate = say(lang, "Minutes to the candidate")
    if not minutes:
        middle = say(lang, "Metres to it, half of them")
        most = say(lang, "Metres to it, the farthest")
        to_candidate = say(lang, "Metres to the candidate")
    columns: dict[str, tuple[Iterable[object], str]] = {
        say(lang, "Order"): (gaps.index.to_series().where(~other), "0"),
        say(lang, "Area"): (names, "@"),
        say(lang, "Part of"): (gaps["part_of"], "@"),
        say(lang, "Level"): (levels, "@"),
        say(lang, "People"): (gaps["people"], _PEOPLE),
        say(lang, "Gap"): (gaps["unserved"], _PEOPLE),
        say(lang, "of it unreachable"): (gaps["unreachable"], _PEOPLE),
        say(lang, "of it beyond the limit"): (gaps["beyond"], _PEOPLE),
        say(lang, "of it without a place"): (gaps["no_place"], _PEOPLE),
        say(lang, "Nearest site"): (gaps["nearest_name"], "@"),
        middle: (travel["cost_middle"], _MINUTES if minutes else _PEOPLE),
        most: (travel["cost_most"], _MINUTES if minutes else _PEOPLE),
        say(lang, "Best candidate"): (gaps["candidate_name"], "@"),
        say(lang, "Id of the candidate"): (gaps["candidate_id"], "@"),
        to_candidate: (travel["candidate_cost"], _MINUTES if minutes else _PEOPLE),
        say(lang, "People of the area it would serve"): (gaps["brings"], _PEOPLE),
        say(lang, "People it would add in all"): (gaps["brings_in_all"], _PEOPLE),
        say(lang, "Candidates within reach"): (gaps["candidates"], _PEOPLE),
        say(lang, "Sites within reach that are not eligible"): (gaps["not_eligible"], _PEOPLE),
        say(lang, "Why no site is proposed there"): (
            [sentence(text, lang) for text in gaps["why_said"]],
            "@",
        ),
    }
    return Sheet(
        table=pd.DataFrame({name: pd.Series(list(own)) for name, (own, _) in columns.items()}),
        formats={name: pattern for name, (_, pattern) in columns.items()},
    )


def _level(study: StudyContext, level: str, lang: Lang) -> str:
    if not level:
        return ""
    return say(lang, "cluster") if level == CLUSTER else level_said(study, level, lang)
