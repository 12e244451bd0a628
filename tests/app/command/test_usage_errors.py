"""Errors of the command line itself are told in Chinese where it is asked for, with the same exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from halfhour.app.cli import app
from halfhour.app.command.usage_errors import usage_message_said
from halfhour.maps.wording.progress_words import progress_said
from typer.testing import CliRunner, Result

CODE_WORDS = {"COMMAND", "ARGS", "OPTIONS", "LON", "LAT", "halfhour", "study", "help"}
NAMES = {
    "plan",
    "evaluate",
    "validate",
    "nonsense",
    "x",
    "yaml",
    "out",
    "jobs",
    "year",
    "lang",
    "zh",
}
"""Commands, options and files of these tests; with any other word of three letters a line is English."""


def told(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), prog_name="halfhour")


def english_words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", re.sub(r"--[\w-]+", "", text))) - CODE_WORDS - NAMES


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "缺少参数"),
        (["plan", "x.yaml"], "缺少选项 '--out'"),
        (["plan", "x.yaml", "--out"], "选项 '--out' 须有值"),
        (["plan", "x.yaml", "--out", "x", "--nonsense"], "没有这个选项"),
        (["plan", "x.yaml", "--out", "x", "--jobs", "0"], "'--jobs' 的值无效：应不小于 1"),
        (["evaluate", "x.yaml", "--year", "x"], "'--year' 的值无效：应为整数"),
        (["validate", "x.yaml", "x.yaml"], "多出参数（x.yaml）"),
        (["nonsense"], "没有这个命令"),
    ],
)
def test_errors_of_arguments_are_chinese(arguments: list[str], said: str) -> None:
    shown = told(arguments[0], "--lang=zh", *arguments[1:])
    assert shown.exit_code == told(*arguments).exit_code == 2
    assert said in shown.stderr
    assert english_words(shown.stderr) == set()
    assert shown.stdout == ""


def test_usage_and_help_are_named() -> None:
    lines = told("plan", "--lang", "zh").stderr.splitlines()
    assert lines[0].startswith("用法：halfhour plan [选项]")
    assert lines[1] == "更多说明：halfhour plan --help"
    assert lines[2].startswith("错误：")


def test_english_is_as_before() -> None:
    shown = told("plan")
    assert "Usage: halfhour plan" in shown.stderr
    assert "Missing argument" in shown.stderr


def test_a_message_that_is_not_known_stays() -> None:
    assert usage_message_said("Something new of a newer version.", "zh") == (
        "Something new of a newer version."
    )


def test_progress_of_a_command_is_chinese(tmp_path: Path) -> None:
    shown = told("validate", str(tmp_path / "x.yaml"), "--lang", "zh")
    assert shown.exit_code == 2
    assert "打开 " in shown.stderr
    assert "没有这个文件" in shown.stderr
    assert told("validate", str(tmp_path / "x.yaml")).stderr.count("opening ") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("done", "完成"),
        ("clinic: travel times (walk)", "clinic：出行时间（walk）"),
        (
            "one: choosing sites: exact solve: so far 5, bound 9",
            "one：选址：精确求解：目前 5，界 9",
        ),
        ("one: writing plan.html: travel-time surfaces", "one：写出 plan.html：出行时间面"),
        ("clinic: reading sites", "clinic：读取站点"),
        ("one: writing results.gpkg: cells", "one：写出 results.gpkg: cells"),
        ("one: interchange: saved 5, at most 9", "one：互换：已节省 5，最多 9"),
        ("about 12 s left", "约剩 12 秒"),
        ("what nobody has said before", "what nobody has said before"),
    ],
)
def test_names_before_a_stage_stay(line: str, said: str) -> None:
    assert progress_said(line, "zh") == said
    assert progress_said(line, "en") == line
