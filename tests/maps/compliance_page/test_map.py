"""The compliance page in a browser: its words and numbers against the table of verdicts."""

# ruff: noqa: RUF001 - the page has a dash of its own
from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.compliance_page.map import compliance_map
from halfhour.maps.plan_page.unit_verdicts import unit_verdicts
from line_town import RULES, write_line_town, write_standards
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WORDS = {
    "en": {True: "✓ met", False: "✗ short", None: "– no verdict"},
    "zh": {True: "✓ 达标", False: "✗ 不达标", None: "– 无结论"},
}
LEVELS = ["all", "county", "township", "village", "committee"]
ATTACK = '"><img src=x onerror=alert(1)>{{7*7}}'


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A check of the town along a line, and its units."""
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return SimpleNamespace(checked=checked, units=gpd.GeoDataFrame(units, crs=layers.demand.crs))


def verdict(value: object) -> bool | None:
    return None if pd.isna(value) else bool(value)


def choose(page: Page, rule: str) -> None:
    number = page.evaluate("id => halfhour.data().rules.findIndex(rule => rule.id === id)", rule)
    page.locator("#rule").select_option(str(number))


def numbers(page: Page) -> dict[str, list[int]]:
    """The table of counts: by level how many are met, short and without a verdict."""
    rows = page.locator(".counts tbody tr").all()
    return {
        row.locator("th").inner_text(): [int(cell) for cell in row.locator("td").all_inner_texts()]
        for row in rows
    }


def test_every_rule_has_its_verdict_and_counts(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    table = line.checked.verdicts.table
    for rule, rows in table.groupby("rule", sort=False):
        choose(page, str(rule))
        whole = rows[rows["level"] == "all"].iloc[0]
        assert (
            page.locator("#standard .badge").inner_text() == WORDS["en"][verdict(whole["passed"])]
        )
        expected = {}
        for level, part in rows[rows["level"] != "all"].groupby("level"):
            found = [verdict(value) for value in part["passed"]]
            expected[level] = [found.count(what) for what in (True, False, None)]
        shown = numbers(page)
        titles = page.evaluate("halfhour.data().levels.map(level => level.en)")
        levels = dict(zip(titles, LEVELS, strict=True))
        assert {levels[title]: counts for title, counts in shown.items()} == expected, rule


def test_all_rules_together_are_counted(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    counts = line.checked.verdicts.counts()
    shown = page.locator("#standard .tally strong").all_inner_texts()
    assert [int(text) for text in shown] == [counts["met"], counts["failed"], counts["open"]]
    assert page.locator("#rule option").count() == 1 + line.checked.verdicts.table["rule"].nunique()
    groups = page.locator("#rule optgroup").evaluate_all("all => all.map(one => one.label)")
    assert groups == ["Clinics", "Shelters", "Libraries", "Reported indicators"]


def test_a_unit_says_its_figures_and_what_is_missing(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    choose(page, "clinics")
    page.get_by_role("button", name="County").click()
    page.locator(".worst").get_by_role("button", name="乡B").click()
    popup = page.locator(".leaflet-popup-content").inner_text()
    # Nobody of B's 110 is reached; half of them are 55.
    assert "✗ short" in popup
    figures = dict(re.findall(r"^(Figure|Target|Missing)\t(.+)$", popup, re.MULTILINE))
    assert figures == {"Figure": "0.0%", "Target": "50.0%", "Missing": "55 residents"}
    assert "110 of 110 residents in the gap" in popup
    # The panel lists all rules of that county, those it falls short of first.
    rows = line.checked.verdicts.by("county")
    own = rows[rows["unit"] == "B"]
    signs = page.locator("#place .sign span").all_inner_texts()
    assert len(signs) == min(8, len(own))
    assert signs.count("✗") == min(8, int((~own["passed"].fillna(value=True)).sum()))
    assert signs == sorted(signs, key="✗✓–".index)


def test_units_are_coloured_by_verdict_and_hatched(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    choose(page, "rooms.elderly")
    page.get_by_role("button", name="County").click()
    fills = page.locator(".leaflet-units-pane path").evaluate_all(
        "all => all.map(path => path.getAttribute('fill'))"
    )
    rows = line.checked.verdicts.by("county")
    passed = rows[rows["rule"] == "rooms.elderly"]["passed"]
    wanted = {True: "#8fc1e3", False: "url(#short)", None: "url(#no-verdict)"}
    assert sorted(fills) == sorted(wanted[verdict(value)] for value in passed)
    assert page.locator("pattern").count() == 2


def test_villages_are_points(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    choose(page, "village")
    page.get_by_role("button", name="Village").click()
    assert page.locator(".leaflet-points-pane canvas").count() == 1
    listed = page.locator(".worst th").all_inner_texts()
    rows = line.checked.verdicts.by("village")
    short = rows[(rows["rule"] == "village") & ~rows["passed"].astype(bool)]
    assert sorted(listed) == sorted(short["unit_name"])


def test_search_finds_units_of_every_level(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    for name, where in (("乡A", "County"), ("村三", "Village")):
        page.get_by_label("Search").fill(name)
        found = page.locator("#found button").first
        assert where in found.inner_text()
        page.get_by_label("Search").press("Enter")
        assert page.locator(".leaflet-popup-content h4").last.inner_text() == name
        assert name in page.locator("#place h2").inner_text()


def test_everything_is_reached_by_the_keyboard(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units))
    page.locator("#rule").focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#rule")
    first = chosen.input_value()
    assert first == "0"
    assert page.evaluate("document.activeElement.id") == "rule"
    page.get_by_role("button", name="Next").press("Enter")
    assert chosen.input_value() == "1"
    assert page.evaluate("document.activeElement.textContent") == "Next"
    page.get_by_role("button", name="Previous").press("Enter")
    assert chosen.input_value() == first
    page.locator(".worst button").first.press("Enter")
    inside = "document.activeElement.closest('.leaflet-popup') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")


def test_chinese_leaves_no_english_word(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units, lang="zh"))
    allowed = set(re.findall(r"[A-Za-z]+", " ".join(line.units["name"])))
    allowed |= {"English", "Halfhour", "OpenStreetMap", "contributors", "Roads"}
    allowed |= {"k", "reading", "n", "N"}
    for rule in line.checked.verdicts.table["rule"].unique():
        choose(page, rule)
        text = page.locator("#standard, #place, #legend").all_inner_texts()
        clause = page.locator(".clause").all_inner_texts()
        words = set(re.findall(r"[A-Za-z]+", " ".join(text).replace(" ".join(clause), "")))
        assert words <= allowed | {"km"}, rule
    whole = line.checked.verdicts.overall().set_index("rule")["passed"]
    choose(page, "clinics")
    assert page.locator("#standard .badge").inner_text() == WORDS["zh"][verdict(whole["clinics"])]
    page.get_by_role("button", name="English").click()
    assert page.locator("#standard .badge").inner_text() == WORDS["en"][verdict(whole["clinics"])]


def test_hostile_names_are_shown_as_text(open_page, line) -> None:
    table = line.checked.verdicts.table.assign(unit_name=ATTACK, detail=ATTACK, clause=ATTACK)
    checked = dataclasses.replace(line.checked, verdicts=hh.Verdicts(table))
    units = line.units.assign(name=ATTACK)
    page = open_page(compliance_map(checked, units, title=ATTACK, notice=ATTACK, credits=ATTACK))
    choose(page, "clinics")
    page.get_by_role("button", name="County").click()
    page.locator(".worst button").first.click()
    assert page.locator(".popup h4").inner_text() == ATTACK
    assert page.locator("h1").inner_text() == ATTACK
    assert page.locator(".clause").inner_text() == ATTACK
    assert page.locator("img").count() == 0


def test_the_same_check_gives_the_same_bytes(line) -> None:
    first = compliance_map(line.checked, line.units)
    assert compliance_map(line.checked, line.units).content == first.content


def test_units_without_verdicts_are_refused(line) -> None:
    other = line.units.assign(level="parish")
    with pytest.raises(InputError, match="parish': none of these units has a verdict"):
        compliance_map(line.checked, other)
    with pytest.raises(InputError, match="has no coordinate reference system"):
        compliance_map(line.checked, line.units.set_crs(None, allow_override=True))


def test_units_in_degrees_give_the_same_page_but_for_rounding(open_page, line) -> None:
    page = open_page(compliance_map(line.checked, line.units.to_crs(4326)))
    choose(page, "clinics")
    assert numbers(page)["County"] == [0, 2, 0]


def test_saving_a_check_writes_the_page(line, tmp_path: Path) -> None:
    *_, page = line.checked.save(tmp_path, lang="zh")
    assert page == tmp_path / "compliance.html"
    text = page.read_text(encoding="utf-8")
    assert '<html lang="zh">' in text
    assert "一路镇 Linetown" in text


def test_popups_of_a_plan_s_units_count_their_standards(line) -> None:
    lines = unit_verdicts(line.checked, {"clinic"})
    rows = line.checked.verdicts.by("county")
    about = ["clinics", "rooms.elderly", "village", "rooms.ratio", "standardised", "beds"]
    own = rows[(rows["unit"] == "A") & rows["rule"].isin([*about, "rooms.count", "rooms.siting"])]
    found = [verdict(value) for value in own["passed"]]
    assert lines["county", "A"][1] == {
        "met": found.count(True),
        "short": found.count(False),
        "none": found.count(None),
    }
    assert unit_verdicts(line.checked, {"no such service"}) == {}


def test_what_is_not_due_yet_says_when_and_how_much_is_still_to_do(open_page, tmp_path) -> None:
    study = write_line_town(tmp_path / "line")
    standards = write_standards(tmp_path / "later.yaml", {"clinics": RULES["clinics"]})
    text = standards.read_text(encoding="utf-8").replace("\nrules:\n", "\ndue: 2022\nrules:\n")
    standards.write_text(text.replace("50 %", "90 %"), encoding="utf-8")
    checked = hh.check_compliance(study, standards, year=2020)
    row = checked.verdicts.overall().iloc[0]
    page = open_page(checked.map())
    assert "1 of those without a verdict are not due yet" in page.locator("#standard").inner_text()
    choose(page, "clinics")
    shown = page.locator("#standard").inner_text()
    assert "– not due until 2022" in shown
    facts = dict(re.findall(r"^([A-Z][^\t\n]+)\t(.+)$", shown, re.MULTILINE))
    assert facts["Target of 2022"] == "90.0%"
    assert facts["Still to do"] == f"{round(row['to_go'])} residents"
    assert facts["Each year until 2022"] == f"{round(row['to_go_a_year'])} residents"
