"""One form for all ways of writing a word."""

import unicodedata

import pytest
from halfhour.data.mapping.plain_text import plain_heading, plain_text
from hypothesis import given
from hypothesis import strategies as st

FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("機構名稱", "机构名称"),
        ("衛生院", " 卫 生 院 "),
        ("養老院", "养老院"),
        ("床位數(張)", "床位数（张）"),
        ("\uff22\uff25\uff24\uff33", "beds"),
        ("Bed_No.", "bed no"),
        ("乡镇卫生院（中心）", "乡镇卫生院(中心)"),
    ],
)
def test_ways_of_writing_are_one(one: str, other: str) -> None:
    assert plain_text(one) == plain_text(other)


def test_words_that_differ_stay_apart() -> None:
    words = ["乡镇卫生院", "村卫生室", "卫生院", "养老院", "1", "2", "-", "/"]
    assert len({plain_text(word) for word in words}) == len(words)


def test_what_stands_in_brackets_is_no_part_of_a_heading() -> None:
    assert plain_heading("床位数（张）") == plain_heading("床位數") == "床位数"
    assert plain_heading("（备注）") == "备注"


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20))
def test_full_width_is_half_width(text: str) -> None:
    assert plain_text(text.translate(FULL_WIDTH)) == plain_text(text)


@given(st.text(max_size=20))
def test_a_plain_text_is_plain(text: str) -> None:
    once = plain_text(unicodedata.normalize("NFC", text))
    assert plain_text(once) == once
