"""A plan as a still picture for papers and slides: map, key figures, certificate and legend."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyproj
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...common.errors import Fault, InputError
from ...common.words import Words
from ...geo.study_context import FROM_STUDY, FromStudy, Text
from ...optimize.plan import Plan
from ..basemap.credits import credits_shown
from ..charts.figure import CM_PER_INCH, INK, LINE, SOFT, finished, new_figure, save_figure
from ..charts.lines import wrapped
from ..document.unit_check import unit_faults
from ..wording.messages import Lang, require_lang, say
from ..wording.titles import joined_titles, scenario_titles
from ..wording.words import sentence
from .compass import Bounds, draw_north, draw_scale_bar
from .map import draw_cells, draw_roads, draw_sites, draw_units, draw_water, shown_extent, widened
from .panel import LINE_HEIGHT, draw_rows, panel_rows

_TITLE_SIZE: Final = 1.7
_MARGIN_CM: Final = 0.35
_PANEL_SHARE: Final = 0.33
_FONT_PT_PER_CM: Final = 7 / 18
_FONTS_PT: Final = (5.0, 16.0)
_PT_PER_CM: Final = 72 / CM_PER_INCH
_GROUND: Final = "#f5f2ec"

_LETTER_WIDTH: Final = 0.58
"""Of a letter, in sizes of its font; generous, so that wrapped lines fit."""

_SHAPES: Final = (0.6, 1.4)
"""Least and greatest height of the map, as parts of its width."""


@dataclass(frozen=True, kw_only=True)
class Captions:
    """What is written around a picture.

    Parameters
    ----------
    title
        Heading; by default the study's title and the scenario's title or name, or its question in words.
    notice
        A sentence that the reader must see, such as that the data are synthetic; by default the study's.
    credits
        Whose data are shown; by default the study's, or OpenStreetMap's contributors where the study says
        nothing and the roads' file is an extract.

    See Also
    --------
    plan_picture : Draw a plan as a figure.
    save_png : Draw a plan and write it as PNG.

    Examples
    --------
    >>> import halfhour as hh
    >>> captions = hh.Captions(title="Clinics", notice="A made town.")
    >>> captions.credits
    FROM_STUDY
    """

    title: Text = None
    notice: Text | FromStudy = FROM_STUDY
    credits: Text | FromStudy = FROM_STUDY


def plan_picture(
    plan: Plan,
    *,
    units: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    water: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    captions: Captions | None = None,
    lang: Lang = "en",
    width_cm: float = 18.0,
) -> Figure:
    """Draw a plan as a matplotlib figure.

    Where the plan's travel times came from a study (`open_study`), its titles, notice, credits, units and water
    are drawn by themselves; what is given here goes before them, and None leaves one out.

    Parameters
    ----------
    plan
        The plan.
    units
        Administrative units as `halfhour.read_units` makes them, in any CRS; the first level is named.
    water
        Lakes, rivers and perhaps the sea: polygons in any CRS.
    captions
        Title, notice and credits.
    lang
        ``"en"`` or ``"zh"``: the language of our own words; names are drawn as they are.
    width_cm
        Width of the picture. Letters grow with it; the height follows from the city's shape.

    Returns
    -------
    matplotlib.figure.Figure
        For `save_figure`.

    Raises
    ------
    InputError
        If the language or the width is not valid, the units lack a column or a CRS, or no installed font
        has the characters of a name.

    See Also
    --------
    save_png : Draw a plan and write it as PNG.
    save_figure : Write a picture as PNG, SVG or PDF.
    plan_map : Draw a plan as a page.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    >>> captions = hh.Captions(notice="A made town.")
    >>> figure = hh.plan_picture(plan, captions=captions, width_cm=12)
    >>> (figure.get_size_inches() * 2.54)[0].round(1).tolist()
    12.0
    """
    words = require_lang(lang)
    around = captions or Captions()
    times = plan.scenario.times
    study = times.study.given(
        units=units,
        water=water,
        notice=around.notice,
        credits=credits_shown(around.credits, times.study, times.network),
    )
    crs = times.demand.crs
    outlines = None if study.units is None or study.units.empty else _in_crs(study.units, crs)
    surfaces = None if study.water is None else study.water.to_crs(crs)
    font_pt = min(max(width_cm * _FONT_PT_PER_CM, _FONTS_PT[0]), _FONTS_PT[1])
    line_cm = LINE_HEIGHT * font_pt / _PT_PER_CM
    panel_cm = _PANEL_SHARE * width_cm
    map_cm = width_cm - panel_cm - 3 * _MARGIN_CM
    inside_cm = width_cm - 2 * _MARGIN_CM

    title = Words.of(around.title) or joined_titles(study.title, scenario_titles(plan.scenario))
    heads = wrapped(title.said(words), _letters(inside_cm, _TITLE_SIZE * font_pt))
    rows = panel_rows(plan, words, chars=_letters(panel_cm, font_pt), units=outlines is not None)
    feet = [
        line
        for text in (
            study.notice.said(words),
            *(sentence(note, words) for note in plan.notes),
            study.credits.said(words),
        )
        if text
        for line in wrapped(text, _letters(inside_cm, font_pt))
    ]
    extent = shown_extent(plan)
    least, most = _SHAPES
    shape = min(max((extent[3] - extent[1]) / (extent[2] - extent[0]), least), most)
    middle_cm = max(shape * map_cm, len(rows) * line_cm)
    foot_cm = len(feet) * line_cm + _MARGIN_CM
    head_cm = len(heads) * _TITLE_SIZE * line_cm + _MARGIN_CM
    figure = new_figure(width_cm, head_cm + middle_cm + foot_cm)

    axes = _axes(figure, (_MARGIN_CM, foot_cm, map_cm, middle_cm))
    bounds = widened(extent, shape=middle_cm / map_cm)
    draw_water(axes, surfaces, bounds)
    _draw_map(axes, plan, bounds, outlines, words, font_pt)
    beside = _axes(figure, (2 * _MARGIN_CM + map_cm, foot_cm, panel_cm, middle_cm))
    beside.set(xlim=(0, panel_cm * _PT_PER_CM), ylim=(0, middle_cm * _PT_PER_CM))
    draw_rows(beside, rows, font_pt=font_pt)
    strip = _axes(figure, (_MARGIN_CM, foot_cm + middle_cm, inside_cm, head_cm))
    _write(strip, heads, size_pt=_TITLE_SIZE * font_pt, colour=INK, weight="bold")
    strip = _axes(figure, (_MARGIN_CM, 0.0, inside_cm, foot_cm))
    _write(strip, feet, size_pt=font_pt, colour=SOFT, weight="normal")
    return finished(figure)


def save_png(
    plan: Plan,
    path: str | os.PathLike[str],
    *,
    units: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    water: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY,
    captions: Captions | None = None,
    lang: Lang = "en",
    dpi: float = 300,
    width_cm: float = 18.0,
) -> Path:
    """Draw a plan and write it as PNG; returns the path.

    For SVG or PDF use `plan_picture` and `save_figure`.

    Parameters
    ----------
    plan, units, water, captions, lang, width_cm
        As `plan_picture` takes them.
    path
        Where to write; a file that is there is replaced only once the new one is complete.
    dpi
        Dots per inch: 300 for print, 150 for slides.

    Returns
    -------
    pathlib.Path
        Where the file was written.

    Raises
    ------
    InputError
        As `plan_picture`; or if the name does not end in ``.png``, or `dpi` is out of range.
    OSError
        If the folder is missing or cannot be written to.

    See Also
    --------
    plan_picture : Draw a plan as a figure.
    save_figure : Write a picture as PNG, SVG or PDF.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    >>> import pathlib
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = hh.save_png(plan, pathlib.Path(folder) / "plan.png", dpi=72, width_cm=12)
    ...     path.name, path.read_bytes()[1:4]
    ('plan.png', b'PNG')
    """
    if Path(path).suffix.lower() != ".png":
        raise InputError(
            Fault(
                file=str(path),
                value=Path(path).suffix,
                cause="is not the ending of a PNG",
                fix="end the name in .png, or use plan_picture and save_figure for .svg and .pdf",
            )
        )
    figure = plan_picture(
        plan, units=units, water=water, captions=captions, lang=lang, width_cm=width_cm
    )
    return save_figure(figure, path, dpi=dpi)


def _draw_map(
    axes: Axes,
    plan: Plan,
    bounds: Bounds,
    outlines: gpd.GeoDataFrame | None,
    lang: Lang,
    font_pt: float,
) -> None:
    crs = plan.scenario.times.demand.crs
    west, south, east, north = bounds
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=_GROUND)
    axes.spines[:].set_color(LINE)
    draw_cells(axes, plan)
    draw_roads(axes, plan.scenario.times.network, bounds)
    if outlines is not None:
        draw_units(axes, outlines, bounds, font_pt=font_pt)
    draw_sites(axes, plan, font_pt=font_pt)
    draw_scale_bar(axes, bounds, crs, font_pt=font_pt)
    draw_north(axes, bounds, crs, letter=say(lang, "N"), font_pt=font_pt)


def _axes(figure: Figure, box_cm: tuple[float, float, float, float]) -> Axes:
    """Add axes at left, bottom, width and height in cm."""
    width, height = (inches * CM_PER_INCH for inches in figure.get_size_inches())
    left, bottom, across, up = box_cm
    return figure.add_axes((left / width, bottom / height, across / width, up / height))


def _write(axes: Axes, lines: list[str], *, size_pt: float, colour: str, weight: str) -> None:
    """Write lines in the middle of a strip."""
    axes.set_axis_off()
    axes.text(
        0,
        0.5,
        "\n".join(lines),
        va="center",
        fontsize=size_pt,
        color=colour,
        fontweight=weight,
        linespacing=1.25,
        transform=axes.transAxes,
    )


def _letters(width_cm: float, font_pt: float) -> int:
    return int(width_cm * _PT_PER_CM / (font_pt * _LETTER_WIDTH))


def _in_crs(units: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    faults = unit_faults(units)
    if faults:
        raise InputError(*faults)
    return units.to_crs(crs)
