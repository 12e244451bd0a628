from __future__ import annotations

from importlib import resources

import pytest
from halfhour.coverage.standards.file import read_standards
from halfhour.maps.wording.messages import catalogue
from halfhour.maps.wording.tier_words import TIER_WORDS, tier_message, tier_said

PLAN = resources.files("halfhour.coverage.standards").joinpath("qinhuangdao-2018.yaml")


@pytest.mark.parametrize("service", TIER_WORDS)
def test_names_are_those_of_the_packaged_standards(service):
    tiers = read_standards(PLAN).header.services[service].tiers
    assert list(TIER_WORDS[service]) == list(tiers)
    for code, tier in tiers.items():
        assert tier_said(service, code, "en") == tier.title.en
        assert tier_said(service, code, "zh") == tier.title.zh


def test_a_code_that_is_not_known_stays():
    assert tier_message("clinic", "kiosk") == tier_said("clinic", "kiosk", "zh") == "kiosk"
    assert tier_message("shelter", "station") == "station"
    assert tier_message("clinic", "station") == ["community health station", {}]


def test_none_is_said_to_be_none():
    assert tier_message("clinic", "") == ["no tier", {}]
    assert tier_said("clinic", "", "zh") == catalogue("zh")["no tier"]
