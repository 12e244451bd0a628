"""Rules with a share of a group to be held, in square metres: worked out by hand on the ten cells."""

import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.rules.evidence import PlacesKey
from ten_cells import ALL_CLINICS, CELLS, access, evidence, facilities, only, standards

HALLS = facilities(
    [("s1", True, "A", 30.0), ("s2", True, "B", 12.0), ("s3", False, "B", 99.0)],
    "id working county area",
)
SUPPLY = """
kind: supply
service: clinic
column: area
group: residents
per: 1
target: 1
share_of: 20 %
"""
ACCESS = """
kind: access
service: clinic
group: residents
minutes: 30
target: 100 %
capacity: true
share_of: 20 %
"""


def test_places_for_a_share_of_the_people(tmp_path) -> None:
    plan = standards(tmp_path, SUPPLY + "m2_each: 1\nm2_per_person: 1.5\n")
    table = plan.rules[0].evaluate(evidence(facilities={"clinic": HALLS}), plan)
    # Of 550 residents 110 are to be held, 42 in A and 68 in B; 28 places are in 42 m², 20 of them in A.
    for unit, places, people in (("all", 28, 110), ("A", 20, 42), ("B", 8, 68)):
        row = only(table, unit)
        assert row["figure"] == pytest.approx(places / people)
        assert row["shortfall"] == pytest.approx(people - places)
        assert row["shortfall_unit"] == "places"
    assert only(table, "all")["detail"] == "28 places for 110 of 550 residents"
    assert only(table, "all")["figure_unit"] == "places per 1 to be held"


def test_a_column_of_places_is_counted_as_it_is(tmp_path) -> None:
    plan = standards(tmp_path, SUPPLY)
    row = only(plan.rules[0].evaluate(evidence(facilities={"clinic": HALLS}), plan), "all")
    assert row["shortfall"] == pytest.approx(110 - 42)


def test_a_share_of_the_people_of_every_place_finds_room(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS + "m2_each: 1\nm2_per_person: 1.5\n")
    # 20 % of the people, each in 1.5 of the column.
    key = PlacesKey(ALL_CLINICS, "residents", pytest.approx(0.3))
    assert plan.needs_places() == (key,)
    share = pd.DataFrame({"share": [1, 1, 0, 0, 0, 0, 0, 0, 0, 0.5]}, index=CELLS)
    room = {plan.needs_places()[0]: share}
    state = {"facilities": {"clinic": HALLS}, "access": {ALL_CLINICS: access(["c0", "c1", "c9"])}}
    table = plan.rules[0].evaluate(evidence(places=room, **state), plan)
    row = only(table, "all")
    # (10 + 20 + 50) / 550; of 110 people 16 find room.
    assert row["figure"] == pytest.approx(80 / 550)
    assert row["shortfall"] == pytest.approx(110 - 16)
    assert row["detail"].startswith("94 of 110 residents to be held in the gap")
    beside = only(table, "all", "rule.r0.uncapacitated")
    assert beside["figure"] == pytest.approx(130 / 550)
    assert "20 % of the people to be held" in row["basis"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SUPPLY + "m2_each: 1\n", "add `m2_per_person:`"),
        (ACCESS.replace("capacity: true", ""), "add `capacity: true`"),
        (ACCESS.replace("minutes: 30", ""), "add the key minutes"),
    ],
)
def test_what_says_nothing_is_refused(tmp_path, rule, words) -> None:
    with pytest.raises(InputError, match=words):
        standards(tmp_path, rule)
