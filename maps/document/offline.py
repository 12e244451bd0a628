"""folium without the network: a map, its layers and a figure that carries all it needs inside itself."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Element, Figure, Link
from folium.map import Layer
from folium.template import Template
from xstatic.pkg import leaflet

from ..wording.messages import Lang, Message, message

_LEAFLET: Final = Path(leaflet.BASE_DIR)
_PAGE: Final = Path(__file__).parents[1] / "page"
_NO_ZOOM: Final = re.compile(r'<meta name="viewport"[^>]*user-scalable=no[^>]*>')
"""What folium writes so that nobody can enlarge a page on a phone; the page has a tag of its own."""

_TYPES: Final = re.compile(r"^ */\*\*.*\*/\n", re.MULTILINE)
"""Lines of a script that say nothing but a type: they are for development, and the page is lighter without."""

_NOT_IN_A_SCRIPT: Final = re.compile("[\u2028\u2029\ud800-\udfff\ufeff]")
"""Ends of lines to older scripts, halves of signs that UTF-8 cannot hold, and a mark that readers swallow."""

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""Forbids the page to ask for anything: only what stands in it runs, and images are data URIs."""


def content_security_policy(hosts: Iterable[str] = ()) -> str:
    """Return the page's policy, in which images may also come from the given servers, and nothing else.

    Parameters
    ----------
    hosts
        Servers of tiles that the user named, such as ``https://tile.openstreetmap.org``.
    """
    return CONTENT_SECURITY_POLICY.replace("img-src data:", " ".join(["img-src data:", *hosts]))


FRAME_SCRIPTS: Final = (
    "shared/words.js",
    "shared/inflate.js",
    "shared/arrays.js",
    "shared/frame.js",
    "paper/paper.js",
    "paper/print.js",
    "shared/access.js",
    "shared/layer_list.js",
    "shared/popups.js",
    "shared/polygons.js",
    "shared/basemap.js",
    "shared/names.js",
    "shared/pinyin.js",
    "shared/coordinates.js",
    "shared/search.js",
)
"""Scripts that every page has; a plan's page has its own between them."""


def page_styles(*own: str) -> tuple[str, ...]:
    """Return the styles of a page: those of all, its own, then those of phones, keyboards and paper."""
    return (
        "shared/page.css",
        "shared/map_view.css",
        *own,
        "shared/phone.css",
        "shared/access.css",
        "paper/print.css",
    )


PLAN_SCRIPTS: Final = (
    "shared/words.js",
    "shared/inflate.js",
    "shared/arrays.js",
    "shared/frame.js",
    "paper/paper.js",
    "paper/print.js",
    "shared/access.js",
    "shared/layer_list.js",
    "plan/transport.js",
    "plan/places.js",
    "plan/model.js",
    "plan/limits.js",
    "plan/compare.js",
    "plan_layers/spread.js",
    "plan_layers/sheets.js",
    "plan_layers/cells.js",
    "plan_layers/squares.js",
    "plan_layers/surface.js",
    "plan_layers/catchments.js",
    "plan/reasons.js",
    "plan_panel/gap_figures.js",
    "shared/popups.js",
    "shared/polygons.js",
    "plan_layers/shapes.js",
    "plan_layers/pins.js",
    "plan_layers/ways.js",
    "plan_layers/marks.js",
    "plan_layers/classes.js",
    "plan_layers/units.js",
    "plan_layers/gap_bubbles.js",
    "plan_layers/map_legend.js",
    "shared/basemap.js",
    "shared/names.js",
    "plan_layers/tiles.js",
    "plan/choice.js",
    "plan/view.js",
    "plan/near_limit.js",
    "plan/paper_facts.js",
    "plan/sliders.js",
    "plan/place_words.js",
    "plan_panel/figures_table.js",
    "plan_panel/headline.js",
    "plan_panel/build_list.js",
    "plan_panel/proof.js",
    "plan_panel/site_places.js",
    "plan/next.js",
    "plan_panel/gaps.js",
    "plan/explorer.js",
    "shared/pinyin.js",
    "shared/coordinates.js",
    "shared/search.js",
    "plan/page.js",
)
"""Scripts of a plan's page, in the order in which they need each other."""

PLAN_STYLES: Final = page_styles(
    "plan_panel/answer.css", "plan_panel/gaps.css", "plan_layers/ways.css"
)
"""Styles of a plan's page, those of one part after those of all."""

_LINKS: Final = {
    url: _LEAFLET / Path(url).name
    for name, url in (*folium.Map.default_js, *folium.Map.default_css)
    if name in {"leaflet", "leaflet_css"}
}


def script_json(value: object) -> str:
    """Return `value` as compact JSON that is safe inside a script element.

    Parameters
    ----------
    value
        Lists, dictionaries, texts and finite numbers.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    # Names in Chinese take half the bytes that their escapes would.
    text = json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    text = _NOT_IN_A_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    for character in "<>&'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # branca takes a rendered script for a template once more. In JSON these signs of a template can
    # only stand inside a text, where a brace may be written by its number.
    for sign in ("{{", "{%", "{#"):
        text = text.replace(sign, sign.replace("{", "\\u007b"))
    return text


@cache
def local_code(url: str) -> str:
    """Return the text of a script or style sheet that folium links to, from the installed package.

    Parameters
    ----------
    url
        The address in folium's link.

    Raises
    ------
    ValueError
        If no local copy of it is known: the page would need the network.
    """
    if url not in _LINKS:
        raise ValueError(f"no local copy of {url} is known; the page must not need the network")
    text = _LINKS[url].read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S+", "", text)
    return re.sub(r"url\(images/([\w-]+\.png)\)", _data_uri, text)


def leaflet_header() -> str:
    """Return the comment at the head of Leaflet's script, which says whose it is."""
    return (_LEAFLET / "leaflet.js").read_text(encoding="utf-8").partition("*/")[0]


def _data_uri(match: re.Match[str]) -> str:
    image = (_LEAFLET / "images" / match[1]).read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(image).decode()})"


def page_file(name: str) -> str:
    """Return the text of one of the page's own styles or scripts, by its path below `maps/page`."""
    return (_PAGE / name).read_text(encoding="utf-8")


def page_script(name: str) -> str:
    """Return one of the page's own scripts without its lines of types."""
    return _TYPES.sub("", page_file(name))


LAYER_GROUPS: Final = {
    "marks": "sites",
    "cells": "people",
    "catchments": "people",
    "surface": "people",
    "shapes": "units",
    "shares": "units",
    "basemap": "ground",
    "names": "ground",
    "tiles": "ground",
}
"""Under which heading the list of layers has the layers of a kind; others are about the question itself."""


class SlimMap(folium.Map):
    """folium's map with nothing but Leaflet."""

    default_js = [link for link in folium.Map.default_js if link[0] == "leaflet"]  # noqa: RUF012 - as folium declares it
    default_css = [link for link in folium.Map.default_css if link[0] == "leaflet_css"]  # noqa: RUF012


class DataLayer(Layer):
    """A switchable layer that the page's own script draws from data.

    Parameters
    ----------
    kind
        The function of the script that makes the layer, such as ``"shapes"``, ``"cells"`` or ``"marks"``.
    data
        What it is made of, fit for `script_json`.
    name
        As the layer control calls it: a message, or the English text of one without values.
    show
        Whether it is switched on at first.
    control
        Whether the layer control lists it.
    group
        Under which heading the list of layers has it: ``"question"``, ``"sites"``, ``"people"``, ``"units"`` or
        ``"ground"``; by default that of its kind.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = halfhour.{{ this.kind }}({{ this.json }});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        kind: str,
        data: dict[str, Any],
        *,
        name: str | Message,
        show: bool = True,
        control: bool = True,
        group: str = "",
    ) -> None:
        self.label = message(name) if isinstance(name, str) else name
        # The page's script writes the label, in the language of the moment; this name only tells layers
        # apart. Leaflet takes it for HTML, branca for a template.
        plain = html.escape(json.dumps(self.label)).replace("{", "&#123;")
        super().__init__(name=plain, overlay=True, control=control, show=show)
        self._name = "DataLayer"
        self.kind = kind
        of_kind = {"group": group or LAYER_GROUPS.get(kind, "question"), "label": self.label}
        self.json = script_json({**data, **of_kind})


class OfflineFigure(Figure):
    """branca's figure, with every linked file written into the page and ids counted, not random.

    Parameters
    ----------
    title
        Title of the document, plain text.
    panel
        HTML beside the map, already escaped.
    data
        What the page's script starts with, as `script_json` writes it.
    lang
        The language that the page opens in.
    hosts
        Servers that the page may ask for images; none but for tiles that the user named.
    scripts, styles
        The page's own files, in the order in which they need each other.
    """

    _template = Template(
        """<!DOCTYPE html>
<html lang="{{ this.lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
<title>{{ this.title | e }}</title>
{{ this.head }}
<style>{{ this.style }}</style>
<script>{{ this.code }}</script>
</head>
<body>
{{ this.panel }}
<main>{{ this.html.render() }}</main>
<script type="application/json" id="halfhour-data">{{ this.data }}</script>
<script>
halfhour.start();
{{ this.script.render() }}
halfhour.ready();
</script>
</body>
</html>
"""
    )

    def __init__(
        self,
        *,
        title: str,
        panel: str,
        data: str,
        lang: Lang = "en",
        hosts: Iterable[str] = (),
        scripts: Sequence[str] = PLAN_SCRIPTS,
        styles: Sequence[str] = PLAN_STYLES,
    ) -> None:
        super().__init__(title=title)
        # The template above names the encoding first, as the standard asks.
        self.header._children.clear()  # noqa: SLF001 - branca has no other way
        self.panel = panel
        self.data = data
        self.lang = lang
        self.policy = content_security_policy(hosts)
        self.style = "\n".join(page_file(name) for name in styles)
        self.code = "\n".join(page_script(name) for name in scripts)

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401, ARG002 - branca's signature
        """Return the whole document.

        Raises
        ------
        ValueError
            If an element links to a file of which no local copy is known.
        """
        _count_ids(self)
        for child in list(self._children.values()):
            child.render()
        for part in (self.header, self.html, self.script):
            for element in part._children.values():  # noqa: SLF001 - likewise
                if isinstance(element, Link):
                    # branca declares bytes, but would print them as b'...'.
                    element.code = local_code(element.url)  # type: ignore[assignment]
        self.head = _NO_ZOOM.sub("", self.header.render(embedded=True))
        return str(self._template.render(this=self, kwargs={}))


def _count_ids(root: Element) -> None:
    """Replace branca's random ids by the order in the tree, so that equal inputs give equal pages."""
    waiting, number = [root], 0
    while waiting:
        element = waiting.pop()
        element._id = str(number)  # noqa: SLF001 - likewise
        number += 1
        waiting += reversed(element._children.values())  # noqa: SLF001 - likewise
