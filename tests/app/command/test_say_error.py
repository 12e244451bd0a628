"""Errors are told in the language that the arguments ask for, whatever else is wrong with them."""

from __future__ import annotations

import sys

import pytest
from halfhour.app.cli import main
from halfhour.app.command.say_error import say_error, say_faults
from halfhour.app.language import asked_lang
from halfhour.common.errors import Fault


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["plan", "a.yaml"], "en"),
        (["plan", "--lang", "zh"], "zh"),
        (["plan", "--lang=zh", "--nonsense"], "zh"),
        (["plan", "--lang", "zh", "--lang", "en"], "en"),
        (["plan", "--lang"], "en"),
        (["plan", "--lang", "fr"], "en"),
    ],
)
def test_the_language_is_read_from_the_arguments(arguments: list[str], lang: str) -> None:
    assert asked_lang(arguments) == lang


def test_errors_go_to_standard_error_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    fault = Fault(file="a.csv", row=1, cause="is empty", fix="leave it out")
    say_faults([fault], "en")
    say_faults([fault], "zh")
    say_error("the solver gave no answer", "en")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "error: a.csv, row 2: is empty. leave it out.",
        "错误：a.csv，第 2 行：为空。请删去此项。",
        "error: the solver gave no answer",
    ]


def test_a_mistake_ends_in_chinese_with_the_same_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["halfhour", "validate", "nowhere.yaml", "--lang", "zh", "-q"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "没有这个文件" in err
