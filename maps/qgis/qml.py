"""Styles in QGIS's own XML (QML): a layer in categories, each with its sign, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree import ElementTree as ET

Kind = Literal["marker", "fill"]

_VERSION: Final = "3.22.0"
"""The oldest QGIS whose way of writing styles this is; newer ones read it, too."""

_CLASSES: Final = {"marker": "SimpleMarker", "fill": "SimpleFill"}


@dataclass(frozen=True, kw_only=True)
class Category:
    """One category of a layer.

    Parameters
    ----------
    value
        What the layer's expression gives for its features.
    label
        Words in the legend.
    sign
        Properties of a simple marker or fill of QGIS.
    opacity
        From 0 to 1.
    shown
        Whether it is switched on.
    """

    value: str
    label: str
    sign: Mapping[str, str]
    opacity: float = 1.0
    shown: bool = True


@dataclass(frozen=True, kw_only=True)
class Label:
    """Text in the middle of each feature.

    Parameters
    ----------
    expression
        QGIS expression that gives the text.
    colour
        Of the letters.
    on_sign
        Whether it belongs into the sign: always drawn, without a halo. Other labels give way to each other.
    """

    expression: str
    colour: str
    on_sign: bool = False


def rgba(colour: str, opacity: float = 1.0) -> str:
    """Return a colour such as ``#1f9482`` as QGIS writes it: ``31,148,130,255``."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def qml(
    kind: Kind,
    expression: str,
    categories: Sequence[Category],
    *,
    label: Label | None = None,
    last: str = "",
) -> str:
    """Return a style as QML.

    Parameters
    ----------
    kind
        Whether the layer has points or areas.
    expression
        QGIS expression that gives the category of a feature.
    categories
        In the order of the legend.
    label
        What is written at each feature; None for nothing.
    last
        QGIS expression by which features are drawn in order, the highest on top; any order where empty.
    """
    root = ET.Element(
        "qgis",
        version=_VERSION,
        styleCategories="Symbology|Labeling",
        labelsEnabled="0" if label is None else "1",
    )
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=expression,
        enableorderby="1" if last else "0",
        forceraster="0",
        symbollevels="0",
    )
    listed = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, one in enumerate(categories):
        ET.SubElement(
            listed,
            "category",
            value=one.value,
            label=one.label,
            symbol=str(number),
            render="true" if one.shown else "false",
            type="string",
        )
        _symbol(symbols, kind, number, one)
    if last:
        order = ET.SubElement(renderer, "orderby")
        clause = ET.SubElement(order, "orderByClause", asc="1", nullsFirst="1")
        clause.text = last
    if label is not None:
        _labelling(root, kind, label)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}\n"


def _symbol(symbols: ET.Element, kind: Kind, number: int, category: Category) -> None:
    symbol = ET.SubElement(
        symbols,
        "symbol",
        name=str(number),
        type=kind,
        alpha=f"{category.opacity:g}",
        clip_to_extent="1",
        force_rhr="0",
    )
    layer = ET.SubElement(
        symbol, "layer", {"class": _CLASSES[kind], "enabled": "1", "locked": "0", "pass": "0"}
    )
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in category.sign.items():
        ET.SubElement(options, "Option", type="QString", name=name, value=value)


def _labelling(root: ET.Element, kind: Kind, label: Label) -> None:
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings", calloutType="simple")
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=label.expression,
        isExpression="1",
        fontSize="9",
        fontSizeUnit="Point",
        fontWeight="75",
        textColor=rgba(label.colour),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw="0" if label.on_sign else "1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=rgba("#ffffff"),
        bufferOpacity="1",
    )
    # Over the point (1, with quadrant 4, its middle); horizontal inside areas (4).
    ET.SubElement(
        settings,
        "placement",
        placement="1" if kind == "marker" else "4",
        quadOffset="4",
        priority="8",
    )
    always = "1" if label.on_sign else "0"
    ET.SubElement(settings, "rendering", drawLabels="1", obstacle="0", displayAll=always)
