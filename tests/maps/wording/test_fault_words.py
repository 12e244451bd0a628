"""Errors in Chinese: the catalogue has what the sources say, and values stay as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from halfhour.common.errors import Fault, fault_lines
from halfhour.common.sentences import Sentence
from halfhour.maps.wording.fault_words import fault_catalogue, fault_translator, note_said

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")
FRAMES = {
    *("{where}, row {row}", "{where} ({key})", "{where}, {column}", "{where}: {cause}. {fix}."),
    "{file}: ... and {count} more faults.",
}
"""What stands around causes and fixes."""

CHINESE = fault_translator("zh")


def text_of(node: ast.AST) -> str | None:
    """Return a text of the sources, with {} for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
    return None


def texts() -> Iterator[tuple[ast.AST, str]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (text := text_of(node)) is not None:
                    yield node, text


def test_every_sentence_of_the_catalogue_is_one_of_the_sources() -> None:
    said = {text for _, text in texts()}
    assert sorted(fault_catalogue("zh").keys() - said) == []


def test_most_causes_and_fixes_that_stand_in_the_sources_are_translated() -> None:
    known, all_of_them = 0, 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in ("cause", "fix"):
                    text = text_of(node.value)
                    if text:
                        all_of_them += 1
                        known += text in fault_catalogue("zh")
    assert all_of_them > 400
    assert known / all_of_them > 0.5


@pytest.mark.parametrize("english", sorted(fault_catalogue("zh")))
def test_a_translation_has_each_value_once(english: str) -> None:
    chinese = fault_catalogue("zh")[english]
    if english in FRAMES:
        assert set(re.findall(r"\{(\w+)\}", chinese)) == set(re.findall(r"\{(\w+)\}", english))
        return
    holes = re.findall(r"\{(\d*)\}", chinese)
    assert len(holes) == english.count("{}")
    if any(holes):
        assert sorted(map(int, holes)) == list(range(len(holes)))
    assert not re.search(r"[。.]$", chinese)


def test_a_fault_is_told_with_its_row_column_and_value() -> None:
    fault = Fault(
        file="clinics.csv",
        row=3,
        key="site_id C17",
        column="capacity",
        value=-5,
        cause="is not a number above 0",
        fix="give a finite number",
    )
    assert fault.said(CHINESE) == (
        "clinics.csv，第 4 行（site_id C17），capacity = -5：不是大于 0 的数。请给出有限的数。"
    )


def test_values_stay_and_may_change_places() -> None:
    swapped = "x and y look swapped: exchanged, 17 of 20 places lie within the roads' extent"
    assert CHINESE(swapped) == "x 与 y 似乎颠倒：交换后，20 个地点中有 17 个位于路网范围之内"
    braces = "write columns: {x: {lon}}"
    assert CHINESE("name one of {a}, b") == "请从以下名称中选一个：{a}, b"
    assert CHINESE(braces) == "请写 columns: {x: {lon}}"


def test_the_sentence_with_most_fixed_words_counts() -> None:
    assert CHINESE("write encoding: gbk") == "请写 encoding: gbk"
    assert CHINESE("the file has several layers: a, b") == "文件中有多个图层：a, b"


def test_what_is_not_known_stays_english() -> None:
    assert CHINESE("is a thing that nobody has seen") == "is a thing that nobody has seen"
    fault = Fault(file="a.csv", cause="is a thing", fix="leave it out")
    assert fault.said(CHINESE) == "a.csv：is a thing。请删去此项。"


def test_a_sentence_is_translated_by_its_own_words() -> None:
    note = Sentence("{study}: no faults", study="town.yaml")
    assert CHINESE(note) == "town.yaml：没有错误"


def test_more_faults_are_counted_in_chinese_too() -> None:
    faults = [Fault(file="a.csv", row=row, cause="is empty", fix="correct it") for row in range(4)]
    lines = list(fault_lines(faults, shown=2, translate=CHINESE))
    assert lines[-1] == "a.csv：……另有 2 处错误。"
    assert len(lines) == 3


def test_a_key_and_a_question_are_chinese_too() -> None:
    fault = Fault(
        file="study.yaml", key="line 24", cause="unknown key", fix="did you mean limit_min?"
    )
    assert fault.said(CHINESE) == "study.yaml（第 24 行）：没有这个键。是否指 limit_min\uff1f"


def test_a_note_says_a_fault_in_its_language() -> None:
    note = Sentence(
        "{cause}; to have it read, {fix}",
        cause=Sentence("is missing"),
        fix=Sentence("name one of a, b"),
    )
    assert note_said(note, "zh") == "缺失；若要读取，请从以下名称中选一个：a, b"
    assert note_said(note, "en") == "is missing; to have it read, name one of a, b"


def test_english_is_left_as_it_is() -> None:
    fault = Fault(file="a.csv", row=1, column="x", value="y", cause="is {odd}", fix="mend it")
    assert (
        fault.said(fault_translator("en"))
        == str(fault)
        == ("a.csv, row 2, x = 'y': is {odd}. mend it.")
    )
