from __future__ import annotations

import re

from halfhour.maps.notebook.blocks import Table, block
from html_reader import read

ATTACK = '"><img src=x onerror=alert(1)>{{7*7}}'


def sides(html: str) -> list[str]:
    return re.findall(r"text-align:(\w+)", html)


def test_words_stand_at_the_left_and_figures_at_the_right() -> None:
    html = block("", Table(head=("n", "site", "people"), rows=[("1", "a", "2")], words=(0, 1)))
    assert sides(html) == ["left", "left", "right"] * 2
    assert sides(block("", Table(rows=[("a", "1")]))) == ["left", "right"]


def test_tables_without_rows_are_left_out() -> None:
    page = read(block("nothing", Table(head=("a", "b"), rows=[])))
    assert page.tags == {"div", "p"}


def test_whatever_is_shown_is_escaped() -> None:
    page = read(block(ATTACK, Table(head=(ATTACK,), rows=[(ATTACK,)], more=ATTACK)))
    assert page.text == [ATTACK, ATTACK]
    assert page.rows == [[ATTACK], [ATTACK]]


def test_nothing_lies_between_tags() -> None:
    html = block("a", Table(head=("b",), rows=[("c",)], more="d"), Table(rows=[("e",)]))
    assert re.findall(r">\s+|\s+<", html) == []
