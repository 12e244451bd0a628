"""Each command tells a mistake in Chinese where it is asked to: no sentence is English."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from halfhour.app.cli import app, main

ENGLISH = re.compile(r"(?:[A-Za-z]{2,} ){2,}[A-Za-z]{2,}")
"""Three English words in a row."""

MISTAKES = {
    "a study that is not there": ["plan", "x.yaml", "--out", "out"],
    "two folders in one": ["plan", "x.yaml", "--out", "taken.csv/out"],
    "a question without a scenario": ["plan", "x.yaml", "--out", "o", "--open-sites", "c.json"],
    "no cores": ["demo", "--jobs", "0"],
    "a file that is no study": ["validate", "taken.csv"],
    "a year that is none": ["evaluate", "x.yaml", "--year", "twenty"],
    "standards that are not there": ["evaluate", "x.yaml", "--standards", "y.yaml"],
    "a place that is none": ["check", "x.yaml", "--service", "clinic", "--at", "here"],
    "no service": ["check", "x.yaml"],
    "options without applications": ["check", "x.yaml", "--max-approved", "3"],
    "results that are not there": ["compare", "one", "other"],
    "people of nobody": ["fetch", "a", "--out", "o", "--people", "none", "--people-year", "2020"],
    "a mode without minutes": ["fetch", "a", "--out", "o", "--mode", "walk"],
    "a file to look at that is not there": ["inspect", "nowhere.csv"],
    "a study of files that are not there": ["new", "folder", "nowhere.csv"],
    "a decision on a study that is not there": [
        "approve",
        "x.yaml",
        "id",
        "--decision",
        "approved",
    ],
    "a register of a study that is not there": ["register", "x.yaml"],
    "a plan that is not there": ["replay", "nowhere"],
    "a port that is none": ["serve", "x.yaml", "--port", "99999"],
    "a token that could be guessed": ["serve", "x.yaml", "--token", "abc"],
    "other machines without a token": ["serve", "x.yaml", "--host", "192.0.2.1", "--token", "abc"],
    "an argument too many": ["cache", "now"],
}


def test_every_command_has_a_mistake() -> None:
    commands = {info.callback.__name__ for info in app.registered_commands if info.callback}
    assert commands == {arguments[0] for arguments in MISTAKES.values()}


@pytest.mark.parametrize("arguments", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_told_in_chinese(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "taken.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HALFHOUR_COMPILE_AHEAD", "off")
    monkeypatch.setattr(sys, "argv", ["halfhour", *arguments, "--lang", "zh"])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    # What is found of files is the result of `inspect`.
    assert ("问题：" in out) if arguments[0] == "inspect" else ("错误：" in err)
    # Commands that are to be typed next stand in lines of their own.
    assert ENGLISH.findall(re.sub(r"(?m)^ +halfhour .*$", "", out + err)) == []
