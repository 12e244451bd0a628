"""What a map page's bytes are for: its data by key, its layers by kind, scripts and styles."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Final

_DATA: Final = re.compile(
    r'<script type="application/json" id="halfhour-data">\s*(.*?)</script>', re.DOTALL
)
_LAYER: Final = re.compile(r"\bvar \w+ = halfhour\.(\w+)\((?=\{)")
_CODE: Final = re.compile(r"<style>(.*?)</style>|<script>(.*?)</script>", re.DOTALL)
_JSON: Final = json.JSONDecoder()


def page_parts(html: str) -> dict[str, int]:
    """Return bytes by part of a page, the largest first; together they are the whole page.

    Parameters
    ----------
    html
        The page's text.
    """
    parts: Counter[str] = Counter()
    if data := _DATA.search(html):
        parts.update({f"data: {key}": size for key, size in _keys(data[1].strip()).items()})
    for layer in _LAYER.finditer(html):
        _, end = _JSON.raw_decode(html, layer.end())
        parts[f"layers: {layer[1]}"] += _bytes(html[layer.end() : end])
    layers = sum(size for part, size in parts.items() if part.startswith("layers: "))
    code = sum(_bytes(found[1] or found[2] or "") for found in _CODE.finditer(html))
    parts["scripts and styles"] = code - layers
    parts["everything else"] = _bytes(html) - sum(parts.values())
    return dict(parts.most_common())


def _keys(text: str) -> dict[str, int]:
    """Return the bytes of each value of a JSON object, as they stand."""
    sizes = {}
    at = text.index("{") + 1
    while at < len(text) and (start := text.find('"', at)) >= 0:
        key, end = _JSON.raw_decode(text, start)
        value = re.compile(r"\s*:\s*").match(text, end)
        if value is None:
            break
        _, at = _JSON.raw_decode(text, value.end())
        sizes[key] = _bytes(text[value.end() : at])
    return sizes


def _bytes(text: str) -> int:
    return len(text.encode())
