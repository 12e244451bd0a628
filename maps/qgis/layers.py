"""How QGIS is to draw each layer of ``results.gpkg``: by state, status, share, with legends and labels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..signs.classes import NO_PEOPLE_COLOUR, SHARE_CLASSES
from ..signs.picture_states import (
    EXISTING,
    NEW,
    NO_PLACE_COLOUR,
    PROPOSED,
    SERVED,
    UNREACHABLE,
    sign_size,
)
from ..wording.messages import Lang, say
from .qml import Category, Kind, Label, qml, rgba

CELLS: Final = "cells"
SITES: Final = "sites"

_UNITS: Final = "units_"
_GAP: Final = "#e34a33"
_INK: Final = "#23211e"
_FAINT: Final = "#8a857b"
_NO_LINE: Final = {"outline_style": "no"}


@dataclass(frozen=True, kw_only=True)
class LayerStyle:
    """A layer's style: what it shows, in words, and its QML."""

    title: str
    qml: str


def layer_style(
    table: str, kind: Kind, lang: Lang, *, cell_m: float, features: int
) -> LayerStyle | None:
    """Return the style of a result layer; None for other layers.

    Parameters
    ----------
    table
        Name of the layer.
    kind
        Whether it has points or areas.
    lang
        Language of the legend.
    cell_m
        Side of a cell drawn as a square, metres.
    features
        How many the layer has: many sites are drawn smaller.
    """
    if table == CELLS:
        style, title = _cells(kind, lang, cell_m), "Served and unserved cells"
    elif table.startswith(_UNITS):
        style, title = _units(kind, lang), "Share served with the plan"
    elif table == SITES:
        style, title = _sites(kind, lang, features), "Existing, proposed and candidate sites"
    elif table in _STYLES:
        make, title = _STYLES[table]
        style = make(kind, lang)
    else:
        return None
    return LayerStyle(title=say(lang, title), qml=style)


def _cells(kind: Kind, lang: Lang, cell_m: float) -> str:
    expression = (
        'CASE WHEN "people" <= 0 THEN \'empty\' WHEN "served_before" AND "served_after" THEN \'served\''
        " WHEN \"served_after\" THEN 'new' WHEN \"reason_after\" = 'no_place' THEN 'no_place'"
        " WHEN \"reason_after\" IN ('no_road', 'no_time') THEN 'unreachable' ELSE 'gap' END"
    )
    signs = (
        ("gap", "gap", _GAP),
        ("new", "newly served", NEW),
        ("served", "served today", SERVED),
        ("unreachable", "unreachable", UNREACHABLE),
        ("no_place", "within reach, places are short", NO_PLACE_COLOUR),
        ("empty", "nobody lives here", NO_PEOPLE_COLOUR),
    )
    shape = {"name": "square", "size": f"{cell_m:.1f}", "size_unit": "RenderMetersInMapUnits"}
    if kind == "fill":
        shape = {}
    return qml(
        kind,
        expression,
        [
            Category(
                value=value,
                label=say(lang, label),
                sign={"color": rgba(colour), **_NO_LINE, **shape},
                shown=value != "empty",
            )
            for value, label, colour in signs
        ],
    )


def _sites(kind: Kind, lang: Lang, features: int) -> str:
    part = sign_size(features)
    expression = (
        "CASE WHEN \"build_order\" IS NOT NULL THEN 'proposed'"
        " WHEN \"status\" IN ('existing', 'candidate') THEN \"status\" ELSE 'other' END"
    )
    signs = (
        ("proposed", "proposed site", PROPOSED, "#ffffff", 5.4),
        ("existing", "existing site", "#ffffff", EXISTING, 2.8 * part),
        ("candidate", "candidate", "#ffffff", _FAINT, 1.8 * part),
        # Closed, or where nothing may be built.
        ("other", "other site", _FAINT, _FAINT, 1.2 * part),
    )
    categories = [
        Category(
            value=value,
            label=say(lang, label),
            sign={
                "name": "circle",
                "size": f"{size:.2f}",
                "size_unit": "MM",
                "color": rgba(fill),
                "outline_color": rgba(line),
                "outline_width": f"{0.18 * math.sqrt(size):.2f}",
                "outline_width_unit": "MM",
            },
        )
        for value, label, fill, line, size in signs
    ]
    label = Label(expression='"build_order"', colour="#ffffff", on_sign=True)
    return qml(kind, expression, categories, label=label, last='"build_order"')


def _access_zones(kind: Kind, lang: Lang) -> str:
    signs = (("before", "today", "#6f9fd0"), ("after", "with the plan", "#0b6e60"))
    categories = [
        Category(
            value=value,
            label=say(lang, label),
            sign={
                "color": rgba(colour, 0.3),
                "outline_color": rgba(colour),
                "outline_width": "0.4",
                "outline_width_unit": "MM",
            },
        )
        for value, label, colour in signs
    ]
    return qml(kind, '"when"', categories)


def _gap_clusters(kind: Kind, lang: Lang) -> str:
    # Both states lie in one layer; the one that the plan leaves is on.
    signs = (("after", "with the plan", True), ("before", "today", False))
    categories = [
        Category(
            value=value,
            label=say(lang, label),
            sign={
                "name": "circle",
                "size": "3",
                "size_unit": "MM",
                "color": rgba("#ffffff", 0.0),
                "outline_color": rgba("#a50f15"),
                "outline_width": "0.5",
                "outline_width_unit": "MM",
            },
            shown=shown,
        )
        for value, label, shown in signs
    ]
    return qml(
        kind,
        '"when"',
        categories,
        label=Label(expression='format_number("people", 0)', colour="#7d0b10"),
    )


def _units(kind: Kind, lang: Lang) -> str:
    bounds = [bound for bound, _, _ in SHARE_CLASSES[:-1]]
    steps = " ".join(
        f"WHEN \"share_after\" < {bound:g} THEN '{number}'" for number, bound in enumerate(bounds)
    )
    expression = f"CASE WHEN \"share_after\" IS NULL THEN 'nobody' {steps} ELSE '{len(bounds)}' END"
    signs = [(str(n), words, colour) for n, (_, colour, words) in enumerate(SHARE_CLASSES)]
    categories = [
        Category(
            value=value,
            label=say(lang, words),
            sign={
                "color": rgba(colour),
                "outline_color": rgba("#ffffff"),
                "outline_width": "0.3",
                "outline_width_unit": "MM",
            },
            opacity=0.8,
        )
        for value, words, colour in (*signs, ("nobody", "nobody lives here", NO_PEOPLE_COLOUR))
    ]
    return qml(kind, expression, categories, label=Label(expression='"name"', colour=_INK))


_STYLES: Final[dict[str, tuple[Callable[[Kind, Lang], str], str]]] = {
    "access_zones": (_access_zones, "Access zones"),
    "gap_clusters": (_gap_clusters, "Gap clusters, people"),
}
