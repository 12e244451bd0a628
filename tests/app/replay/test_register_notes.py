"""A register of checks without an approved site is no other answer."""

from __future__ import annotations

from halfhour.app.replay.register_notes import without_register_notes

NONE = "register.gpkg: no site is approved, so that no planned site counts"
IGNORED = "register.gpkg is not read, since the study says `register: ignore`"
OTHER = "register.gpkg.csv: 3 rows were left out"


def test_notes_on_the_register_are_left_out_wherever_they_stand() -> None:
    check = {"en": NONE, "zh": "register.gpkg：没有批准的站点"}
    values = {
        "notes": [NONE, OTHER, IGNORED],
        "services": {"clinic": {"notes": [NONE], "opened": [NONE]}},
        "checks": [{"notes": [check, {"en": OTHER, "zh": OTHER}]}],
    }
    assert without_register_notes(values, "register.gpkg") == {
        "notes": [OTHER],
        "services": {"clinic": {"notes": [], "opened": [NONE]}},
        "checks": [{"notes": [{"en": OTHER, "zh": OTHER}]}],
    }


def test_of_another_register_nothing_is_left_out() -> None:
    assert without_register_notes({"notes": [NONE]}, "checks.gpkg") == {"notes": [NONE]}
