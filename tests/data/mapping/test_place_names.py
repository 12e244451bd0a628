"""Names without administrative prefixes, and what tells places of one kind apart."""

import pytest
from halfhour.data.mapping.place_names import bare_name, designators


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("河北省秦皇岛市海港区东港镇卫生院", "东港镇卫生院"),
        ("秦皇島市第一醫院", "第一医院"),
        ("青龙满族自治县医院", "医院"),
        ("海港区东港镇 王庄村", "东港镇王庄村"),
        ("幸福社区卫生服务站", "幸福社区卫生服务站"),
        ("建国超市", "建国超市"),
        ("市立医院", "市立医院"),
        ("Clinic North", "clinicnorth"),
        ("海港区", "海港区"),
    ],
)
def test_prefixes_go_and_names_stay(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一小学", "第二小学"),
        ("Clinic A", "Clinic B"),
        ("Clinic 1", "Clinic 12"),
        ("东街幼儿园", "西街幼儿园"),
    ],
)
def test_numbers_directions_and_letters_tell_places_apart(one: str, other: str) -> None:
    assert designators(one) != designators(other)
