import pytest
from halfhour.common.errors import InputError
from halfhour.common.yaml_lines import parse_yaml, read_yaml_with_lines

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
