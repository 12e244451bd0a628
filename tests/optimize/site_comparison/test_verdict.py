import dataclasses

import pytest
from halfhour.common.sentences import Sentence
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.coverage.site_check.obstacles import Obstacle
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.site_comparison.comparison import compare_site
from halfhour.optimize.site_comparison.thresholds import SiteThresholds, StepThresholds
from halfhour.optimize.site_comparison.verdict import site_verdict
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]


def checked(candidates=((5, 5), (1, 1), (2, 1))):
    sites = sites_at([place(0, 0)], [place(*one) for one in candidates])
    today = assess(travel_times(demand_at(CELLS, PEOPLE), sites, grid_town(), limit_min=9))
    check = check_site(today, at=place(3, 3))
    return check, compare_site(check, today)


CHECK, COMPARISON = checked()
GAIN = CHECK.newly_served


def judged(*, check=CHECK, comparison=COMPARISON, **steps):
    named = {name: StepThresholds(**asked) for name, asked in steps.items()}
    return site_verdict(check, comparison, SiteThresholds(**named))


@pytest.mark.parametrize(
    ("recommended", "acceptable", "step"),
    [
        ({"newly_served": GAIN}, {}, "recommended"),
        ({"newly_served": GAIN + 1}, {}, "not_recommended"),
        ({"newly_served": GAIN + 1}, {"newly_served": GAIN}, "acceptable"),
        ({"newly_served": GAIN + 1}, {"newly_served": GAIN + 0.5}, "not_recommended"),
        ({}, {"newly_served": 1}, "acceptable"),
        ({"newly_served": 1, "better_than": 1.0}, {}, "recommended"),
        ({"people_in_reach": CHECK.people_in_reach, "regret_people": 0}, {}, "recommended"),
        ({"time_falls": CHECK.time_falls + 1}, {"time_falls": 0}, "acceptable"),
        ({"share_gain": CHECK.share_after - CHECK.share_before}, {}, "recommended"),
        ({"share_gain": 0.99}, {}, "not_recommended"),
        ({}, {}, None),
    ],
)
def test_a_step_is_reached_where_all_that_it_names_is_met(recommended, acceptable, step) -> None:
    assert judged(recommended=recommended, acceptable=acceptable).step == step


def test_each_threshold_has_its_reason_in_a_whole_sentence() -> None:
    verdict = judged(recommended={"newly_served": 1000, "better_than": 0.5})
    people, rank = verdict.reasons
    assert people == (
        f"The site newly serves {GAIN:.0f} residents. "
        "To be recommended the study asks for at least 1,000 people: this is missed."
    )
    assert rank == (
        "The site brings more than 3 of 3 eligible candidates. "
        "To be recommended the study asks for at least 50% of the candidates: this is met."
    )


def test_without_thresholds_there_are_figures_and_no_verdict() -> None:
    verdict = judged()
    assert verdict.step is None
    assert verdict.reasons[0] == f"The site newly serves {GAIN:.0f} residents."
    assert "No eligible candidate newly serves more than the site." in verdict.reasons
    assert verdict.to_dict()["decides"] == (
        "The figures and the verdict are advice: the official in charge decides."
    )


@pytest.mark.parametrize("steps", [{}, {"recommended": {"newly_served": 1}}])
def test_what_forbids_the_site_makes_it_not_recommended(steps) -> None:
    water = Obstacle(kind="water", forbids=True, said=Sentence("the place lies in water"))
    hint = Obstacle(kind="given_in_gcj02", forbids=False, said=Sentence("a hint"))
    check = dataclasses.replace(CHECK, obstacles=(water, hint))
    verdict = judged(check=check, **steps)
    assert verdict.step == "not_recommended"
    assert verdict.reasons[0] == "the place lies in water"
    assert "a hint" not in verdict.reasons


def test_what_cannot_be_judged_is_told_and_left_out() -> None:
    check, comparison = checked(candidates=())
    asked = {"better_than": 0.5, "regret_people": 10}
    alone = judged(check=check, comparison=comparison, recommended=asked)
    assert alone.step is None
    assert all(one.endswith("this cannot be judged.") for one in alone.reasons)
    with_people = judged(
        check=check, comparison=comparison, recommended={**asked, "newly_served": 1}
    )
    assert with_people.step == "recommended"


@pytest.mark.parametrize(
    ("people", "asked", "said"),
    [(499.6, 500, "499.6"), (499.4, 500, "499"), (500.4, 500, "500"), (500.0, 500, "500")],
)
def test_a_figure_is_not_rounded_over_its_threshold(people, asked, said) -> None:
    check = dataclasses.replace(CHECK, newly_served=people)
    verdict = judged(check=check, recommended={"newly_served": asked})
    assert verdict.reasons[0].startswith(f"The site newly serves {said} residents.")
    assert (verdict.step == "recommended") == (people >= asked)


def test_a_site_that_takes_people_from_larger_ones_says_so() -> None:
    check = dataclasses.replace(CHECK, newly_served=-12.0)
    assert judged(check=check).reasons[0] == (
        "With the site 12 residents fewer have a place, since it takes people from sites with more places."
    )
