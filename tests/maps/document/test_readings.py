from __future__ import annotations

import json
import re

import pytest
from halfhour.maps.document.readings import readings
from halfhour.maps.plan_page.map import plan_map


def read_as(character, table):
    return {way for way, signs in table.items() if character in signs}


def test_each_character_stands_under_all_its_readings_and_once():
    table = readings(["青龙满族自治县", "青龙村", "重庆", "吕村"])
    assert read_as("龙", table) == {"long"}
    assert {"chong", "zhong"} <= read_as("重", table)
    assert read_as("吕", table) == {"lv"}
    assert "qing" in read_as("青", table)
    assert all(len(set(signs)) == len(signs) for signs in table.values())
    assert list(table) == sorted(table)


def test_characters_of_places_have_the_readings_of_places():
    # Common characters of names in China that are read in several ways.
    for name, ways in {
        "厦": "xia",
        "蚌": "beng",
        "亳": "bo",
        "涡": "guo",
        "泊": "bo",
        "单": "shan",
    }.items():
        assert ways in read_as(name, readings([name]))


def test_readings_are_small_letters_without_tones():
    table = readings(["女略嗯呣欸绿", "龘鱻"])
    assert table
    assert all(re.fullmatch("[a-z]+", way) for way in table)


def test_what_is_no_chinese_has_no_readings():
    assert readings(["São Paulo", "서울", "ひらがな", "A 3-4", "(.)", None, 7, float("nan")]) == {}


def test_other_forms_of_a_character_are_brought_together():
    # A compatibility character, as some old tables have it: U+F9CA is 流.
    assert readings(["\uf9ca"]) == readings(["流"])


@pytest.mark.browser
def test_a_page_finds_units_by_pinyin_and_initials(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    found = page.locator("#found button")
    for typed in ("haigang", "hai gang qu", "hgq"):
        page.locator("#search").fill(typed)
        assert found.first.inner_text() == "海港区\ncounty", typed
    page.locator("#search").press("Escape")
    assert found.count() == 0


def test_a_page_has_readings_of_its_own_names_alone(town):
    content = plan_map(town.plan, units=town.units).content
    data = json.loads(re.search(r'id="halfhour-data">(.*?)</script>', content, re.DOTALL)[1])
    names = "".join(town.units["name"])
    signs = set("".join(data["readings"].values()))
    assert set(names) & signs
    everything = names + "".join(site["name"] for site in data["sites"])
    assert signs <= set(everything)
