"""Sentences whose number is one."""

from __future__ import annotations

import pytest
from halfhour.common.english.singular import in_singular
from halfhour.common.sentences import Sentence
from halfhour.maps.wording.messages import say


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("{count:,} sites are near no road", {"count": 1}, "1 site is near no road"),
        ("{count:,} sites are near no road", {"count": 1001}, "1,001 sites are near no road"),
        (
            "{file}: {count:,} values of {column} have the unit {unit}",
            {"file": "a.csv", "count": 1, "column": "beds", "unit": "张"},
            "a.csv: 1 value of beds has the unit 张",
        ),
        (
            "{cells:,} cells with {people:,.0f} {group} lie outside every unit",
            {"cells": 1, "people": 7.0, "group": "residents"},
            "1 cell with 7 residents lies outside every unit",
        ),
        (
            "{people} people in {cells} cells reach no site",
            {"people": 5, "cells": 1},
            "5 people in 1 cell reach no site",
        ),
        (
            "{people} people in {cells} cells reach no site",
            {"people": 1, "cells": 1},
            "1 person in 1 cell reaches no site",
        ),
        (
            "{cells} cells and {sites} sites are attached",
            {"cells": 1, "sites": 1},
            "1 cell and 1 site are attached",
        ),
        (
            "{count:,} of {total:,} areas crossed; {count:,} of {total:,} places are closed",
            {"count": 1, "total": 9},
            "1 of 9 areas crossed; 1 of 9 places is closed",
        ),
        ("{have} of {total} facilities", {"have": 0, "total": 1}, "0 of 1 facility"),
        ("at most {number} new sites", {"number": "1"}, "at most 1 new site"),
        ("{count:,} later ones are left out", {"count": 1}, "1 later one is left out"),
        ("{amount} metres {mode}", {"amount": "1", "mode": "by car"}, "1 metre by car"),
        ("all {count} candidates together serve {share}", {"count": 1, "share": "3 %"}, None),
        (
            "{count:,} estates of the study that are lived in by {year} count, too.",
            {"count": 1, "year": 2028},
            "1 estate of the study that is lived in by 2028 counts, too.",
        ),
        (
            "{count} records have no place and are left out: {names}",
            {"count": 1, "names": "a"},
            "1 record has no place and is left out: a",
        ),
        ("{name} places", {"name": True}, "True places"),
        ("{people:,.0f} people have a place", {"people": 0.7}, "1 person has a place"),
        ("{people:,.1f} people have a place", {"people": 0.7}, "0.7 people have a place"),
    ],
)
def test_nouns_and_verbs_follow_the_number(
    template: str, values: dict[str, object], said: str | None
) -> None:
    expected = said or "all 1 candidate together serve 3 %"
    assert Sentence(template, **values) == expected
    assert say("en", template, **values) == expected


def test_other_languages_have_their_own_words() -> None:
    note = Sentence("{count} sites are enough: {names}", count=1, names=("a",))
    assert note == "1 site is enough: a"
    assert note.template == "{count} sites are enough: {names}"
    chinese = {note.template: "{count} 处即可：{names}"}
    assert note.said(lambda english: chinese.get(english, english)) == "1 处即可：a"


def test_without_a_one_the_template_is_the_same() -> None:
    template = "{count} sites are enough"
    assert in_singular(template, {"count": 21}) is template
