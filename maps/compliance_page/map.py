"""The map of a check against standards: which rule is met where, on one page that needs no network."""

from __future__ import annotations

from functools import partial
from typing import Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from ...common.errors import Fault, InputError
from ...common.kept.kept_parts import kept_parts
from ...common.packages.version import halfhour_version
from ...common.prepared import Prepared
from ...common.words import Words
from ...geo.crs import WGS84
from ...geo.roads.network import RoadNetwork
from ...geo.study_context import FROM_STUDY, FromStudy, StudyContext, Text
from ..basemap.credits import credits_shown
from ..basemap.layer import ground_layer
from ..basemap.names import name_layer
from ..document.leaflet import Corners, corners_of, first_view, leaflet_map
from ..document.licences import inlined_licences
from ..document.map_page import MapPage
from ..document.offline import FRAME_SCRIPTS, DataLayer, OfflineFigure, page_styles, script_json
from ..document.paper import paper_data
from ..document.readings import readings
from ..document.shapes import points_deg
from ..document.templates import rendered
from ..document.unit_check import unit_faults
from ..wording.messages import LANGS, require_lang, say
from .data import Checked, compliance_data

SCRIPTS: Final = (
    *FRAME_SCRIPTS,
    "compliance/verdicts.js",
    "compliance/rules.js",
    "compliance/compliance.js",
)

PANES: Final = {
    "ground": 150,
    "roads": 250,
    "units": 350,
    "borders": 380,
    "points": 400,
    "names": 440,
}
"""Leaflet panes from bottom to top."""

_MARGIN_SHARE: Final = 0.05


def compliance_map(
    compliance: Checked,
    units: gpd.GeoDataFrame | FromStudy = FROM_STUDY,
    *,
    title: Text | FromStudy = FROM_STUDY,
    notice: Text | FromStudy = FROM_STUDY,
    credits: Text | FromStudy = FROM_STUDY,  # noqa: A002 - the study file's own word
    roads: RoadNetwork | FromStudy | None = FROM_STUDY,
    water: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    lang: str = "en",
) -> MapPage:
    """Draw which standards are met, short or without a verdict in each unit, as one HTML page.

    The titles, notice, credits, units, roads and water of the study that was checked are shown by themselves.
    What is given here goes before them; an empty text or None leaves one out.
    A text may be ``{"en": ..., "zh": ...}``.

    Parameters
    ----------
    compliance
        What `halfhour.check_compliance` returns.
    units
        Units of all levels that shall be seen, as `halfhour.read_units` makes them: index ``unit_id``,
        columns ``level`` and ``name``; areas are coloured, points such as villages get a sign.
        By default the study's, of all levels that have verdicts.
    title
        Heading; by default the study's title. Empty for the standards' own name.
    notice
        A sentence that the reader must see, such as that the data are synthetic.
    credits
        Whose data are shown; where the study says nothing OpenStreetMap's contributors, if the roads' file is
        an extract.
    roads, water
        What the basemap shows besides the units.
    lang
        The language that the page opens in, ``"en"`` or ``"zh"``; it can be changed in the page.

    Returns
    -------
    MapPage
        The same inputs give the same bytes.

    Raises
    ------
    InputError
        If the units lack a column or a CRS, none of them is among the verdicts, or there is no such language.

    See Also
    --------
    check_compliance : Check a study against standards.
    plan_map : Draw a plan as a page.

    Examples
    --------
    A study of one street of 3 km through two counties, with a clinic, and standards of one rule:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = hh.check_compliance(street_study(folder))
    >>> found.verdicts.by("county").set_index("unit")["passed"].to_dict()
    {'E': False, 'W': True}
    >>> page = hh.compliance_map(found, title="Clinics within reach")
    >>> page.title
    'Clinics within reach'
    >>> "West county" in page.content
    True
    """
    language = require_lang(lang)
    study = compliance.study.given(title=title, notice=notice, roads=roads, water=water)
    study = study.given(units=units, credits=credits_shown(credits, study, study.roads))
    faults = unit_faults(study.units)
    if faults:
        raise InputError(*faults)
    seen = _judged(compliance, study.units)
    seen = seen.to_crs(_metric_crs(seen, study.roads))
    heading = study.title or Words.of(compliance.standards.header.name)
    corners = _corners(seen)
    meridian_deg = (corners[0][1] + corners[1][1]) / 2
    data = compliance_data(compliance, seen, lang=language, meridian_deg=meridian_deg)
    (south, west), (north, east) = corners
    data["frame"] = (west, south, east, north)
    data["readings"] = readings(seen["name"])
    data["title"] = heading.in_both()
    data["paper"] = paper_data(corners, tables="compliance.xlsx", credit=study.credits)
    figure = OfflineFigure(
        title=heading.said(language),
        panel=_panel(compliance, heading, study),
        data=script_json(data),
        lang=language,
        scripts=SCRIPTS,
        styles=page_styles("compliance/compliance.css"),
    )
    page = leaflet_map(corners, PANES)
    lakes = None if study.water is None else study.water.to_crs(seen.crs)
    ground = ground_layer(
        seen,
        study.roads,
        units=_areas(seen),
        water=lakes,
        credit=study.credits,
        prepared=Prepared(kept_parts()),
    )
    names = name_layer(seen, None, (west, south, east, north), study)
    for layer in (ground, DataLayer("verdicts", {}, name="Verdicts", control=False), names):
        if layer is not None:
            page.add_child(layer)
    page.add_child(folium.LayerControl(collapsed=True, position="topright"))
    page.add_child(first_view(corners))
    figure.add_child(page)
    return MapPage(title=heading.said(language), content=figure.render())


def _judged(compliance: Checked, units: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return the units that have a verdict."""
    if units is None:
        raise InputError(
            Fault(
                file="units",
                cause="are missing: the study has none",
                fix="give units of the levels that have verdicts",
            )
        )
    table = compliance.verdicts.table
    wanted = pd.MultiIndex.from_frame(table[["level", "unit"]].astype(str).drop_duplicates())
    keys = pd.MultiIndex.from_arrays([units["level"].astype(str), units.index.astype(str)])
    found = units[keys.isin(wanted)]
    if found.empty:
        raise InputError(
            Fault(
                file="units",
                value=", ".join(units["level"].astype(str).unique()) or None,
                cause="none of these units has a verdict",
                fix=f"give units of the levels {', '.join(wanted.get_level_values(0).unique())}",
            )
        )
    return found


def _metric_crs(units: gpd.GeoDataFrame, roads: RoadNetwork | None) -> pyproj.CRS:
    if roads is not None:
        return roads.crs
    return pyproj.CRS.from_user_input(
        units.crs if units.crs.is_projected else units.estimate_utm_crs()
    )


def _areas(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return units[units.geom_type.isin(["Polygon", "MultiPolygon"])]


def _corners(units: gpd.GeoDataFrame) -> Corners:
    """South-west and north-east of all units, with a margin."""
    bounds = units.to_crs(WGS84).bounds.to_numpy()
    inside = points_deg(units.geometry, units.crs)
    (south, west), (north, east) = corners_of(
        np.concatenate([inside, bounds[:, :2], bounds[:, 2:]])
    )
    margin = _MARGIN_SHARE * max(east - west, north - south, 0.01)
    return [[south - margin, west - margin], [north + margin, east + margin]]


def _panel(compliance: Checked, title: Words, study: StudyContext) -> str:
    header, table = compliance.standards.header, compliance.verdicts.table
    parts = [
        {
            "lang": lang,
            "_": partial(say, lang),
            "year": int(table["year"].iloc[0]),
            "credit": study.credits.said(lang),
        }
        for lang in LANGS
    ]
    return rendered(
        "page/compliance/panel.html.jinja",
        title=title,
        notice=study.notice,
        parts=parts,
        standard="" if header.name in (title.en, title.zh) else header.name,
        source=header.source,
        licences=inlined_licences(),
        version=halfhour_version(),
    )
