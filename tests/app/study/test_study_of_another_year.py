"""People and facilities of the year that is asked for, against sums by hand (see growing_town)."""

from pathlib import Path

import halfhour as hh
import numpy as np
import pandas as pd
import pytest
from growing_town import lonlat_at_km, write_growing_town
from halfhour.app.study.study import Study, open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.optimize.frontier import frontier
from halfhour.optimize.plan_years import by_year
from halfhour.optimize.solve import solve
from line_town import STUDY

ESTATES = STUDY[STUDY.index("estates:\n") : STUDY.index("indicators:")]
GROWTH = "growth: {file: growth.csv}\n"
YEARS = "{kind: multi_period_covering, years: [{year: 2021}, {year: 2022, weight: 2}]}"
SCENARIOS = f"""\
none: {{service: post, max_new: 1}}
in_2021: {{service: post, max_new: 1, year: 2021}}
in_2022: {{service: post, max_new: 1, year: 2022}}
frontier: {{service: post, max_new: 3, year: 2022}}
elderly: {{service: post, group: elderly, max_new: 1, year: 2022}}
years: {{service: post, max_new: 1, objective: {YEARS}}}
groups: {{service: post, max_new: 1, group_weights: {{elderly: 1}}, objective: {YEARS}}}
units: {{service: post, max_new: 1, by: county, unit_weights: {{A: 0.5}}, objective: {YEARS}}}
two: {{service: post, objective: {{kind: multi_period_covering,
    years: [{{year: 2020, max_new: 1}}, {{year: 2022, max_new: 1}}]}}}}"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return open_study(write_growing_town(tmp_path_factory.mktemp("growing"), SCENARIOS))


@pytest.mark.parametrize(
    ("name", "year", "opened", "before", "after", "everybody"),
    [
        ("none", 2020, ("p4",), 60, 130, 210),
        ("in_2021", 2021, ("p4",), 60, 130, 210),
        ("in_2022", 2022, ("p2",), 25, 145, 255),
        ("elderly", 2022, ("p4",), 12.5, 47.5, 87.5),
    ],
)
def test_a_plan_counts_the_people_and_the_facilities_of_its_year(
    study: Study,
    name: str,
    year: int,
    opened: tuple[str],
    before: float,
    after: float,
    everybody: float,
) -> None:
    plan = solve(study.scenarios[name])
    assert plan.scenario.year == year
    assert plan.opened == opened
    assert plan.gains == (after - before,)
    assert (plan.before.people_served, plan.after.people_served) == (before, after)
    assert plan.before.people_total == everybody
    assert plan.certificate.objective_value == plan.certificate.bound == after


def test_a_frontier_counts_the_people_of_its_year(study: Study) -> None:
    curve = frontier(study.scenarios["frontier"])
    assert curve.points["objective_value"].tolist() == [25, 145, 215, 245]
    assert curve.order["site_id"].tolist() == ["p2", "p4", "p11"]


@pytest.mark.parametrize(
    ("name", "opened", "objective"),
    [
        # 60 + 20 in 2021; 30 + 20 + 100 in 2022, which counts twice.
        ("years", "p2", 80 + 2 * 150),
        # With the elderly besides: 90 + 105, and 45 + 105.
        ("groups", "p4", 195 + 2 * 150),
        # People of A count half: 60 + 10, and 30 + 60.
        ("units", "p2", 70 + 2 * 90),
    ],
)
def test_each_year_of_a_plan_over_years_counts_its_own_people(
    study: Study, name: str, opened: str, objective: float
) -> None:
    plan = solve(study.scenarios[name])
    assert plan.certificate.status == "optimal"
    assert plan.opened == (opened,)
    assert plan.certificate.objective_value == pytest.approx(objective)


def test_what_a_plan_over_years_says_adds_up(study: Study) -> None:
    plan = solve(study.scenarios["two"])
    table = by_year(plan)
    assert table["opened"].to_dict() == {2020: ("p4",), 2022: ("p2",)}
    assert table["people"].tolist() == [210, 255]
    assert table["served"].tolist() == [130, 30 + 70 + 120]
    assert plan.certificate.objective_value == table["served"].sum()
    # Figures without a year are of the last one.
    assert plan.scenario.year == 2022
    assert (plan.before.people_served, plan.gains) == (30, (70, 120))
    assert plan.after.people_served == table["served"].iloc[-1]


def test_an_opened_study_is_looked_at_in_another_year(study: Study) -> None:
    later = study.in_year(2022)
    assert later.times["post"].search is study.times["post"].search
    assert later.assessments["post"].open_sites == ("new",)
    assert later.assessments["post"].people_served == 25
    assert later.scenarios["none"].year == 2022
    assert later.scenarios["in_2021"].year == 2021
    back = later.in_year(2020)
    assert back.assessments["post"].open_sites == study.assessments["post"].open_sites == ("old",)
    for name in ("none", "in_2021", "two"):
        assert solve(back.scenarios[name]).gains == solve(study.scenarios[name]).gains
    assert study.assessments["post"].people_served == 60


def test_a_proposed_site_is_checked_in_a_year(study: Study) -> None:
    found = {
        year: hh.check_site(study.in_year(year).assessments["post"], at=lonlat_at_km(2))
        for year in (2020, 2022)
    }
    assert [found[year].newly_served for year in found] == [20, 120]
    assert [found[year].to_dict()["year"] for year in found] == [2020, 2022]
    assert found[2022].share_after == pytest.approx(145 / 255)


LATER = "{kind: multi_period_covering, years: [{year: 2022}, {year: 2027}]}"
BEYOND = "is beyond the growth factors in growth.csv, which end in 2022"
BEFORE = "is before the growth factors in growth.csv, which begin in 2018"


@pytest.mark.parametrize("read", [open_study, validate_study])
@pytest.mark.parametrize(
    ("scenario", "column", "year", "cause"),
    [
        ("{service: post, max_new: 1, year: 2023}", "year", 2023, BEYOND),
        ("{service: post, max_new: 1, year: 2017}", "year", 2017, BEFORE),
        ("{service: post, max_new: 1, year: 2030, frontier: sites}", "year", 2030, BEYOND),
        (
            f"{{service: post, objective: {LATER}}}",
            "objective.years[1].year",
            2027,
            BEYOND,
        ),
    ],
)
def test_a_scenario_of_a_year_that_is_not_told_is_refused(
    tmp_path: Path, read: object, scenario: str, column: str, year: int, cause: str
) -> None:
    path = write_growing_town(tmp_path, f"asked: {scenario}")
    with pytest.raises(InputError) as caught:
        read(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == (
        "study.yaml",
        f"scenarios.asked.{column}",
        year,
    )
    assert fault.cause == cause
    assert "to growth.csv, or name a year" in fault.fix


@pytest.mark.parametrize("year", [2017, 2023])
def test_so_is_such_a_year_wherever_it_is_asked_for(study: Study, year: int) -> None:
    path = study.layers.path
    for ask in (
        lambda: open_study(path, services=["post"], year=year),
        lambda: study.in_year(year),
        lambda: hh.evaluate(study, year=year),
        lambda: hh.check_compliance(study, year=2022, compare=year),
    ):
        with pytest.raises(InputError, match=f"{year}: is be.* the growth factors in growth.csv"):
            ask()


@pytest.mark.parametrize(
    ("scenario", "study", "message"),
    [
        (
            f"{{service: post, year: 2022, objective: {YEARS}}}",
            STUDY,
            "`year:` beside `years:`",
        ),
        (
            "{service: post, max_new: 1, year: 2022}",
            STUDY.replace("  year: 2020\n", "").replace(GROWTH, "").replace(ESTATES, ""),
            "scenario 'asked' has a `year:`, so people needs the `year:` that it counts",
        ),
    ],
)
def test_a_year_that_says_nothing_is_refused(
    tmp_path: Path, scenario: str, study: str, message: str
) -> None:
    path = write_growing_town(tmp_path, f"asked: {scenario}", study=study)
    with pytest.raises(InputError, match=message):
        validate_study(path)


@pytest.mark.parametrize("growth", [GROWTH, ""])
def test_where_nobody_comes_or_goes_a_year_changes_nothing(tmp_path: Path, growth: str) -> None:
    study = STUDY.replace(GROWTH, growth).replace(ESTATES, "")
    rows = ["unit,year,factor", "A,2020,1", "A,2021,1", "B,2021,1"]
    scenarios = f"{SCENARIOS.splitlines()[0]}\n{SCENARIOS.splitlines()[1]}"
    opened = open_study(write_growing_town(tmp_path, scenarios, study=study, growth=rows))
    first, later = solve(opened.scenarios["none"]), solve(opened.scenarios["in_2021"])
    assert (first.opened, first.gains) == (later.opened, later.gains)
    pd.testing.assert_frame_equal(first.after.cells, later.after.cells)
    pd.testing.assert_frame_equal(
        first.scenario.times.demand, later.scenario.times.demand, check_dtype=False
    )
    assert first.certificate.bound == later.certificate.bound


def test_estates_may_have_travel_times_of_their_own(tmp_path: Path) -> None:
    study = STUDY.replace("roads: {file: roads.gpkg, columns: {class: highway}}\n", "")
    path = write_growing_town(
        tmp_path, "asked: {service: post, max_new: 1, year: 2022}", study=study
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    limit_min: 15\n", "    times: {file: bus.csv}\n"), encoding="utf-8"
    )
    (tmp_path / "bus.csv").write_text(
        "cell_id,site_id,minutes\nc4,new,20\ne1,p2,10\nc2,p4,10\n", encoding="utf-8"
    )
    plan = solve(open_study(path).scenarios["asked"])
    assert (plan.before.people_served, plan.opened, plan.gains) == (25, ("p2",), (100,))
    assert np.isinf(plan.before.cells["cost"]["e1"])


@pytest.mark.parametrize(
    ("groups", "gains"),
    [
        # At 2.5 km/h 15 minutes are 625 m: p2 is reached from the estate alone.
        ("{elderly: {walk_kph: 2.5}}", {"p2": 10, "p4": 35}),
        ("{elderly: {walk_kph: 5.0}}", {"p2": 20, "p4": 35}),
    ],
)
def test_estates_belong_to_the_classes_of_groups(
    tmp_path: Path, groups: str, gains: dict[str, float]
) -> None:
    objective = "{kind: multi_period_covering, years: [{year: 2020}, {year: 2022}]}"
    scenarios = (
        "then: {service: post, group: elderly, max_new: 2, must_open: [p2], year: 2022}\n"
        f"years: {{service: post, group: elderly, max_new: 2, must_open: [p2], objective: {objective}}}"
    )
    path = write_growing_town(tmp_path, scenarios)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("services:\n", f"groups: {groups}\nservices:\n"), encoding="utf-8")
    study = open_study(path)
    plan = solve(study.scenarios["then"])
    assert dict(zip(plan.opened, plan.gains, strict=True)) == gains
    assert (plan.before.people_served, plan.before.people_total) == (12.5, 87.5)
    assert study.assessments["post"].people_total == 210
    assert study.in_year(2022).times["post"].demand["elderly"].sum() == 87.5
    # In 2020 nobody lives at the estate; c5 is served today, by all 30 and by half of them.
    table = by_year(solve(study.scenarios["years"]))
    assert table["people"].tolist() == [105, 87.5]
    assert table["served"].tolist() == [30 + sum(gains.values()) - 10, 15 + sum(gains.values())]
