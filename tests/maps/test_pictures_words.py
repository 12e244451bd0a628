from __future__ import annotations

import dataclasses
from string import Formatter
from typing import get_args

import pytest
from halfhour.maps.messages import catalogue
from halfhour.maps.pictures_words import _ZH, certificate_said, limit_in_short, said
from halfhour.optimize.siting import Status


def fields(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def test_translations_have_the_same_values_to_put_in():
    assert _ZH
    for english, chinese in _ZH.items():
        assert fields(english) == fields(chinese)


def test_no_message_is_translated_twice():
    assert not set(_ZH) & set(catalogue("zh"))


def test_unknown_messages_stay_as_they_are():
    assert said("Pharmacies {x}", "zh") == "Pharmacies {x}"
    assert said("knee: {at}", "en", at="{5}") == "knee: {5}"


@pytest.mark.parametrize("status", get_args(Status))
@pytest.mark.parametrize("measure", ["people", "sites", "money", "average", "worst", "share"])
@pytest.mark.parametrize("sense", ["maximise", "minimise"])
def test_certificates_are_said_in_chinese_with_their_figures(town, status, measure, sense):
    certificate = dataclasses.replace(
        town.plan.certificate,
        status=status,
        measure=measure,
        sense=sense,
        objective=0.5,
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
