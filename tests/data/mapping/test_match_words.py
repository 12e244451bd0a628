"""Words of records against rules."""

import pandas as pd
from halfhour.data.mapping.match_words import heading_of, matched_words
from halfhour.data.mapping.word_rules import OfficeMapping, WordRule
from hypothesis import given
from hypothesis import strategies as st

WORDS = ["卫生院", "衛生院", "村卫生室", "养老院", "药店", "", "中心卫生院"]


def mapping() -> OfficeMapping:
    return OfficeMapping(
        words={
            "类别": {
                "卫生院": WordRule(service="clinic", tier="2"),
                "养老院": WordRule(service="care"),
                "*卫生*": WordRule(service="clinic", tier="3", capacity=5),
                "超市": WordRule(ignore=True),
            }
        }
    )


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_every_record_is_matched_or_counted(words: list[str]) -> None:
    found = matched_words({"类别": pd.Series(words, dtype=object)}, mapping())
    expected = {
        "卫生院": ("clinic", "2"),
        "衛生院": ("clinic", "2"),
        "村卫生室": ("clinic", "3"),
        "中心卫生院": ("clinic", "3"),
        "养老院": ("care", None),
    }
    for word, service, tier in zip(words, found.service, found.tier, strict=True):
        said = (None if pd.isna(service) else service, None if pd.isna(tier) else tier)
        assert said == expected.get(word, (None, None))
    unknown = [word for word in words if word not in expected]
    assert found.unknown["count"].sum() == len(unknown)
    assert set(found.unknown["word"]) == {word or "(blank)" for word in unknown}
    assert "超市" in set(found.unused["word"])


def test_of_two_columns_the_first_decides_key_by_key() -> None:
    rules = OfficeMapping(
        words={
            "类别": {"医院": WordRule(service="clinic")},
            "等级": {"三级": WordRule(service="other", tier="3")},
        }
    )
    texts = {"类别": pd.Series(["医院", "?"]), "等级": pd.Series(["三级", "三级"])}
    found = matched_words(texts, rules)
    assert found.service.tolist() == ["clinic", "other"]
    assert found.tier.tolist() == ["3", "3"]


def test_headings_in_any_writing_are_found() -> None:
    has = ["機構名稱", "床位数（张）", "床位数"]
    assert heading_of(["机构名称"], has) == "機構名稱"
    assert heading_of(["床位数"], has) == "床位数"
    assert heading_of(["床位數"], has) == "床位数（张）"
    assert heading_of(["地址"], has) is None
