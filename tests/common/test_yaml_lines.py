import datetime as dt
import os
from itertools import pairwise
from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.common.yaml_lines import parse_yaml, read_yaml_with_lines, readable_yaml

TEXT = """\
name: a
list:
  - one
  - key: 1
    2018: {x: 1,
      y: 2}
  # a comment
  - key: 2
    key: 3
"""


def test_every_key_and_item_knows_its_line() -> None:
    read = parse_yaml(TEXT)
    assert read.data == {
        "name": "a",
        "list": ["one", {"key": 1, 2018: {"x": 1, "y": 2}}, {"key": 3}],
    }
    lines = [("name",), ("list",), ("list", 0), ("list", 1), ("list", 1, 2018)]
    assert [read.lines[path] for path in lines] == [1, 2, 3, 4, 5]
    assert read.lines["list", 1, 2018, "y"] == 6
    assert read.line_of(("list", 1, "missing", "deep")) == 4
    assert read.line_of(("nothing",)) is None


def test_keys_given_twice_are_told_with_the_second_line() -> None:
    assert parse_yaml(TEXT).repeated == ((("list", 2, "key"), 9),)


def test_merged_keys_may_be_overridden() -> None:
    read = parse_yaml("base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n")
    assert read.data["more"] == {"a": 1, "b": 3}
    assert read.repeated == ()


def test_an_empty_file_holds_nothing() -> None:
    assert parse_yaml("# nothing\n").data is None


def test_what_cannot_be_read_is_refused(tmp_path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("name: 规则\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"plan.yaml: is not UTF-8"):
        read_yaml_with_lines(path, what="a plan")
    with pytest.raises(InputError, match=r"did you mean plan.yaml"):
        read_yaml_with_lines(tmp_path / "plans.yaml", what="a plan")
    path.write_text("a: 1\nb: [1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"plan.yaml \(line 3\): is not valid YAML"):
        read_yaml_with_lines(path, what="a plan")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n? [1, 2]\n: 3\n", r"line 2\): is not valid YAML: a key is itself a list"),
        ("a: &x\n  - *x\n", "without end"),
    ],
)
def test_strange_structures_are_refused(tmp_path, text, message) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_yaml_with_lines(path, what="a plan")


BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefghi")
)
MERGE_BOMB = "a: &a {k: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [{', '.join([f'*{old}'] * 9)}]}}\n" for old, new in pairwise("abcdefghi")
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "entries lie within entries without end"),
        (MERGE_BOMB, "entries lie within entries without end"),
        ("a: " + "[" * 3000 + "]" * 3000, "entries lie within entries more than 50 deep"),
        ("a:\n  b: " + "7" * 5000, r"\(line 2\), a.b = .*: has 5,000 digits. write a number of"),
        ("a: !!int x", r"\(line 1\), a = 'x': is not a whole number. write digits alone"),
        ("a: !!float x", "a = 'x': is not a number"),
        ("a: !!bool x", "a = 'x': is neither true nor false"),
        ("a: !!timestamp x", "a = 'x': is not a day of the calendar"),
        ("a: !!binary é", "cannot be read|no number|failed to convert"),
        ("date: 2026-02-30", "date = '2026-02-30': is not a day of the calendar. write a date"),
        ("2026-02-30: 1", "2026-02-30 = '2026-02-30': is not a day"),
        ('a: "x\\ud800"', r"a = .*: holds U\+D800, which is no character of a text"),
        ('a: "x\\e[31m"', r"holds U\+001B"),
        ("a: 1\nb: \x00", r"line 2\): is not text: it holds the character U\+0000"),
        ("a: !!python/object:os.system x", "is not valid YAML|could not determine"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_yaml_with_lines(path, what="a plan")
    told = str(caught.value)
    assert told.startswith("plan.yaml")
    assert "\n" not in told
    assert len(told) < 400


def test_all_wrong_values_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("a: !!int x\nb: [1, !!int y]\nc: 2026-02-30\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml_with_lines(path, what="a plan")
    assert [(one.key, one.column) for one in caught.value.faults] == [
        ("line 1", "a"),
        ("line 2", "b.1"),
        ("line 3", "c"),
    ]


def test_text_and_numbers_that_nobody_misreads_are_left(tmp_path: Path) -> None:
    text = "a: 0\nb: -0.5\nc: '007'\nd: 08\ne: 1_000\nf: 0.25\ng: 2026-02-28\nh: 图 😀\ni: 12:30h\n"
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8-sig")
    data = read_yaml_with_lines(path, what="a plan").data
    assert list(data.values()) == [
        *(0, -0.5, "007", "08", "1_000", 0.25),
        *(dt.date(2026, 2, 28), "图 😀", "12:30h"),
    ]


def test_what_is_no_file_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name, cause in (
        ("folder", "is a folder"),
        ("pipe", "is no plain file"),
        ("loop", "is a link that leads to no file"),
        ("dangling", "is a link that leads to no file"),
        ("n" * 300, "cannot be opened: File name too long"),
        ("absent/plan.yaml", "there is no such file"),
        ("a\0b", "holds a sign that no path may have"),
    ):
        with pytest.raises(InputError, match=cause):
            read_yaml_with_lines(tmp_path / name, what="a plan")


@pytest.mark.parametrize(
    "text", ["010", "02020", "12:30", "1:30.5", "0x1F", "0b11", "1_000", "1_0.5"]
)
def test_only_decimal_numbers_are_numbers(text: str) -> None:
    assert parse_yaml(f"a: {text}").data == {"a": text}


@pytest.mark.parametrize("text", ["0", "-7", "2020", "0.5", "-.5", "5.", "1.5e+3"])
def test_decimal_numbers_are_read_as_ever(text: str) -> None:
    value = parse_yaml(f"a: {text}").data["a"]
    assert value == float(text)
    assert type(value) is (float if "." in text else int)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "a: 2026-02-30\nb: [1, !!int x, 3]\nc: {d: !!float y, e: 5}",
            {"b": [1, 3], "c": {"e": 5}},
        ),
        ('"\\0": 1\nb: "\\ud800"\nc: 3', {"c": 3}),
        ("a: &a {b: !!int x, c: 1}\nd: *a\ne: {<<: *a}", {key: {"c": 1} for key in "ade"}),
        ("!!int x", None),
        ("", None),
    ],
)
def test_without_what_is_wrong_the_rest_is_read(tmp_path: Path, text: str, left: object) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    read = readable_yaml(path)
    assert read is not None
    assert read.data == left


@pytest.mark.parametrize("data", [b"a: [\n", b"\xff", b"\0", b"[" * 3000, b"a: &a [*a]"])
def test_of_what_is_no_yaml_nothing_is_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    assert readable_yaml(path) is None
    assert readable_yaml(tmp_path / "absent.yaml") is None
