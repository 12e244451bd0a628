"""What the compliance page needs: rules by service, units, and the verdict of each rule in each unit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.sentences import Sentence
from ...common.words import Words
from ...coverage.rules.entry import Title
from ...coverage.rules.header import COMMITTEE, WHOLE
from ...coverage.rules.verdicts import REPORTED, SHARE, STANDING, UNCAPACITATED, Verdicts
from ...coverage.rules.whole import said_amount, said_figure, said_unit
from ...coverage.standards.standards import Standards
from ...geo.roads.road_words import MODE_WORDS
from ...geo.study_context import StudyContext
from ..document.packing import packed
from ..document.shapes import DIGITS, points_deg, polygon_codes, to_degrees
from ..wording.messages import LANG_NAMES, LANGS, Lang, catalogue, message, say, thousands_sign
from ..wording.names import level_said

_SIMPLIFY_M: Final = 20.0
_POINT_DIGITS: Final = 5
_SIGNIFICANT: Final = 7
"""Digits of a figure that are kept."""

_CODE: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+$")

_BESIDE: Final = {
    UNCAPACITATED: "of reach alone",
    REPORTED: "as offices report it",
    STANDING: "of all people, not of new estates alone",
}
"""Endings of rules whose figures stand beside another rule's."""

Said = dict[str, str]
"""A text in each language."""


class Checked(Protocol):
    """What a check against standards came to, such as `halfhour.check_compliance` returns."""

    @property
    def standards(self) -> Standards:
        """The rules."""

    @property
    def verdicts(self) -> Verdicts:
        """What was found."""

    @property
    def study(self) -> StudyContext:
        """What is shown of the study that was checked; its units are all that have verdicts."""


def compliance_data(
    checked: Checked, units: gpd.GeoDataFrame, *, lang: Lang, meridian_deg: float
) -> dict[str, Any]:
    """Return the data of the page, fit for `offline.script_json`.

    Parameters
    ----------
    checked
        The check.
    units
        Units in a CRS in metres: index ``unit_id``, columns ``level`` and ``name``, areas or points.
    lang
        Language that the page opens in.
    meridian_deg
        Longitude of the middle of the map.
    """
    table = checked.verdicts.table
    levels = _levels(table, checked.standards, checked.study)
    numbers, places = _units(table, units, list(levels))
    texts = _Texts(checked.standards)
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "words": {each: catalogue(each) for each in LANGS},
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "unit": "s",
        "meridian": meridian_deg,
        "digits": DIGITS,
        "levels": list(levels.values()),
        "units": places,
        "services": _services(table, checked.standards),
        "rules": [
            _rule(rows, checked.standards, numbers, texts)
            for _, rows in table.groupby("rule", sort=False)
        ],
        "texts": texts.pool,
    }


class _Texts:
    """Texts in every language, each kept once."""

    def __init__(self, standards: Standards) -> None:
        self.pool: list[Said] = []
        self._services = standards.header.services
        self._classes = {name: one.title for name, one in standards.classes.items()}
        self._known: dict[tuple[str, str], int] = {}

    def number(self, text: str, service: str = "") -> int:
        """Return the number of a text, in which tiers are those of a service; it is added if it is new."""
        key = (text, service)
        if key not in self._known:
            self._known[key] = len(self.pool)
            self.pool.append({lang: self._put(text, service, lang) for lang in LANGS})
        return self._known[key]

    def unit(self, text: str) -> int:
        """Return the number of what is counted: a column, a group, or a ratio of both."""
        return self.number(text if isinstance(text, Sentence) else Sentence(text))

    def _put(self, text: str, service: str, lang: Lang) -> str:
        if not isinstance(text, Sentence):
            return text
        known = self._services.get(service)
        titles = {} if known is None else {name: one.title for name, one in known.tiers.items()}
        services = {name: one.title for name, one in self._services.items()}
        titles = self._classes | services | titles

        def translate(words: str) -> str:
            if words in titles:
                return titles[words].zh if lang == "zh" else titles[words].en
            said = say(lang, MODE_WORDS.get(words, words))
            # What has no words of its own is the name of a column.
            return said.replace("_", " ") if said == words and _CODE.match(words) else said

        return text.said(translate)


def _levels(table: pd.DataFrame, standards: Standards, study: StudyContext) -> dict[str, Said]:
    """Titles of the levels that have verdicts, the largest units first; the study's go before others."""
    present = set(table["level"].astype(str))
    titles = {WHOLE: _said("Whole area"), **_titles(standards.header.levels)}
    titles |= _titles({level: study.levels[level] for level in titles if level in study.levels})
    titles.setdefault(COMMITTEE, _said("committee"))
    known = {level: title for level, title in titles.items() if level in present}
    others = {
        level: Words(**{lang: level_said(study, level, lang) for lang in LANGS})
        for level in sorted(present - set(known))
    }
    return known | _titles(others)


def _units(
    table: pd.DataFrame, units: gpd.GeoDataFrame, levels: list[str]
) -> tuple[pd.Series, list[dict[str, Any]]]:
    """Return the number of each unit by level and id, and the units in that order."""
    named = table.drop_duplicates(["level", "unit"])[["level", "unit", "unit_name"]].astype(str)
    # The page calls the whole area unit 0.
    named = named.sort_values("level", key=lambda level: level != WHOLE, kind="stable")
    index = pd.MultiIndex.from_frame(named[["level", "unit"]])
    shapes = units.simplify(_SIMPLIFY_M) if len(units) else units.geometry
    degrees = to_degrees(shapes, units.crs)
    middles = points_deg(units.geometry, units.crs) if len(units) else np.zeros((0, 2))
    where = {
        key: number
        for number, key in enumerate(
            zip(units["level"].astype(str), units.index.astype(str), strict=True)
        )
    }
    places = []
    for (level, unit), name in zip(index, named["unit_name"], strict=True):
        place: dict[str, Any] = {"id": unit, "name": name, "level": levels.index(level)}
        if (at := where.get((level, unit))) is not None:
            place["at"] = [round(float(axis), _POINT_DIGITS) for axis in middles[at][::-1]]
            if degrees[at].geom_type in ("Polygon", "MultiPolygon"):
                place["polygons"] = polygon_codes(degrees[at])
        places.append(place)
    return pd.Series(range(len(index)), index=index), places


def _services(table: pd.DataFrame, standards: Standards) -> list[dict[str, Any]]:
    """Group the rules by the service that they are about; figures that offices report come last."""
    service_of = {rule.id: str(getattr(rule, "service", "")) for rule in standards.rules}
    titles = _titles({name: one.title for name, one in standards.header.services.items()})
    groups: dict[str, list[int]] = {}
    for number, rule_id in enumerate(table["rule"].unique()):
        groups.setdefault(service_of[_own_id(str(rule_id))], []).append(number)
    titles[""] = _said("Reported indicators")
    return [
        {"title": title, "rules": groups[service]}
        for service, title in titles.items()
        if service in groups
    ]


def _rule(
    rows: pd.DataFrame, standards: Standards, numbers: pd.Series, texts: _Texts
) -> dict[str, Any]:
    first = rows.iloc[0]
    rule_id = str(first["rule"])
    service = str(getattr(standards.rule(_own_id(rule_id)), "service", ""))
    beside = next((words for end, words in _BESIDE.items() if rule_id.endswith(end)), None)
    keys = pd.MultiIndex.from_frame(rows[["level", "unit"]].astype(str))
    passed = rows["passed"]
    # Every row of a rule is due in the same year.
    due = rows["due"].dropna()
    missing = _whole(
        rows["to_go"].where(rows["due"].notna(), rows["shortfall"]), said_amount, first
    )
    a_year = _whole(rows["to_go_a_year"], said_amount, first)
    figure = _whole(rows["figure"], said_figure, first)
    verdict = np.where(passed.isna(), 0, np.where(passed.fillna(value=False).astype(bool), 1, 2))
    return {
        "id": rule_id,
        "title": {"en": str(first["title_en"]), "zh": str(first["title_zh"])},
        "beside": beside and message(beside),
        "clause": str(first["clause"]),
        "basis": texts.number(first["basis"], service),
        "year": int(first["year"]),
        "due": int(due.iloc[0]) if len(due) else 0,
        "responsible": str(first["responsible"]),
        "standard": standards.header.name,
        "unit": packed(numbers.loc[keys].to_numpy()),
        "verdict": packed(verdict),
        "figure": _figures(figure),
        "target": _figures(rows["target"].fillna(rows["due_target"])),
        "missing": _figures(missing),
        "ayear": _figures(a_year),
        "counted": _amounts(figure, rows["figure_unit"], texts),
        "lacking": _amounts(missing, rows["shortfall_unit"], texts),
        "detail": packed(np.array([texts.number(text, service) for text in rows["detail"]])),
    }


def _figures(values: pd.Series) -> list[float | None]:
    return [
        None if math.isnan(value) else float(f"{value:.{_SIGNIFICANT}g}")
        for value in values.astype("float64")
    ]


def _whole(values: pd.Series, said: Callable[[float, str], float], rule: pd.Series) -> pd.Series:
    """Return the numbers of a rule as they are said, people and facilities as whole ones."""
    return values.map(lambda value: said(float(value), str(rule["kind"])))


def _amounts(values: pd.Series, units: pd.Series, texts: _Texts) -> dict[str, str]:
    """Numbers of the texts of units; -1 for a share."""
    numbers = [
        -1 if unit == SHARE else texts.unit(said_unit(value, unit))
        for value, unit in zip(values, units, strict=True)
    ]
    return packed(np.array(numbers, dtype=np.int64))


def _own_id(rule_id: str) -> str:
    for end in _BESIDE:
        rule_id = rule_id.removesuffix(end)
    return rule_id


def _titles(titles: Mapping[str, Title | Words]) -> dict[str, Said]:
    return {name: _capital(Words(en=title.en, zh=title.zh)) for name, title in titles.items()}


def _capital(words: Words) -> Said:
    said = words.in_both()
    return said | {"en": said["en"][:1].upper() + said["en"][1:]}


def _said(text: str) -> Said:
    return _capital(Words(**{lang: say(lang, text) for lang in LANGS}))
