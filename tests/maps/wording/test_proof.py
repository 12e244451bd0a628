"""What a page says of a plan's proof is true, for every objective and under every condition."""

from __future__ import annotations

import dataclasses
import itertools
import re

import halfhour as hh
import pytest
from halfhour.maps.wording.messages import LANGS, catalogue
from halfhour.maps.wording.proof import CLAIMS, joint_proof_said, proof_said
from halfhour.optimize.example_street import street_times

OBJECTIVES = {
    "people": hh.MaximalCovering(),
    "people_by_nearness": hh.GradualCovering(full_min=5, none_min=20),
    "average": hh.PMedian(),
    "worst": hh.PCenter(),
}


def solved(**changes):
    return hh.solve(hh.Scenario(street_times(), limit_min=15, **changes))


def stopped(plan, *, bound, gap, status="stopped by time"):
    certificate = dataclasses.replace(
        plan.certificate, status=status, bound=bound, optimality_gap=gap
    )
    return dataclasses.replace(plan, certificate=certificate)


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_no_other_choice_is_better_where_the_page_says_so(kind):
    objective = OBJECTIVES[kind]
    plan = solved(max_new=2, objective=objective)
    said = proof_said(plan, "en")
    assert said == f"No other 2 of the 3 candidates {CLAIMS[kind].several}: proven."
    sign = 1 if objective.sense == "maximise" else -1
    best = sign * plan.certificate.objective_value
    ids = street_times().sites.index[1:]
    for chosen in itertools.combinations(ids, 2):
        other = solved(max_new=2, must_open=chosen, objective=objective)
        assert sign * other.certificate.objective_value <= best + 1e-6


def test_one_site_and_fewer_than_allowed_are_said_as_they_are():
    assert proof_said(solved(max_new=1), "en") == (
        "No other of the 3 candidates serves more people: proven."
    )
    every = proof_said(solved(max_new=3), "en")
    assert every == (
        "No other choice of the 3 candidates serves more people (at most 3 new sites): proven."
    )
    assert proof_said(solved(max_new=0), "en").startswith("No new site may be opened")


def test_what_every_choice_had_to_fulfil_is_told():
    plan = solved(max_new=1, budget=5, must_open=["mid"], forbidden=["end"])
    assert proof_said(plan, "en") == (
        "No other of the 2 candidates serves more people (within the budget of 5; "
        "1 of them in any case; without 1 that are ruled out): proven."
    )
    # Without these conditions another site is better: the sentence would not be true alone.
    assert solved(max_new=1).opened != plan.opened


def test_fewest_sites_and_least_money():
    few = solved(objective=hh.SetCovering(share=0.8))
    number = len(few.opened)
    said = proof_said(few, "en")
    assert said.startswith(f"Fewer than {number} of the 3 candidates are not enough")
    assert "at least 80.0% of the people served" in said
    for less in range(number):
        assert solved(max_new=less).after.share < 0.8
    assert proof_said(solved(objective=hh.SetCovering(share=0.1)), "en") == (
        "What is asked holds without a new site: proven."
    )
    money = proof_said(solved(objective=hh.SetCovering(share=0.8, minimise="cost")), "en")
    assert money.startswith("No other choice of the 3 candidates costs less")
    impossible = solved(objective=hh.SetCovering(share=0.9), max_new=0)
    assert proof_said(impossible, "en").startswith("Nothing fulfils what is asked")


def test_an_open_gap_is_never_rounded_below_what_was_proven():
    plan = solved(max_new=1)
    for gap in (0.0119, 0.01, 0.000123, 0.0005, 2.5, 0.12):
        said = proof_said(stopped(plan, bound=340 * (1 + gap), gap=gap), "en")
        most = float(re.search(r"At most ([\d.]+)%", said)[1])
        assert gap <= most / 100 + 1e-12 <= gap + 0.001 + 1e-9
        assert said.endswith("The search was stopped by time.")
    assert "1.2% more people" in proof_said(stopped(plan, bound=344.1, gap=0.0119), "en")
    unknown = stopped(plan, bound=float("inf"), gap=float("inf"))
    assert proof_said(unknown, "en").startswith("It is not known")
    few = solved(objective=hh.SetCovering(share=0.8))
    number = few.certificate.objective_value
    fewer = proof_said(stopped(few, bound=number - 1.3, gap=1.3 / number), "en")
    assert fewer.startswith("At most 1 fewer new sites")


@pytest.mark.parametrize("measure", CLAIMS)
def test_every_claim_has_chinese_words(measure):
    assert {text for text in CLAIMS[measure] if text} <= set(catalogue("zh"))
    plan = solved(max_new=2, budget=9, must_open=["mid"], unit_weights={})
    certificate = dataclasses.replace(plan.certificate, measure=measure)
    for gap in (0.0, 0.25):
        one = dataclasses.replace(certificate, optimality_gap=gap)
        if measure == "people_by_nearness":
            continue
        said = {
            lang: proof_said(dataclasses.replace(plan, certificate=one), lang) for lang in LANGS
        }
        assert not re.search("[A-Za-z]", said["zh"])
        assert "{" not in said["en"] + said["zh"]


def test_a_part_of_a_joint_plan_claims_nothing_for_itself():
    rehab = street_times("rehab", existing={}, candidates={"r-west": 1.0, "r-mid": 2.0})
    scenarios = {
        "clinic": hh.Scenario(street_times(), limit_min=15, max_new=0),
        "rehab": hh.Scenario(rehab, limit_min=15, group="residents"),
    }
    joint = hh.solve_together(hh.JointScenario(scenarios, max_new=2))
    # Two more clinics would serve more people of that service: none of it alone is proven.
    said = "No other choice of the 5 candidates serves more people (all services together, as asked): proven."
    assert joint_proof_said(joint, "en") == said
    assert {proof_said(plan, "en") for plan in joint.plans.values()} == {said}
    chinese = joint_proof_said(joint, "zh")
    assert "5 处" in chinese
    assert "各项服务合计" in chinese
