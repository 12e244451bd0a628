import numpy as np
import pandas as pd
import pytest
from halfhour.coverage.rules.evidence import AccessKey, PlacesKey
from hypothesis import given
from hypothesis import strategies as st
from ten_cells import ALL_CLINICS, CELLS, access, cells, evidence, facilities, only, standards

RULE = """
kind: access
service: clinic
group: residents
minutes: 30
targets: {2018: 40 %, 2020: 80 %}
"""
CLINICS = {"clinic": facilities([("s1", "room")], "id tier")}
SERVED = ["c0", "c1", "c4", "c6", "c8"]  # 10 + 20 + 50 + 70 + 90 = 240 of 550


def state(served=SERVED, year=2020, **changes):
    return evidence(year, facilities=CLINICS, access={ALL_CLINICS: access(served)}, **changes)


def verdicts(tmp_path, rule, state):
    plan = standards(tmp_path, rule)
    return plan.rules[0].evaluate(state, plan)


def test_people_served_are_counted_in_all_by_county_and_by_committee(tmp_path) -> None:
    table = verdicts(tmp_path, RULE, state())
    rows = {unit: only(table, unit) for unit in ("all", "A", "B", "Z")}
    assert len(table) == 4
    figures = {unit: row["figure"] for unit, row in rows.items()}
    assert figures == pytest.approx(
        {"all": 240 / 550, "A": 80 / 210, "B": 160 / 340, "Z": 90 / 190}
    )
    # To 80 %: 440 - 240, 168 - 80, 272 - 160, 152 - 90.
    assert {unit: row["shortfall"] for unit, row in rows.items()} == pytest.approx(
        {"all": 200, "A": 88, "B": 112, "Z": 62}
    )
    assert (rows["Z"]["level"], rows["Z"]["unit_name"]) == ("committee", "管委会")
    assert rows["all"]["detail"].startswith("310 of 550 residents in the gap")
    assert rows["all"]["basis"] == (
        "residents; 30 min; tiers hospital (drive), centre (walk), room (walk)"
    )
    assert not table["passed"].any()


def test_targets_are_steps_and_a_year_before_the_first_has_no_verdict(tmp_path) -> None:
    before, held = (
        only(verdicts(tmp_path, RULE, state(year=year)), "all") for year in (2017, 2019)
    )
    assert pd.isna(before["passed"])
    assert before["figure"] == held["figure"]
    assert held["target"] == 0.4
    assert held["passed"]
    assert held["shortfall"] == 0


def test_places_give_the_figure_and_reach_alone_stands_beside(tmp_path) -> None:
    rule = RULE + "capacity: true\n"
    share = pd.DataFrame({"share": [1, 0.5, 0, 0, 0, 0, 1, 0, 0.5, 0]}, index=CELLS)
    table = verdicts(tmp_path, rule, state(places={PlacesKey(ALL_CLINICS, "residents"): share}))
    # 10 + 10 + 70 + 45 = 135
    assert only(table, "all")["figure"] == pytest.approx(135 / 550)
    assert not only(table, "all")["passed"]
    assert "43.6% reach one" in only(table, "all")["detail"]
    beside = only(table, "all", "rule.r0.uncapacitated")
    assert beside["figure"] == pytest.approx(240 / 550)
    assert pd.isna(beside["passed"])
    alone = verdicts(tmp_path, rule, state())
    assert pd.isna(only(alone, "all")["passed"])
    assert "no assignment of residents to places" in only(alone, "all")["detail"]
    assert only(alone, "all", "rule.r0.uncapacitated")["figure"] == pytest.approx(240 / 550)


def test_a_service_whose_places_the_study_counts_is_judged_by_them(tmp_path) -> None:
    share = pd.DataFrame({"share": [1, 0.5, 0, 0, 0, 0, 1, 0, 0.5, 0]}, index=CELLS)
    plan = standards(tmp_path, RULE)
    [key] = plan.needs_places({"clinic"})
    assert (key, plan.needs_places({"shelter"})) == (PlacesKey(ALL_CLINICS, "residents"), ())
    found = state(places={key: share}, counts_places=frozenset({"clinic"}))
    table = plan.rules[0].evaluate(found, plan)
    assert only(table, "all")["figure"] == pytest.approx(135 / 550)
    assert only(table, "all", "rule.r0.uncapacitated")["figure"] == pytest.approx(240 / 550)


def test_a_proxy_shows_what_the_office_reports(tmp_path) -> None:
    reported = pd.DataFrame(
        {"indicator": "met", "unit": ["9", "A"], "year": 2020, "value": [77.0, 66.0]}
    )
    table = verdicts(tmp_path, RULE + "proxy_for: met\n", state(reported=reported))
    row = only(table, "all", "rule.r0.reported")
    assert (row["figure"], row["figure_unit"], row["target"]) == (77, "%", pytest.approx(80))
    assert pd.isna(row["passed"])
    assert only(table, "A", "rule.r0.reported")["figure"] == 66


def test_a_rule_may_be_about_some_units_alone(tmp_path) -> None:
    table = verdicts(tmp_path, RULE + "level: county\nunits: {names: [乙区]}\n", state())
    assert only(table, "all")["figure"] == pytest.approx(160 / 340)
    assert only(table, "A")["detail"] == "no residents live here"


def test_a_mode_and_tiers_that_stand_in_are_part_of_the_key(tmp_path) -> None:
    plan = standards(tmp_path, RULE + "tiers: [centre]\nmode: walk\n")
    assert plan.needs() == (AccessKey("clinic", ("centre", "hospital"), 30.0, "walk"),)


people = st.lists(st.integers(0, 50), min_size=10, max_size=10)
minutes = st.lists(st.lists(st.integers(1, 60), min_size=4, max_size=4), min_size=10, max_size=10)


def by_matrix(matrix, residents, columns):
    reached = np.asarray(matrix)[:, columns].min(axis=1) <= 30
    frame = access([CELLS[n] for n in range(10) if reached[n]])
    return evidence(
        facilities=CLINICS,
        access={ALL_CLINICS: frame},
        cells=cells().assign(residents=np.asarray(residents, dtype=float)),
    )


@given(matrix=minutes, residents=people)
def test_figures_equal_brute_force_and_grow_with_facilities(
    tmp_path_factory, matrix, residents
) -> None:
    plan = standards(tmp_path_factory.getbasetemp(), RULE)
    served = {"all": 0, "A": 0, "B": 0}
    total = dict(served)
    for cell in range(10):
        for unit in ("all", "A" if cell < 6 else "B"):
            total[unit] += residents[cell]
            for site in range(2):
                if matrix[cell][site] <= 30:
                    served[unit] += residents[cell]
                    break
    table = plan.rules[0].evaluate(by_matrix(matrix, residents, [0, 1]), plan)
    more = plan.rules[0].evaluate(by_matrix(matrix, residents, [0, 1, 2, 3]), plan)
    for unit, people_there in total.items():
        row = only(table, unit)
        if not people_there:
            assert pd.isna(row["figure"])
            continue
        assert row["figure"] == pytest.approx(served[unit] / people_there)
        assert bool(row["passed"]) is (served[unit] * 10 >= people_there * 8)
        assert row["shortfall"] == pytest.approx(max(0, 0.8 * people_there - served[unit]))
        assert only(more, unit)["figure"] >= row["figure"]


@given(order=st.permutations(range(10)), names=st.permutations(["A", "B"]))
def test_relabelling_units_and_reordering_cells_change_no_figure(
    tmp_path_factory, order, names
) -> None:
    plan = standards(tmp_path_factory.getbasetemp(), RULE)
    base = plan.rules[0].evaluate(state(), plan)
    renamed = dict(zip(["A", "B"], names, strict=True))
    units = dict(evidence().units)
    units["county"] = units["county"].rename(index=renamed)
    units["township"] = units["township"].replace({"part_of": renamed, "reports_to": renamed})
    moved = cells().replace({"county": renamed}).iloc[order]
    table = plan.rules[0].evaluate(state(cells=moved, units=units), plan)
    for unit in ("A", "B"):
        assert only(table, renamed[unit])["figure"] == pytest.approx(only(base, unit)["figure"])
    assert only(table, "all")["figure"] == pytest.approx(240 / 550)
    assert only(table, "Z")["figure"] == pytest.approx(90 / 190)


def test_each_group_has_places_of_its_own(tmp_path) -> None:
    rule = RULE + "capacity: true\n"
    plan = standards(tmp_path, rule, rule.replace("group: residents", "group: elderly"))
    given = {
        PlacesKey(ALL_CLINICS, group): pd.DataFrame({"share": share}, index=CELLS)
        for group, share in (("residents", 0.1), ("elderly", 0.6))
    }
    assert set(plan.needs_places()) == set(given)
    found = [only(one.evaluate(state(places=given), plan), "all", one.id) for one in plan.rules]
    assert [row["figure"] for row in found] == pytest.approx([0.1, 0.6])
