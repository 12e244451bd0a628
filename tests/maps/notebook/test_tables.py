from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.maps.notebook.tables import (
    assessment_html,
    certificate_html,
    comparison_html,
    plan_html,
)
from halfhour.optimize.compare import compare
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from html_reader import read

ATTACKS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}} & <b>")


def number(value):
    return f"{value:,.0f}".replace(",", " ")


def test_assessment_says_its_figures(town):
    today = town.plan.before
    page = read(assessment_html(today))
    rows = dict(page.rows)
    assert rows["People"] == number(today.people_total)
    assert rows["Served"] == number(today.people_served)
    near = limit_sensitivity(today)
    assert rows["within reach, lost at speeds 10% lower"] == number(near.people_lost)
    assert rows["more within reach at speeds 10% higher"] == number(near.people_gained)
    assert rows["Share served"] == f"{today.share:.1%}"
    assert rows["Gap"] == number(today.gap_people)
    assert rows["of it unreachable"] == number(today.unreachable_people)
    assert rows["Open sites"] == str(len(today.open_sites))
    assert page.text == ["Clinics · residents · 30 minutes on foot"]
    assert "步行 30 分钟" in assessment_html(today, lang="zh")


def test_nobody_and_no_site_are_said_as_such(town):
    nobody = dataclasses.replace(town.plan.before, cells=town.plan.before.cells.assign(people=0.0))
    assert dict(read(assessment_html(nobody)).rows)["Share served"] == "-"
    closed = assess(town.plan.before.times, open_sites=[])
    assert dict(read(assessment_html(closed)).rows)["Open sites"] == "0"


def test_plan_says_before_after_certificate_and_sites(town):
    plan = town.plan
    page = read(plan_html(plan))
    rows = {row[0]: row[1:] for row in page.rows}
    assert rows["Served"] == [
        number(plan.before.people_served),
        number(plan.after.people_served),
    ]
    served = plan.before.people_served
    for order, (site, gain) in enumerate(zip(plan.opened, plan.gains, strict=True), start=1):
        served += gain
        name = plan.before.times.sites.loc[site, "name"]
        share = f"{served / plan.before.people_total:.1%}"
        assert rows[str(order)] == [name, number(gain), share]
    assert rows[str(len(plan.opened))][-1] == f"{plan.after.share:.1%}"
    assert {"three_clinics", str(plan.certificate), *plan.notes} <= set(page.text)
    chinese = read(plan_html(plan, lang="zh"))
    assert any(row[:2] == ["建设顺序", "站点"] for row in chinese.rows)


def test_years_have_a_column(town):
    plan = dataclasses.replace(town.plan, years=(2027, 2027, 2030))
    rows = read(plan_html(plan)).rows
    assert ["Order", "Year", "Site"] in [row[:3] for row in rows]
    assert [row[1] for row in rows if row[0] in ("1", "2", "3")] == ["2027", "2027", "2030"]


def test_infeasible_plans_say_why(town):
    certificate = dataclasses.replace(
        town.plan.certificate,
        status="infeasible",
        objective_value=np.nan,
        bound=np.nan,
        optimality_gap=np.inf,
    )
    plan = dataclasses.replace(
        town.plan, certificate=certificate, opened=(), gains=(), conflicts=("a < b",)
    )
    page = read(plan_html(plan))
    assert "a < b" in page.text
    assert str(certificate) in page.text
    assert dict(read(certificate_html(certificate)).rows)["Optimality gap"] == "-"


def test_certificate_says_what_is_proven(town):
    certificate = town.plan.certificate
    page = read(certificate_html(certificate))
    rows = dict(page.rows)
    assert rows["Objective"] == number(certificate.objective_value)
    assert rows["Proven bound"] == number(certificate.bound)
    assert rows["Optimality gap"] == "0.00%"
    assert rows["Solver"] == certificate.solver
    assert page.text == [str(certificate)]
    assert dict(read(certificate_html(certificate, lang="zh")).rows)["状态"] == "最优"


def test_comparisons_have_a_row_per_plan(town):
    plans = [town.plan, solve(town.plan.scenario.replace(max_new=1, name="one"))]
    rows = read(comparison_html(compare(plans))).rows
    assert len(rows) == 3
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["scenario"] for row in table] == ["three_clinics", "one"]
    assert [row["served after"] for row in table] == [
        number(plan.after.people_served) for plan in plans
    ]
    assert [row["share after"] for row in table] == [f"{plan.after.share:.1%}" for plan in plans]
    assert [row["optimality gap"] for row in table] == ["0.00%", "0.00%"]
    lost = [limit_sensitivity(plan.after).people_lost for plan in plans]
    assert [row["lost after"] for row in table] == [number(people) for people in lost]
    chinese = read(comparison_html(compare(plans), lang="zh")).rows[0]
    assert chinese[0] == "方案"
    assert not any(head.isascii() for head in chinese)


def test_joint_plans_compare_their_services(town):
    scenario = town.plan.scenario
    joint = solve_together(JointScenario({"clinic": scenario}))
    rows = read(comparison_html(joint.table())).rows
    only = dict(zip(*rows, strict=True))
    assert only["service"] == "clinic"
    assert only["served after"] == number(joint.plans["clinic"].after.people_served)


def test_missing_values_are_empty_and_long_tables_end():
    table = pd.DataFrame({"scenario": [f"s{n}" for n in range(60)], "max_new": [np.nan] * 60})
    table["bound"] = np.inf
    page = read(comparison_html(table))
    assert page.rows[1] == ["s0", "", "∞"]
    assert len(page.rows) == 51
    assert page.text == ["and 10 more"]


def test_text_from_data_stays_text(town):
    sites = town.plan.before.times.sites.copy()
    sites.loc[list(town.plan.opened), "name"] = ATTACKS
    sites["service"] = ATTACKS[0]
    times = dataclasses.replace(town.plan.before.times, sites=sites)
    plan = solve(Scenario(times, max_new=3, name=ATTACKS[1]))
    plan = dataclasses.replace(plan, notes=ATTACKS)
    cells = {cell for row in read(plan_html(plan)).rows for cell in row}
    assert set(ATTACKS) <= cells
    assert set(ATTACKS) <= set(read(plan_html(plan)).text)
    assert ATTACKS[0] in read(assessment_html(plan.before)).text[0]
    assert ATTACKS[1] in {
        cell for row in read(comparison_html(compare([plan]))).rows for cell in row
    }


def test_other_languages_are_refused(town):
    for show, what in (
        (assessment_html, town.plan.before),
        (plan_html, town.plan),
        (certificate_html, town.plan.certificate),
        (comparison_html, compare([town.plan])),
    ):
        with pytest.raises(InputError, match="lang"):
            show(what, lang="fr")
