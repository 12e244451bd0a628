from __future__ import annotations

from pathlib import Path

import halfhour
import pytest
from halfhour.maps.document.templates import rendered
from jinja2 import UndefinedError

MAPS = Path(halfhour.__file__).parent / "maps"
BLOCK = "notebook/templates/block.html.jinja"
TRUSTED = {
    "page/plan/panel.html.jinja",
    "page/index/index.html.jinja",
    "page/applications/applications.html.jinja",
    "page/check/memo.html.jinja",
    "page/compare_results/compare.html.jinja",
}
"""The first puts together what others have escaped; the others take our own styles and signs as they are."""


def test_what_comes_from_data_is_escaped() -> None:
    assert rendered(BLOCK, text="<b>&", tables=[]) == "<div><p>&lt;b&gt;&amp;</p></div>"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'tables' is undefined"):
        rendered(BLOCK, text="")


def test_only_templates_that_put_others_together_trust_html() -> None:
    templates = list(MAPS.rglob("*.jinja"))
    trusting = {
        path.relative_to(MAPS).as_posix()
        for path in templates
        if "safe" in path.read_text(encoding="utf-8")
    }
    assert len(templates) >= 8
    assert trusting == TRUSTED
