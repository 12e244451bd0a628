from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import halfhour
import pytest
from babel.messages.extract import extract_from_dir
from halfhour.geo.errors import InputError
from halfhour.maps import ground_layers, words
from halfhour.maps.messages import LANGS, catalogue, require_lang, say
from halfhour.maps.words import count, limit

MAPS = Path(halfhour.__file__).parent / "maps"
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
        ("page/*.js", "javascript"),
        ("page/*.html", "jinja2"),
        ("*.py", "python"),
    ]
    keywords = {"_": None, "t": None, "message": None, "say": (2,)}
    found = extract_from_dir(MAPS, methods, keywords=keywords)
    return {text for _, _, text, _, _ in found}


def test_every_text_in_the_code_has_chinese_words():
    texts = used()
    assert {"What if?", "Legend", "Gap clusters, people"} <= texts
    assert texts - set(catalogue("zh")) == set()


def test_texts_kept_in_tables_have_chinese_words():
    tables = [*words.REASONS.values(), *words.MODE_WORDS.values(), *words.SERVICE_WORDS.values()]
    tables += [text for *_, text in ground_layers.SHARE_CLASSES]
    assert set(tables) - set(catalogue("zh")) == set()


def test_no_message_is_translated_twice():
    text = (MAPS / "page" / "zh.po").read_text(encoding="utf-8")
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


def test_modes_by_tier_are_named_once():
    modes = {"town": "drive", "village": "walk", "": "drive"}
    assert words.mode_words(modes) == "by car or on foot, by tier"
    assert words.mode_words(modes, "zh") == "驾车或步行（按等级）"  # noqa: RUF001 - Chinese signs


@pytest.mark.parametrize(
    ("number", "text"), [(13393.5000000018, "13 394"), (13392.4999999991, "13 392"), (2.25, "2.2")]
)
def test_noise_far_behind_the_point_decides_no_half(number, text):
    assert count(number) == text


def test_unknown_language_is_refused():
    with pytest.raises(InputError, match="lang = 'fr': there are no messages"):
        require_lang("fr")
    assert [require_lang(lang) for lang in LANGS] == list(LANGS)


@pytest.mark.parametrize("script", sorted((MAPS / "page").glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_no_newer_than_es2019(script):
    code = re.sub(
        r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'|//.*', "", script.read_text(encoding="utf-8")
    )
    assert [sign for sign in NEWER_THAN_ES2019 if re.search(sign, code)] == []
