"""The help in Chinese: every sentence has Chinese words, nothing is too wide, and English is as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer.main
from halfhour.app.cli import app
from halfhour.app.command.group import CHAPTERS, EXAMPLES
from halfhour.app.command.help_said import page_said
from halfhour.maps.wording.fixed_words import fixed_catalogue
from rich.cells import cell_len
from typer.testing import CliRunner

COMMANDS = [info.callback.__name__ for info in app.registered_commands if info.callback]
CHINESE = fixed_catalogue("zh", name="help")


def sentences() -> Iterator[str]:
    program = typer.main.get_command(app)
    for command in (program, *program.commands.values()):  # type: ignore[attr-defined] # a group
        for one in (command, *command.params):
            if text := getattr(one, "help", None):
                yield text.strip()
    yield from (heading for heading, _ in CHAPTERS)
    yield from ("More", "Examples", "Show this message and exit.")


def help_of(*arguments: str) -> str:
    shown = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"}, prog_name="halfhour")
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def test_every_sentence_has_chinese_words_and_no_other_has_any() -> None:
    assert set(CHINESE) == set(sentences())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_chinese_and_fits_80_columns(name: str) -> None:
    said = help_of(name, "--help", "--lang", "zh")
    assert said.startswith(f"用法：halfhour {name} [选项]")
    assert "选项：" in said
    assert max(map(cell_len, said.splitlines())) <= 80
    assert not re.search(r"[a-z] [a-z]+ [a-z]", said)
    options = re.findall(r"(?<=[ ,])--[a-z][\w-]*", help_of(name, "--help"))
    assert [one for one in options if one not in said] == []


def test_the_list_of_commands_is_chinese() -> None:
    said = help_of("--lang", "zh", "--help")
    assert said.startswith("用法：halfhour [选项] 命令 [参数]...")
    assert "规划与评估：" in said
    assert all(re.search(rf"^  {name} +[\u4e00-\u9fff]", said, re.MULTILINE) for name in COMMANDS)
    assert all(example in said for example in EXAMPLES)
    assert max(map(cell_len, said.splitlines())) <= 80
    assert help_of("--help").startswith("Usage: halfhour [OPTIONS] COMMAND")


def test_a_language_before_the_command_is_the_commands() -> None:
    assert "闲置天数" in help_of("--lang", "zh", "cache")
    assert "闲置天数" not in help_of("--lang", "zh", "cache", "--lang", "en")


def test_lines_are_wrapped_by_columns_below_their_text() -> None:
    page = "  --out <path>  一二三四五，六七八九十 results.gpkg。  [default: x; required]"
    assert page_said(page, "zh", width=30).splitlines() == [
        "  --out <path>  一二三四五，六",
        "                七八九十",
        "                results.gpkg。",
        "                [默认: x; 必",
        "                填]",
    ]
