"""Another solver finds what ours finds."""

from pathlib import Path

import pandas as pd
import pulp
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.linear_program import linear_program
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.scenario import Objective, Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at


@pytest.fixture(scope="module")
def times() -> TravelTimes:
    cells = [place(x, y) for x in range(6) for y in range(6)]
    demand = demand_at(cells, [1 + (7 * i) % 11 for i in range(36)])
    spots = [place(x, y) for x in (0, 2, 5) for y in (0, 3, 5)]
    sites = sites_at(spots[:1], spots[1:])
    sites["capacity"] = 20.0
    return travel_times(demand, sites, grid_town(), limit_min=12)


@pytest.mark.parametrize(
    "objective",
    [MaximalCovering(), SetCovering(share=0.7), CapacitatedCovering()],
    ids=lambda one: one.kind,
)
def test_another_solve_of_the_program_is_as_good(times: TravelTimes, objective: Objective) -> None:
    number = None if isinstance(objective, SetCovering) else 3
    scenario = Scenario(times, max_new=number, objective=objective)
    program = linear_program(scenario)
    with pytest.raises(InputError, match="has not been solved"):
        program.opened()
    program.problem.solve(pulp.HiGHS(msg=False))
    opened = program.opened()
    again = solve(scenario.replace(must_open=opened, max_new=len(opened)))
    best = solve(scenario)
    assert again.certificate.objective_value == pytest.approx(best.certificate.objective_value)


def test_it_is_written_to_a_file_and_has_no_variable_for_what_is_open(
    times: TravelTimes, tmp_path: Path
) -> None:
    sites = times.sites
    must = str(sites.index[sites["status"] == "candidate"][0])
    program = linear_program(Scenario(times, max_new=3, must_open=[must]))
    assert program.must_open == (must,)
    assert must not in program.candidates
    program.problem.writeMPS(str(tmp_path / "model.mps"))
    assert "x0" in (tmp_path / "model.mps").read_text(encoding="utf-8")


def test_an_objective_of_several_programs_is_refused(times: TravelTimes) -> None:
    with pytest.raises(InputError, match=r"objective = 'p_center': is not solved by one"):
        linear_program(Scenario(times, max_new=2, objective=PCenter()))


def test_a_demand_that_the_program_does_not_hold_is_refused(times: TravelTimes) -> None:
    with pytest.raises(InputError, match="serve_all = True: is no row of the program"):
        linear_program(Scenario(times, objective=CapacitatedCovering(serve_all=True)))


def test_it_is_shown_by_its_size_and_not_as_a_whole(times: TravelTimes) -> None:
    program = linear_program(Scenario(times, max_new=3))
    columns, rows = len(program.problem.variables()), program.problem.numConstraints()
    assert repr(program) == (
        f"<LinearProgram {columns} variables, {rows} constraints; {len(program.candidates)} candidates>"
    )


@pytest.mark.parametrize(
    "objective",
    [MaximalCovering(), SetCovering(share=0.7), CapacitatedCovering()],
    ids=lambda one: one.kind,
)
@pytest.mark.parametrize("must", [(), ("s-1",)], ids=["none", "one"])
def test_a_program_of_which_reduction_leaves_nothing_is_written_and_solved(
    objective: Objective, must: tuple[str, ...], tmp_path: Path
) -> None:
    # Everybody lives beside the site that exists: no candidate adds anybody.
    sites = sites_at([place(0, 0)], [place(0, 1), place(1, 0)])
    sites.index = pd.Index(["s-0", "s-1", "s-2"], name="site_id")
    served = travel_times(demand_at([place(0, 0)], [7]), sites, grid_town(), limit_min=12)
    number = None if isinstance(objective, SetCovering) else 2
    program = linear_program(Scenario(served, max_new=number, must_open=must, objective=objective))
    for write in (program.problem.writeMPS, program.problem.writeLP):
        write(str(tmp_path / "model"))
        assert (tmp_path / "model").stat().st_size
    program.problem.solve(pulp.HiGHS(msg=False))
    assert program.problem.status == pulp.LpStatusOptimal
    assert set(must) <= set(program.opened())
    if not isinstance(objective, CapacitatedCovering):
        assert program.opened() == must
