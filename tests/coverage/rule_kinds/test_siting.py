import pandas as pd
import pytest
from halfhour.coverage.rules.evidence import AccessKey
from ten_cells import CELLS, access, evidence, facilities, only, standards

CLINICS = facilities(
    [
        ("s1", "hospital", True, "A", True),
        ("s2", "hospital", True, "B", False),
        ("s3", "hospital", True, "A", False),
        ("s4", "hospital", False, "B", True),
        ("s5", "room", True, "A", True),
        ("s6", "hospital", True, "B", True),
    ],
    "id tier working county public",
)
HOSTS = """
kind: siting
service: clinic
tier: centre
hosts:
  - {service: clinic, tiers: [hospital], having: [public]}
  - {service: clinic, tiers: [hospital], level: county, units: {classes: [区]}}
cost_factor: 0.5
"""


def test_hosts_are_working_facilities_each_once(tmp_path) -> None:
    plan = standards(tmp_path, HOSTS)
    state = evidence(facilities={"clinic": CLINICS})
    rule = plan.rules[0]
    assert rule.host_table(state, plan).index.tolist() == ["s1", "s6", "s2"]
    assert rule.hosting_cost(8.0) == 4.0
    table = rule.evaluate(state, plan)
    assert table["passed"].isna().all()
    assert {unit: only(table, unit)["figure"] for unit in ("all", "A", "B")} == {
        "all": 3,
        "A": 1,
        "B": 2,
    }


def test_stations_only_where_no_centre_reaches(tmp_path) -> None:
    plan = standards(
        tmp_path,
        "kind: siting\nservice: clinic\ntier: room\nlevel: township\nunits: {classes: [subdistrict]}\n"
        "uncovered_by: {service: clinic, tiers: [centre], minutes: 15}\ncost: 3\n",
    )
    rule = plan.rules[0]
    key = AccessKey("clinic", ("centre", "hospital"), 15.0, "")
    assert rule.needs() == (key,)
    state = evidence(facilities={"clinic": CLINICS}, access={key: access(["c0", "c4"])})
    # A2, the subdistrict, holds c3 to c5.
    assert rule.open_cells(state, plan)[lambda cell: cell].index.tolist() == ["c3", "c5"]
    assert only(rule.evaluate(state, plan), "all")["figure"] == 40 + 60
    assert rule.hosting_cost(8.0) == 3
    assert rule.open_cells(state, plan).index.tolist() == CELLS


def test_what_the_study_lacks_is_said(tmp_path) -> None:
    plan = standards(tmp_path, HOSTS)
    table = plan.rules[0].evaluate(evidence(), plan)
    assert only(table, "all")["detail"] == "the study has no service clinic"
    assert pd.isna(only(table, "all")["figure"])


@pytest.mark.parametrize(("key", "cost"), [("cost_factor: 0.5", 4.0), ("cost: 7", 7.0), ("", 8.0)])
def test_hosting_costs(tmp_path, key, cost) -> None:
    plan = standards(tmp_path, HOSTS.replace("cost_factor: 0.5", key))
    assert plan.rules[0].hosting_cost(8.0) == cost
