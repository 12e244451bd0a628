"""Errors in Chinese: sentences are known by their fixed words, and values stay as they are."""

from __future__ import annotations

import pytest
from halfhour.common.errors import Fault, fault_lines
from halfhour.common.sentences import Sentence
from halfhour.maps.wording.fault_words import fault_translator, note_said

CHINESE = fault_translator("zh")


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


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "there is none: nobody lives in any cell",
            "没有可用的候选站点：所有人口单元都没有人",
        ),
        (
            "snapping does not fit into memory: 2,000 cells, 5 sites need about 30 MB, and 4 MB are free",
            "snapping 超出内存：2,000 格、5 个站点 约需 30 MB，可用 4 MB",
        ),
        ("service clinic has no such tier", "服务 clinic 没有这样的等级"),
        ("cannot be opened: Permission denied", "无法打开：没有权限"),
        ("is not valid YAML: could not find expected ':'", "不是有效的 YAML：缺少冒号"),
    ],
)
def test_a_value_that_is_known_is_translated_with_its_sentence(english: str, chinese: str) -> None:
    assert CHINESE(english) == chinese


def test_a_clause_stands_behind_any_sentence() -> None:
    clause = "; there is no folder /data either"
    assert CHINESE(f"give the path of a study file (YAML){clause}") == (
        "请给出研究文件（YAML）的路径；也没有文件夹 /data"
    )
    assert CHINESE(f"is a thing{clause}") == "is a thing；也没有文件夹 /data"


def test_a_value_that_may_be_absent_leaves_no_gap() -> None:
    said = "is beyond the growth factors{} in growth.csv, which end in 2030"
    assert CHINESE(said.format("")) == "晚于 growth.csv 中的增长系数，系数到 2030 年为止"
    assert "单元 7" in CHINESE(said.format(" of unit 7"))


def test_words_that_may_be_names_are_translated_only_where_a_sentence_asks_for_one() -> None:
    assert CHINESE("is no longitude") == "不是经度"
    assert CHINESE("there is no such column; the file has longitude") == (
        "没有这一列；文件中的列有：longitude"
    )


def test_names_in_a_list_stay() -> None:
    assert CHINESE("did you mean time or key?") == "是否指 time 或 key\uff1f"
    assert CHINESE("name one of time, key") == "请从以下名称中选一个：time, key"
