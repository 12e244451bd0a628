from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import halfhour
import pytest
from babel.messages.extract import extract_from_dir
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import OUTSIDE_UNITS
from halfhour.coverage.limit_sensitivity import CLAUSE, CLAUSE_IN_PART, GAINED, LOST
from halfhour.coverage.site_check.land_classes import SENTENCES as LAND_SENTENCES
from halfhour.coverage.site_check.study_area import DIRECTIONS
from halfhour.geo.roads.road_words import ROAD_WORDS
from halfhour.maps.basemap.names import PLACE_WORDS
from halfhour.maps.basemap.roads import OSM_CREDIT
from halfhour.maps.signs import classes as ground_layers
from halfhour.maps.wording import words
from halfhour.maps.wording.messages import LANGS, catalogue, require_lang, say
from halfhour.maps.wording.near_limit import NOT_KNOWN
from halfhour.maps.wording.words import count, limit
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from halfhour.optimize.site_comparison.verdict import ASKED, STEP_WORDS
from halfhour.optimize.solve import solve

MAPS = Path(halfhour.__file__).parent / "maps"
SAYING = ("app", "common", "coverage", "data", "geo", "maps", "optimize")
COMPOSED = {
    *(f"optimal: {{objective}} of at {end} {{bound}} {{unit}}" for end in ("most", "least")),
    *(
        f"within {{gap}} ({{status}}): {{objective}} of at {end} {{bound}} {{unit}}"
        for end in ("most", "least")
    ),
    *(f"Share of all travel {amount}" for amount in ("time", "distance")),
}
"""Sentences that code puts together before it says them."""

NEWER_THAN_ES2019 = (
    r"\?\?",
    r"\?\.[\w(\[]",
    r"(\|\||&&)=",
    r"\.replaceAll\(",
    r"\.at\(-?\d",
    r"\d_\d",
    r"\d+n\b",
)


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def used():
    """English texts that code asks for, as Babel's extractors find them."""
    methods = [
        ("page/**.js", "javascript"),
        ("**.jinja", "jinja2"),
        ("**.py", "python"),
    ]
    keywords = {"_": None, "t": None, "message": None, "say": (2,)}
    found = {text for _, _, text, _, _ in extract_from_dir(MAPS, methods, keywords=keywords)}
    # What is said below of plans, tables and files, which know nothing of languages.
    for folder in ("common", "geo", "data", "coverage", "optimize", "app"):
        sentences = extract_from_dir(
            MAPS.parent / folder,
            [("**.py", "python")],
            keywords={"Sentence": None, "say": (2,)},
        )
        found |= {text for _, _, text, _, _ in sentences}
    return found


def test_every_text_in_the_code_has_chinese_words():
    texts = used()
    assert {"What if?", "Legend", "Gap clusters", "infeasible: {conflict}"} <= texts
    assert texts - set(catalogue("zh")) == set()


def test_texts_kept_in_tables_have_chinese_words():
    tables = [*words.REASONS.values(), *words.MODE_WORDS.values(), *words.SERVICE_WORDS.values()]
    tables += [text for *_, text in ground_layers.SHARE_CLASSES]
    tables += [OUTSIDE_UNITS, OSM_CREDIT, *PLACE_WORDS, *ROAD_WORDS.values(), *DIRECTIONS]
    for table in (CLAUSE, CLAUSE_IN_PART, LOST, GAINED):
        tables += table.values()
    tables += LAND_SENTENCES
    tables += [NOT_KNOWN, *ASKED.values(), *STEP_WORDS.values()]
    assert set(tables) - set(catalogue("zh")) == set()


def test_no_sentence_in_the_catalogue_is_left_over():
    # Words alone, such as names of columns, stand in files that people write as well.
    sentences = {text for text in catalogue("zh") if " " in text}
    suffixes = {".py", ".js", ".jinja", ".yaml"}
    files = [path for top in SAYING for path in (MAPS.parent / top).rglob("*")]
    sources = [path.read_text(encoding="utf-8") for path in files if path.suffix in suffixes]
    plain = re.sub(r'"\s+"', "", " ".join(sources)).replace('\\"', '"')
    plain = re.sub(r"\s+", " ", plain)
    assert {text for text in sentences if text not in plain} == COMPOSED


def test_no_message_is_translated_twice():
    text = (MAPS / "page" / "words" / "zh.po").read_text(encoding="utf-8")
    messages = re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE)
    assert len(messages) == len(set(messages)) == len(catalogue("zh"))


def test_translations_ask_for_the_same_values():
    for text, translated in catalogue("zh").items():
        assert fields(text) == fields(translated), text


def test_words_and_numbers_follow_the_language(town):
    assert say("en", "under {number}", number="5") == "under 5"
    assert say("zh", "under {number}", number="5") == "少于 5"
    assert say("zh", "no such text") == "no such text"
    assert (count(1234567, "en"), count(1234567, "zh")) == ("1 234 567", "1,234,567")
    assert limit(town.plan.after, "zh") == "步行 30 分钟"


def test_conflicts_of_an_infeasible_plan_are_said_in_chinese(town):
    asked = town.plan.scenario.replace(
        objective=MaximinCovering(floor={"山海关区": 0.999}), max_new=1, by="county"
    )
    plan = solve(asked)
    assert plan.certificate.status == "infeasible"
    for note in (*plan.notes, *plan.conflicts):
        said = words.sentence(note, "zh")
        assert words.sentence(note, "en") == note
        assert set(re.findall(r"[A-Za-z_]{2,}", said)) <= {"max_new", "sites"}, said
        assert re.findall(r"\d[\d .]*", said)
    assert "山海关区" in words.sentence(plan.conflicts[0], "zh")


def test_text_that_is_no_sentence_stays_as_it_is():
    assert words.sentence("gap {0}", "zh") == "gap {0}"


def test_modes_by_tier_are_named_once():
    modes = {"town": "drive", "village": "walk", "": "drive"}
    assert words.mode_words(modes) == "by car or on foot, by tier"
    assert words.mode_words(modes, "zh") == "驾车或步行（按等级）"


@pytest.mark.parametrize(
    ("number", "text"), [(13393.5000000018, "13 394"), (13392.4999999991, "13 392"), (2.25, "2.2")]
)
def test_noise_far_behind_the_point_decides_no_half(number, text):
    assert count(number) == text


def test_unknown_language_is_refused():
    with pytest.raises(InputError, match="lang = 'fr': there are no messages"):
        require_lang("fr")
    assert [require_lang(lang) for lang in LANGS] == list(LANGS)


@pytest.mark.parametrize(
    "script", sorted((MAPS / "page").rglob("*.js")), ids=lambda path: path.name
)
def test_scripts_are_no_newer_than_es2019(script):
    code = re.sub(
        r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'|//.*', "", script.read_text(encoding="utf-8")
    )
    assert [sign for sign in NEWER_THAN_ES2019 if re.search(sign, code)] == []
