"""Codes and names of Chinese classes of land."""

import pytest
from halfhour.geo.land_codes import STANDARD_NAMES, LandStandard, class_names, codes_of


def test_how_many_classes_there_are() -> None:
    # GB/T 21010-2017 has 12 classes of the first level and 73 of the second.
    names = class_names("gb_t_21010")
    assert sum(len(code) == 2 for code in names) == 12
    assert sum(len(code) == 4 for code in names) == 73
    assert sum(len(code) == 2 for code in class_names("spatial_planning")) == 24


@pytest.mark.parametrize("standard", list(STANDARD_NAMES))
def test_codes_and_names_lead_back(standard: LandStandard) -> None:
    for code, name in class_names(standard).items():
        assert codes_of(code, standard) == (code,)
        assert code in codes_of(name.zh, standard)
        assert code[:2] in class_names(standard)


@pytest.mark.parametrize(
    ("word", "standard", "codes"),
    [
        ("水田", "gb_t_21010", ("0101",)),
        ("医疗卫生用地", "gb_t_21010", ("0805",)),
        ("医疗卫生用地", "spatial_planning", ("0806",)),
        ("101", "gb_t_21010", ("0101",)),
        ("1", "gb_t_21010", ("01",)),
        ("0201K", "gb_t_21010", ("0201K",)),
        ("080403", "spatial_planning", ("080403",)),
        ("arable land", "gb_t_21010", ("01",)),
        ("0193", "gb_t_21010", ()),
        ("65", "gb_t_21010", ()),
        ("宇宙", "gb_t_21010", ()),
        ("", "gb_t_21010", ()),
    ],
)
def test_words_that_stand_for_classes(
    word: str, standard: LandStandard, codes: tuple[str, ...]
) -> None:
    assert codes_of(word, standard) == codes
