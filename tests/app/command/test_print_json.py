"""JSON is JSON in whatever encoding standard output has, and whatever numbers are in it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from halfhour.app.cli import main
from halfhour.app.command.print_json import print_json

WORDS = ["é", "诊所", "😀", "\u202eabc", '<script>"']


def printed(
    monkeypatch: pytest.MonkeyPatch, encoding: str, *, values: object = None, argv: str = ""
) -> str:
    """Return what is printed where standard output has this encoding."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    if argv:
        monkeypatch.setattr(sys, "argv", ["halfhour", *argv.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code in {0, 2}
    else:
        print_json(values)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252", "gb18030", "gbk"])
def test_any_words_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    assert json.loads(printed(monkeypatch, encoding, values={"words": WORDS})) == {"words": WORDS}


def test_what_can_be_shown_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "诊所" in printed(monkeypatch, "utf-8", values=["诊所"])


def test_numbers_that_json_has_not_are_null(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"a": [float("nan"), 1.5, (float("inf"),)]}
    text = printed(monkeypatch, "utf-8", values=values)
    assert json.loads(text) == {"a": [None, 1.5, [None]]}
    assert "NaN" not in text


@pytest.mark.parametrize("asked", ["--json", "", "--lang zh"])
def test_commands_end_well_where_no_chinese_can_be_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str
) -> None:
    (tmp_path / "诊所😀.csv").write_text("id,lon,lat\n1,120,40\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = printed(monkeypatch, "ascii", argv=f"inspect 诊所😀.csv {asked}")
    if asked == "--json":
        assert json.loads(text)[0]["file"].endswith("诊所😀.csv")
    else:
        assert "\\u8bca" in text
