import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.rules.evidence import AccessKey
from ten_cells import access, evidence, facilities, only, standards

TOWNSHIPS = """
kind: presence
service: clinic
tiers: [centre]
level: township
target: 100 %
from: 2018
"""
COLUMNS = "id tier working county township village public"
CLINICS = facilities(
    [
        ("s1", "centre", True, "A", "A1", "", True),
        ("s2", "centre", False, "A", "A2", "", True),
        ("s3", "hospital", True, "B", "B1", "", False),
        ("s4", "room", True, "B", "B2", "v4", True),
        ("s5", "room", True, "A", "A1", "v1", True),
    ],
    COLUMNS,
)


def verdicts(tmp_path, rule, year=2020, clinics=CLINICS, **changes):
    plan = standards(tmp_path, rule)
    return plan.rules[0].evaluate(evidence(year, facilities={"clinic": clinics}, **changes), plan)


def test_each_township_needs_a_working_centre_or_what_stands_for_one(tmp_path) -> None:
    table = verdicts(tmp_path, TOWNSHIPS)
    passed = {unit: bool(only(table, unit)["passed"]) for unit in ("A1", "A2", "B1", "B2")}
    assert passed == {"A1": True, "A2": False, "B1": True, "B2": False}
    assert only(table, "A2")["detail"] == "1 not working"
    whole = only(table, "all")
    assert (whole["figure"], whole["target"], whole["shortfall"]) == (0.5, 1, 2)
    assert whole["detail"] == "2 of 4 have it; without: 甲二, 乙二"
    assert only(table, "A")["figure"] == only(table, "B")["figure"] == 0.5
    # What a committee reports for is counted in its county and shown in a row of its own.
    assert (only(table, "Z")["level"], only(table, "Z")["figure"]) == ("committee", 0)


def test_a_share_below_all_leaves_a_smaller_shortfall(tmp_path) -> None:
    table = verdicts(tmp_path, TOWNSHIPS.replace("100 %", "70 %"))
    # 70 % of four townships are three; two have one.
    assert only(table, "all")["shortfall"] == 1
    assert not only(table, "all")["passed"]
    assert only(verdicts(tmp_path, TOWNSHIPS.replace("100 %", "50 %")), "all")["shortfall"] == 0


def test_before_its_first_year_a_rule_has_figures_and_no_verdict(tmp_path) -> None:
    table = verdicts(tmp_path, TOWNSHIPS, year=2017)
    assert table["passed"].isna().all()
    assert table["shortfall"].isna().all()
    assert only(table, "all")["figure"] == 0.5


def test_before_it_is_due_a_rule_says_what_is_still_to_do(tmp_path) -> None:
    whole = only(verdicts(tmp_path, TOWNSHIPS, year=2016), "all")
    assert whole[["due", "due_target", "to_go", "to_go_a_year"]].tolist() == [2018, 1, 2, 1]
    assert pd.isna(whole["target"])
    assert verdicts(tmp_path, TOWNSHIPS)["due"].isna().all()


def test_marks_classes_and_names_narrow_what_counts(tmp_path) -> None:
    marked = verdicts(tmp_path, TOWNSHIPS + "having: [public]\n")
    assert only(marked, "B1")["detail"] == "1 not public"
    rural = verdicts(tmp_path, TOWNSHIPS + "units: {classes: [township]}\n")
    assert only(rural, "all")["figure"] == pytest.approx(2 / 3)
    named = verdicts(tmp_path, TOWNSHIPS + "units: {names: [甲一, B1]}\n")
    assert only(named, "all")["passed"]
    counties = verdicts(
        tmp_path, TOWNSHIPS.replace("township", "county") + "units: {classes: [县]}\n"
    )
    assert counties["unit"].tolist() == ["all", "A"]
    nobody = verdicts(tmp_path, TOWNSHIPS + "units: {classes: [市]}\n")
    assert nobody["passed"].isna().all()


def test_the_whole_area_can_be_the_unit(tmp_path) -> None:
    rule = TOWNSHIPS.replace("township", "all").replace("centre", "hospital")
    assert verdicts(tmp_path, rule)["unit"].tolist() == ["all"]
    assert only(verdicts(tmp_path, rule), "all")["passed"]
    broken = CLINICS.assign(working=False)
    assert not only(verdicts(tmp_path, rule, clinics=broken), "all")["passed"]


def test_an_unknown_unit_is_refused_with_the_nearest(tmp_path) -> None:
    rule = TOWNSHIPS + "units: {names: [甲二镇]}\n"
    with pytest.raises(
        InputError, match=r"line \d+, rule rule.r0\), units.names = '甲二镇'.*mean 甲二"
    ):
        verdicts(tmp_path, rule)


VILLAGES = """
kind: presence
service: clinic
tiers: [room]
level: village
units: {classes: [village]}
exempt:
  small_below: 100
  hosts_centre: true
  served_by: {service: clinic, tiers: [room, centre], minutes: 30}
target: 100 %
"""
KEY = AccessKey("clinic", ("room", "centre", "hospital"), 30.0, "")
NAMES = ["v1", "v2", "v3", "v4", "v5"]


def test_small_and_hosting_villages_are_exempt_only_if_served(tmp_path) -> None:
    # v1 has a room; v2 and v3 are small (90, 80), v4 hosts the centre; v5 is a community.
    without = CLINICS.drop("s4")
    frame = {KEY: access(["v2", "v4"], NAMES)}
    table = verdicts(tmp_path, VILLAGES, clinics=without, unit_access=frame)
    passed = {unit: bool(only(table, unit)["passed"]) for unit in NAMES[:4]}
    assert passed == {"v1": True, "v2": True, "v3": False, "v4": True}
    assert only(table, "v2")["detail"] == "exempt, served by s1"
    assert only(table, "v3")["shortfall"] == 1
    assert only(table, "all")["figure"] == pytest.approx(3 / 4)
    assert only(table, "A")["figure"] == 1
    assert only(table, "Z")["figure"] == 1
    large = verdicts(
        tmp_path, VILLAGES.replace("100\n", "85\n"), clinics=without, unit_access=frame
    )
    assert not only(large, "v2")["passed"]
    away = verdicts(tmp_path, VILLAGES, clinics=without, unit_access={KEY: access(["v2"], NAMES)})
    assert not only(away, "v4")["passed"]


def test_without_travel_times_of_villages_there_is_no_verdict(tmp_path) -> None:
    table = verdicts(tmp_path, VILLAGES)
    assert table["passed"].isna().all()
    assert "no travel times from units" in table["detail"].iloc[0]
    assert set(table["unit"]) == {"all", "A", "B"}


def test_no_target_means_a_figure_without_verdict_until_a_study_sets_one(tmp_path) -> None:
    plan = standards(tmp_path, TOWNSHIPS.replace("target: 100 %\nfrom: 2018", ""))
    state = evidence(facilities={"clinic": CLINICS})
    assert pd.isna(only(plan.rules[0].evaluate(state, plan), "all")["passed"])
    set_by_study = plan.with_parameters("rule.r0", {"target": "50 %"})
    assert only(set_by_study.rules[0].evaluate(state, plan), "all")["passed"]
