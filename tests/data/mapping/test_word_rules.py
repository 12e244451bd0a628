"""Mapping files: what they say, and what is said of wrong ones."""

from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.data.mapping.word_rules import OfficeMapping, WordRule, read_mapping


def written(folder: Path, text: str) -> Path:
    path = folder / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    mapping = read_mapping(
        written(
            tmp_path,
            "columns: {name: 机构名称, capacity: [床位数, 编制床位]}\n"
            "words:\n"
            "  类别:\n"
            "    乡镇卫生院: {service: clinic, tier: 2}\n"
            "    养老院: elderly_care\n"
            "    药店: ignore\n"
            "    1: {tier: 1, capacity: 5}\n",
        )
    )
    assert mapping.columns == {"name": ("机构名称",), "capacity": ("床位数", "编制床位")}
    assert mapping.words["类别"] == {
        "乡镇卫生院": WordRule(service="clinic", tier="2"),
        "养老院": WordRule(service="elderly_care"),
        "药店": WordRule(ignore=True),
        "1": WordRule(tier="1", capacity=5),
    }
    assert mapping.services == ("clinic", "elderly_care")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {service: 类别}", "no column gives"),
        ("words: {类别: {药店: {}}}", "says nothing"),
        ("words: {类别: {药店: {tier: 1, ignore: true}}}", "leave one of the two out"),
        ("words: {类别: {药店: {tear: 1}}}", "unknown key"),
        ("words: {类别: {药店: {capacity: -1}}}", "greater than or equal to 0"),
        ("wards: {}", "unknown key"),
        ("[1, 2]", "is not a mapping of keys to values"),
        ("words: {类别: {药店: clinic, 药店: ignore}}", "given twice"),
    ],
)
def test_wrong_files_are_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_mapping(written(tmp_path, text))
    assert {fault.file for fault in caught.value.faults} == {"words.yaml"}


def test_a_layer_s_own_rules_go_before_the_file_s() -> None:
    of_file = OfficeMapping(words={"类别": {"a": WordRule(tier="1"), "b": WordRule(tier="2")}})
    both = of_file.with_own({"类别": {"a": WordRule(tier="9")}, "级": {"c": WordRule(tier="3")}})
    assert {word: rule.tier for word, rule in both.words["类别"].items()} == {"a": "9", "b": "2"}
    assert list(both.words) == ["类别", "级"]
