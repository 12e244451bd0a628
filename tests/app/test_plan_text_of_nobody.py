"""The terminal's table of a plan for a group of whom nobody lives there."""

from dataclasses import replace
from pathlib import Path

from halfhour.app.plan_study import PlanFolder
from halfhour.app.plan_text import plans_table
from halfhour.optimize.example_street import street_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve


def test_nobody_has_no_share() -> None:
    times = street_times()
    nobody = replace(times, demand=times.demand.assign(residents=0.0))
    plan = solve(Scenario(nobody, max_new=1, limit_min=15))
    table = plans_table([PlanFolder(plan, "clinic", Path("out"))])
    cells = [str(cell) for column in table.columns for cell in column.cells]
    assert not any("nan" in cell for cell in cells)
    assert cells.count("0") >= 2
