import pandas as pd
import pytest
from halfhour.coverage.rules.evidence import PlacesKey
from halfhour.coverage.standards.contrasts import contrasts
from ten_cells import ALL_CLINICS, access, cells, evidence, facilities, standards

ACCESS = "kind: access\nservice: clinic\ngroup: residents\nminutes: 30\n"
CLINICS = {"clinic": facilities([("s1", "room")], "id tier")}
SERVED = {ALL_CLINICS: access(["c0", "c1", "c4", "c6", "c8"])}


def test_poor_and_other_urban_and_rural_people(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS)
    table = contrasts(plan, evidence(facilities=CLINICS, access=SERVED)).set_index("part")
    # Poor: A, 80 of 210. Urban: A2 alone, 50 of 150, though county B is marked urban.
    expected = {"poor": (80, 210), "other": (160, 340), "urban": (50, 150), "rural": (190, 400)}
    for part, (served, people) in expected.items():
        assert (table.loc[part, "served"], table.loc[part, "people"]) == (served, people)
        assert table.loc[part, "share"] == pytest.approx(served / people)
    difference = 100 * (80 / 210 - 160 / 340)
    assert table.loc["poor", "difference_points"] == pytest.approx(difference)
    assert table.loc["other", "difference_points"] == pytest.approx(-difference)


def test_where_places_count_people_with_a_place_are_contrasted(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS)
    share = pd.DataFrame({"share": [1, 0.5, 0, 0, 0, 0, 1, 0, 0.5, 0]}, index=cells().index)
    state = evidence(
        facilities=CLINICS,
        access=SERVED,
        places={PlacesKey(ALL_CLINICS, "residents"): share},
        counts_places=frozenset({"clinic"}),
    )
    table = contrasts(plan, state).set_index("part")
    # Of 135 with a place, c0 and half of c1 in the poor county A.
    poor = (cells()["residents"] * share["share"])[cells()["county"] == "A"].sum()
    assert table.loc["poor", "served"] == pytest.approx(poor)
    assert table.loc["other", "served"] == pytest.approx(135 - poor)


def test_where_no_township_is_known_the_county_says(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS)
    outside = cells().assign(township=["A1"] * 3 + [""] * 7)
    state = evidence(facilities=CLINICS, access=SERVED, cells=outside)
    table = contrasts(plan, state).set_index("part")
    assert (table.loc["urban", "people"], table.loc["rural", "people"]) == (340, 210)
    nowhere = evidence(
        facilities=CLINICS, access=SERVED, cells=cells().assign(county="", township="")
    )
    empty = contrasts(plan, nowhere)
    assert (empty["people"] == 0).all()
    assert empty["share"].isna().all()


def test_a_missing_layer_is_said(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS)
    table = contrasts(plan, evidence())
    assert table["part"].tolist() == ["poor", "other", "urban", "rural"]
    assert (table["detail"] == "the study has no service clinic").all()
    assert pd.isna(table["share"]).all()
