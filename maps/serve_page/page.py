"""The page of a server: a map of what is there today, on which places are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import folium
import numpy as np

from ...common.packages.version import halfhour_version
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...geo.study_context import FROM_STUDY, StudyContext
from ..basemap.credits import credits_shown
from ..basemap.layer import basemap_layer
from ..basemap.names import name_layer
from ..check_page.map_cells import STATES
from ..check_page.map_marks import units_layer
from ..document.leaflet import Corners, corners_of, first_view, leaflet_map
from ..document.licences import inlined_licences
from ..document.map_page import MapPage
from ..document.offline import FRAME_SCRIPTS, DataLayer, OfflineFigure, page_styles, script_json
from ..document.paper import paper_data
from ..document.readings import readings
from ..document.shapes import points_deg
from ..document.templates import rendered
from ..wording.messages import LANGS, require_lang, say
from ..wording.titles import joined_titles
from .data import ServedService, serve_data

SCRIPTS: Final = (
    *FRAME_SCRIPTS,
    "joint/cells.js",
    "check/marks.js",
    "serve/ask.js",
    "serve/parcel.js",
    "serve/sites.js",
    "serve/changes.js",
    "serve/told.js",
    "serve/compare.js",
    "serve/form.js",
    "serve/register.js",
    "serve/serve.js",
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

_MARGIN_DEG: Final = 0.1


def serve_page(
    services: Sequence[ServedService], study: StudyContext, *, pdf: bool, lang: str = "en"
) -> MapPage:
    """Draw the page on which places are asked about.

    Parameters
    ----------
    services
        What is served, at least one; the first is shown first.
    study
        What maps show of the study.
    pdf
        Whether memos can be had as PDF.
    lang
        The language that the page opens in, ``"en"`` or ``"zh"``; it can be changed in the page.

    Returns
    -------
    MapPage
        It asks the server that it came from, and no other.

    Raises
    ------
    InputError
        If there is no such language.
    """
    language = require_lang(lang)
    first = services[0].today
    shown = study.given(credits=credits_shown(FROM_STUDY, study, first.times.network))
    corners = _corners(first)
    (south, west), (north, east) = corners
    frame = (west - _MARGIN_DEG, south - _MARGIN_DEG, east + _MARGIN_DEG, north + _MARGIN_DEG)
    heading = Words(**{one: say(one, "Site check") for one in LANGS})
    title = joined_titles(shown.title, heading)
    data = serve_data(services, lang=language, meridian_deg=(west + east) / 2, pdf=pdf)
    data["frame"] = frame
    data["title"] = title.in_both()
    data["paper"] = paper_data(corners, tables="check.xlsx", credit=shown.credits)
    data["readings"] = readings(_names(services, shown))
    figure = OfflineFigure(
        title=title.said(language),
        panel=_panel(shown),
        data=script_json(data),
        lang=language,
        scripts=SCRIPTS,
        styles=page_styles("serve/serve.css"),
    )
    page = leaflet_map(corners, PANES)
    for layer in _layers(first, shown, frame):
        page.add_child(layer)
    page.add_child(folium.LayerControl(collapsed=True, position="topright"))
    page.add_child(first_view(corners))
    figure.add_child(page)
    return MapPage(title=title.said(language), content=figure.render())


def _layers(
    today: Assessment, study: StudyContext, frame: tuple[float, float, float, float]
) -> list[DataLayer]:
    made = [
        basemap_layer(today, units=study.units, water=study.water, credit=study.credits),
        DataLayer("joint_cells", {}, name="Who is served", group="question"),
        units_layer(study.units, frame),
        DataLayer("serve_candidates", {}, name="Candidates", group="sites"),
        DataLayer("serve_existing", {}, name="Existing sites", group="sites"),
        name_layer(study.units, study.places, frame, study),
    ]
    return [layer for layer in made if layer is not None]


def _corners(today: Assessment) -> Corners:
    demand = today.times.demand
    return corners_of(np.asarray(points_deg(demand.geometry, demand.crs)))


def _names(services: Sequence[ServedService], study: StudyContext) -> list[str]:
    units = [] if study.units is None else list(study.units["name"])
    return [*units, *(name for one in services for name in one.today.times.sites["name"])]


def _panel(study: StudyContext) -> str:
    parts: list[dict[str, Any]] = [
        {"lang": lang, "_": partial(say, lang), "credit": study.credits.said(lang)}
        for lang in LANGS
    ]
    return rendered(
        "page/serve/panel.html.jinja",
        study=study.title.in_both() if study.title else {},
        notice=study.notice.in_both() if study.notice else {},
        parts=parts,
        states=[(colour, text) for text, colour in STATES],
        licences=inlined_licences(),
        version=halfhour_version(),
    )
