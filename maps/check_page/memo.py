"""The memo of a site check: a page of words and a map, which prints as two sheets and needs no network."""

from __future__ import annotations

import json
import re
from functools import cache, partial
from typing import Any, Final

import folium
import numpy as np
import shapely

from ...common.arrays import Bools
from ...common.errors import InputError
from ...common.packages.version import halfhour_version
from ...common.prepared import Prepared
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...geo.study_context import FROM_STUDY, StudyContext
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.verdict import DECIDES, SiteVerdict
from ..basemap.credits import credits_shown
from ..basemap.layer import ground_layer
from ..basemap.names import name_layer
from ..document.leaflet import Corners, corners_of, first_view, leaflet_map
from ..document.map_page import MapPage
from ..document.offline import (
    FRAME_SCRIPTS,
    DataLayer,
    OfflineFigure,
    page_script,
    page_styles,
    script_json,
)
from ..document.paper import paper_data
from ..document.templates import rendered
from ..document.unit_check import unit_faults
from ..wording.messages import LANG_NAMES, LANGS, Lang, catalogue, require_lang, say, thousands_sign
from ..wording.words import sentence
from .brings import (
    groups_table,
    key_figures,
    load_said,
    overlaps_table,
    standards_table,
    units_table,
)
from .compared import better_table, farthest_said, ranks_said, reasons_said, verdict_said
from .facts import facts, inputs_said, notes_said, parameters_said, service_said
from .head import MemoHead
from .legend import legend
from .locator import locator
from .map_cells import STATES, MapCells, cells_data, map_cells
from .map_marks import (
    Box,
    better_layer,
    existing_layer,
    farthest_layer,
    place_layer,
    units_layer,
    within,
)

SCRIPTS: Final = (
    *FRAME_SCRIPTS,
    "joint/cells.js",
    "check/marks.js",
    "check/memo.js",
)

PANES: Final = {
    "ground": 150,
    "roads": 250,
    "cells": 400,
    "units": 420,
    "ways": 430,
    "names": 440,
    "sites": 450,
}
"""Leaflet panes from bottom to top."""

_MARGIN: Final = 0.08
_LEAST_DEG: Final = 0.012
"""A map is at least about so many degrees high and wide: a kilometre."""

_AROUND: Final = 0.5
"""By so much of its size more than the map's view is drawn, for sheets of other shapes."""

_NEAREST: Final = 60
"""Cells that the map shows around a site that none can reach."""


def site_memo(
    check: SiteCheck,
    comparison: SiteComparison,
    verdict: SiteVerdict,
    head: MemoHead,
    *,
    today: Assessment,
    context: StudyContext | None = None,
    lang: str = "en",
    prepared: Prepared | None = None,
) -> MapPage:
    """Write the memo of a proposed site as one self-contained HTML page.

    Parameters
    ----------
    check, comparison, verdict
        What the site brings, how it compares, and what the study's thresholds say.
    head
        Whose application it is, and what the figures were computed from.
    today
        The assessment that the site was checked against, within the check's limit.
    context
        What the study shows on its maps; by default that of the travel times.
    lang
        The language that the memo opens in, ``"en"`` or ``"zh"``; it can be changed in the page.
    prepared
        What memos of the same study have made.

    Returns
    -------
    MapPage
        The same inputs give the same bytes. It is printed, and saved as a PDF, on two sheets of A4.

    Raises
    ------
    InputError
        If the units lack a column or a CRS, the assessment is of another limit or group than the check, or
        there is no such language.
    """
    language = require_lang(lang)
    study = today.times.study if context is None else context
    faults = unit_faults(study.units)
    if faults:
        raise InputError(*faults)
    study = study.given(credits=credits_shown(FROM_STUDY, study, today.times.network))
    cells = map_cells(check, today)
    corners = _corners(check, comparison, cells)
    frame = _frame(corners)
    shown = (cells.state >= 0) & within(cells.lonlat, frame)
    layers = _layers(check, comparison, today, study, frame, shown, prepared)
    title = Words(**{one: _title(today, head, one) for one in LANGS})
    seen = set(cells.state[shown & within(cells.lonlat, _box(corners))].tolist())
    panel = rendered(
        "page/check/memo.html.jinja",
        head=head,
        parts=[
            _part(check, comparison, verdict, head, today, study, cells, one)
            | {
                "legend": legend(
                    check,
                    comparison,
                    one,
                    states=seen,
                    layers={layer.kind for layer in layers},
                ),
                "way": " ".join(farthest_said(comparison, one, study)[:1]),
            }
            for one in LANGS
        ],
        locator=locator(check, comparison, today.times.demand, study.units, _box(corners)),
        version=halfhour_version(),
    )
    data = _data(cells, shown, corners, head, study, title, language, today)
    data["words"] = _words_used(data, layers)
    figure = OfflineFigure(
        title=title.said(language),
        panel=panel,
        data=script_json(data),
        lang=language,
        scripts=SCRIPTS,
        styles=(*page_styles("check/check.css"), "check/paper.css"),
    )
    page = leaflet_map(corners, PANES)
    for layer in layers:
        page.add_child(layer)
    page.add_child(folium.LayerControl(collapsed=True, position="topright"))
    page.add_child(first_view(corners))
    figure.add_child(page)
    return MapPage(title=title.said(language), content=figure.render())


def _title(today: Assessment, head: MemoHead, lang: Lang) -> str:
    service = service_said(today, head, lang)
    return say(lang, "Site check memo: {service}", service=service)


def _part(
    check: SiteCheck,
    comparison: SiteComparison,
    verdict: SiteVerdict,
    head: MemoHead,
    today: Assessment,
    study: StudyContext,
    cells: MapCells,
    lang: Lang,
) -> dict[str, Any]:
    """Return all that the first sheet says in a language."""
    standards = standards_table(check, lang, study)
    return {
        "lang": lang,
        "_": partial(say, lang),
        "title": _title(today, head, lang),
        "study": (head.title or study.title).said(lang),
        "notice": study.notice.said(lang),
        "facts": facts(check, today, head, lang),
        "obstacles": [
            {
                "forbids": one.forbids,
                "said": one.said_in(lang, partial(say, lang)),
                "clause": one.clause_in(lang),
            }
            for one in check.obstacles
        ],
        "verdict": verdict_said(verdict, lang),
        "step": verdict.step or "none",
        "reasons": reasons_said(check, comparison, verdict, lang),
        "figures": key_figures(check, lang),
        "load": load_said(check, cells.new, lang),
        "groups": groups_table(check, lang),
        "units": units_table(check, lang, study),
        "standards": standards,
        "no_standards": _no_standards(head, lang),
        "overlaps": overlaps_table(check, lang),
        "ranks": ranks_said(comparison, lang),
        "better": better_table(comparison, lang),
        "farthest": farthest_said(comparison, lang, study),
        "decides": sentence(DECIDES, lang),
        "notes": notes_said(head, lang),
        "inputs": inputs_said(head.inputs, lang),
        "parameters": parameters_said(head, lang),
        "credit": study.credits.said(lang),
    }


def _no_standards(head: MemoHead, lang: Lang) -> str:
    if not head.standards:
        return say(lang, "The check was made without standards.")
    return say(lang, "No standard of {name} changes its verdict.", name=head.standards.said(lang))


def _data(
    cells: MapCells,
    shown: Bools,
    corners: Corners,
    head: MemoHead,
    study: StudyContext,
    title: Words,
    lang: Lang,
    today: Assessment,
) -> dict[str, Any]:
    (_, west), (_, east) = corners
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "unit": today.times.unit,
        "meridian": (west + east) / 2,
        "title": title.in_both(),
        "frame": _frame(corners),
        "paper": paper_data(corners, tables=head.tables, credit=study.credits, date=head.date),
        "states": [text for text, _ in STATES],
        "colours": [colour for _, colour in STATES],
        "services": [{"cells": cells_data(cells, shown)}],
    }


def _words_used(data: dict[str, Any], layers: list[DataLayer]) -> dict[str, dict[str, str]]:
    """Return those words of the catalogue that stand in the page's scripts, data or layers.

    A study may have a thousand memos, of which each would hold all words of all pages.
    """
    asked = set(_words_of_scripts())
    for text in (script_json(data), *(layer.json for layer in layers)):
        asked |= {json.loads(word) for word in _TEXTS.findall(text)}
    return {
        lang: {english: words for english, words in catalogue(lang).items() if english in asked}
        for lang in LANGS
    }


@cache
def _words_of_scripts() -> frozenset[str]:
    code = "".join(map(page_script, SCRIPTS))
    return frozenset(word[1:-1].replace('\\"', '"') for word in _TEXTS.findall(code))


_TEXTS: Final = re.compile(r'"(?:[^"\\\n]|\\.){1,300}"')
"""Texts in JSON and in scripts; longer ones are packed arrays."""


def _layers(
    check: SiteCheck,
    comparison: SiteComparison,
    today: Assessment,
    study: StudyContext,
    frame: Box,
    shown: Bools,
    prepared: Prepared | None,
) -> list[DataLayer]:
    """Return what the map draws, from bottom to top."""
    demand = today.times.demand
    near = demand[shown] if shown.any() else demand
    ground = ground_layer(
        near,
        today.times.network,
        units=study.units,
        water=study.water,
        credit=study.credits,
        prepared=prepared,
    )
    made = [
        ground,
        DataLayer("joint_cells", {}, name="Who is served", group="question"),
        units_layer(study.units, frame),
        farthest_layer(comparison),
        existing_layer(check, today, frame),
        better_layer(comparison),
        place_layer(check),
        name_layer(study.units, study.places, frame, study),
    ]
    return [layer for layer in made if layer is not None]


def _corners(check: SiteCheck, comparison: SiteComparison, cells: MapCells) -> Corners:
    """Return what the map opens with: the site, those within its reach, and the better sites."""
    site = np.array([check.at], dtype=np.float64)
    near = cells.lonlat[cells.reached & (cells.state >= 0)]
    if not len(near):
        # Nobody reaches the site: the people nearest to it.
        away = np.hypot(*((cells.lonlat - site) * [np.cos(np.radians(check.at[1])), 1.0]).T)
        near = cells.lonlat[np.argsort(away, kind="stable")[:_NEAREST]]
    seen = [site, near, comparison.better[["lon", "lat"]].to_numpy(dtype=np.float64)]
    if check.place.parcel is not None:
        seen.append(shapely.get_coordinates(check.place.parcel))
    (south, west), (north, east) = corners_of(np.concatenate(seen))
    rows, columns = (
        max(_MARGIN * side, (_LEAST_DEG - side) / 2) for side in (north - south, east - west)
    )
    return [[south - rows, west - columns], [north + rows, east + columns]]


def _box(corners: Corners) -> Box:
    (south, west), (north, east) = corners
    return west, south, east, north


def _frame(corners: Corners) -> Box:
    """Return what is drawn: more than the view, so that a sheet of another shape is filled."""
    west, south, east, north = _box(corners)
    side = max(east - west, north - south)
    columns = (side - (east - west)) / 2 + _AROUND * side
    rows = (side - (north - south)) / 2 + _AROUND * side
    return west - columns, south - rows, east + columns, north + rows
