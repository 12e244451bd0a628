"""What the terminal says of plans: a table, also where nobody of the group lives, and the largest gaps."""

from dataclasses import replace
from pathlib import Path

from gap_towns import gap_town
from halfhour.app.plan.plan_study import PlanFolder
from halfhour.app.plan.plan_text import gap_lines, plans_tables
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from halfhour.optimize.gap_list import gap_list
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve


def test_nobody_has_no_share() -> None:
    times = street_times()
    nobody = replace(times, demand=times.demand.assign(residents=0.0))
    plan = solve(Scenario(nobody, max_new=1, limit_min=15))
    [table] = plans_tables([PlanFolder(plan, "clinic", Path("out"))])
    cells = [str(cell) for column in table.columns for cell in column.cells]
    assert not any("nan" in cell for cell in cells)
    assert cells.count("0") >= 2


def test_the_three_largest_gaps_have_a_line_each() -> None:
    plan = solve(Scenario(gap_town(2), max_new=1, limit_min=9))
    listed = gap_list(plan)
    lines = gap_lines(listed)
    assert len(lines) == 3
    for line, (_, row) in zip(lines, listed.iterrows(), strict=False):
        assert line.startswith(f"{row['unserved']:,.0f} in {row['name']}")
        assert line.endswith(f": {row['why_said']}")
        if row["candidate_name"]:
            assert f"{row['candidate_name']} would serve {row['brings']:,.0f} of them" in line


def test_people_who_would_lose_their_places_are_told_as_such() -> None:
    times = street_times(existing={"old": 1}, candidates={"mid": 2}, capacity=[266, 60])
    closest = ServiceCapacity(assignment="closest")
    listed = gap_list(solve(Scenario(times, max_new=0, limit_min=30, capacity=closest)))
    lost = -listed["brings"].iloc[0]
    assert lost > 0
    assert f"; with mid {lost:,.0f} fewer people would be served there: " in gap_lines(listed)[0]
    assert f"增设 mid 后当地享有服务者减少 {lost:,.0f} 人" in gap_lines(listed, "zh")[0]


def test_other_areas_and_no_gap_have_no_line() -> None:
    plan = solve(Scenario(gap_town(2), max_new=1, limit_min=9))
    assert len(gap_lines(gap_list(plan, most=1))) == 1
    assert gap_lines(gap_list(plan).iloc[:0]) == []


def test_an_area_that_loses_places_to_others_is_told_so() -> None:
    listed = gap_list(solve(Scenario(gap_town(2), max_new=1, limit_min=9)))
    listed = listed.assign(brings=-1_880.0, candidate_name="C")
    assert all(
        "with C 1,880 fewer people would be served there" in line for line in gap_lines(listed)
    )
