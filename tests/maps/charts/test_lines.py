from __future__ import annotations

from halfhour.maps.charts.lines import cut, letters, wrapped
from hypothesis import given
from hypothesis import strategies as st

texts = st.text(alphabet="ab ,.()中国，。（）-", max_size=60)


@given(texts, st.integers(4, 20))
def test_lines_fit_and_nothing_is_lost(text, chars):
    lines = wrapped(text, chars)
    assert all(letters(line) <= chars for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_break_at_spaces_and_between_chinese_characters():
    assert wrapped("optimal: 113 of at most 113", 12) == ["optimal: 113", "of at most", "113"]
    assert wrapped("已证明最优，上限十人", 10) == ["已证明最", "优，上限十", "人"]
    assert wrapped("", 10) == [""]
    # An opening bracket stays with what it opens.
    assert wrapped("上限十（人）", 8) == ["上限十", "（人）"]


@given(texts, st.integers(3, 20))
def test_cut_fits_and_says_that_it_cut(text, chars):
    short = cut(text, chars)
    assert letters(short) <= chars
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
