from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from halfhour.maps.wording.messages import say
from halfhour.maps.wording.picture_words import certificate_said, limit_in_short
from halfhour.optimize.core.result import Status


def test_unknown_messages_stay_as_they_are():
    assert say("zh", "Pharmacies {x}") == "Pharmacies {x}"
    assert say("en", "knee: {at}", at="{5}") == "knee: {5}"


@pytest.mark.parametrize("status", get_args(Status))
@pytest.mark.parametrize(
    "measure",
    [
        "people",
        "sites",
        "money",
        "average",
        "worst",
        "share",
        "person_years",
        "weighted_people",
        "people_by_nearness",
        "weighted_people_by_nearness",
        "weighted_person_years",
    ],
)
@pytest.mark.parametrize("sense", ["maximise", "minimise"])
def test_certificates_are_said_in_chinese_with_their_figures(town, status, measure, sense):
    certificate = dataclasses.replace(
        town.plan.certificate,
        status=status,
        measure=measure,
        sense=sense,
        objective_value=0.5,
        bound=0.75,
        optimality_gap=0.5,
    )
    chinese = certificate_said(certificate, "zh")
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese)
    assert certificate_said(certificate, "en") == str(certificate)
    if status != "infeasible":
        assert ("上限" in chinese) == (sense == "maximise")
        assert {"share": "75.0%"}.get(measure, "0.8") in chinese
        assert ("50.00%" in chinese) == (status != "optimal")


def test_limit_names_each_mode_once(town):
    times = town.plan.before.times
    assert limit_in_short(town.plan.before, "en") == "30 minutes on foot"
    mixed = dataclasses.replace(times, mode={"a": "drive", "b": "walk", "c": "drive"})
    assessment = dataclasses.replace(town.plan.before, times=mixed)
    assert limit_in_short(assessment, "en") == "30 minutes by car, on foot"
    assert limit_in_short(assessment, "zh") == "驾车、步行 30 分钟"
    metres = dataclasses.replace(assessment, times=dataclasses.replace(mixed, unit="m"), limit=2000)
    assert limit_in_short(metres, "en") == "2 000 metres by car, on foot"
