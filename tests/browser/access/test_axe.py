"""axe-core's rules of WCAG 2.1, levels A and AA, on each kind of page."""

from __future__ import annotations

import json
import os
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
from check_fixtures import checked as checked_town
from check_fixtures import memo
from halfhour.maps.compliance_page.map import compliance_map
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.plan_page.map import plan_map
from line_town import write_line_town
from page_fixtures import settled

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    # Order of headings, landmarks and the like are its best practices.
    "rules": {
        rule: {"enabled": True}
        for rule in ("heading-order", "region", "landmark-one-main", "page-has-heading-one")
    },
}


@pytest.fixture(scope="module")
def pages(town, tmp_path_factory: pytest.TempPathFactory) -> dict[str, MapPage]:
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return {
        "plan": plan_map(town.plan, units=town.units, notice="Synthetic sample data"),
        "compliance": compliance_map(checked, gpd.GeoDataFrame(units, crs=layers.demand.crs)),
        "memo": memo(checked_town()),
    }


def violations(page) -> list[str]:
    """What breaks a rule: the rule and the elements."""
    if not AXE.exists():
        if os.environ.get("HALFHOUR_REQUIRE_SHARED") == "1":
            raise FileNotFoundError(AXE)
        pytest.skip("axe-core is not installed: make page")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    assert len(found["passes"]) > 10
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["plan", "compliance", "memo"])
def test_no_rule_is_broken(open_page, pages, kind, size, lang):
    page = open_page(pages[kind])
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("lang => halfhour.setLang(lang)", lang)
    settled(page)
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    if kind != "memo":
        page.locator("#search").fill("1" if kind == "plan" else "A")
    page.evaluate("halfhour.openAt(halfhour.map, halfhour.map.getCenter(), null)")
    page.wait_for_timeout(400)
    assert violations(page) == []


def test_what_is_looked_for_can_be_found(open_page, pages):
    page = open_page(pages["plan"])
    page.evaluate("document.querySelector('#search').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('#search').placeholder = ''")
    assert any(line.startswith("label: ") for line in violations(page))
