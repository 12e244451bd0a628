"""The door to PuLP and HiGHS, under whichever PuLP is installed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import hard_models
import highspy
import numpy as np
import pulp
import pytest
from halfhour.common.errors import SolverError
from halfhour.optimize.core import pulp_model, solver
from halfhour.optimize.core.control import SolveControl
from halfhour.optimize.core.linear_model import LinearModel, ModelWriter, Sense
from halfhour.optimize.core.solver import solve_model
from hard_models import knapsack, market
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array


@pytest.mark.parametrize(
    ("sense", "optimum", "taken"), [("maximise", 27.0, [12, 13]), ("minimise", 3.0, [0, 1])]
)
@pytest.mark.parametrize("reduced", [False, True])
def test_objective_and_bound_have_the_model_s_own_sense(
    sense: Sense, optimum: float, taken: list[int], *, reduced: bool
) -> None:
    solution = solve_model(knapsack(sense), reduced=reduced)
    assert solution.status == "optimal"
    assert solution.objective_value == pytest.approx(optimum)
    assert solution.bound == pytest.approx(optimum)
    assert solution.values is not None
    assert np.flatnonzero(solution.values > 0.5).tolist() == taken
    assert solution.row_duals is None
    assert solution.reduced_costs is None
    assert "HiGHS 1." in solution.solver
    assert f"PuLP {pulp.__version__}" in solution.solver


@pytest.mark.parametrize("sense", ["maximise", "minimise"])
def test_duals_say_by_how_much_the_objective_rises(sense: Sense) -> None:
    # Half a thing is not at a corner, so that the duals hold to both sides.
    here, more = (solve_model(knapsack(sense, whole=False, hold=h)) for h in (2.5, 2.6))
    assert here.row_duals is not None
    assert here.reduced_costs is not None
    assert here.row_duals * 0.1 == pytest.approx([more.objective_value - here.objective_value])
    worth = 12.0 if sense == "maximise" else 3.0
    assert here.row_duals == pytest.approx([worth])
    assert here.reduced_costs == pytest.approx(np.arange(1.0, 15.0) - worth)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), sense=st.sampled_from(["maximise", "minimise"]))
def test_linear_programs_have_scipy_s_optimum_and_duals_that_prove_it(
    data: st.DataObject, sense: Sense
) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 13))
    matrix = rng.integers(-3, 4, (rows, columns)).astype(float)
    held = rng.integers(-2, 6, rows).astype(float)
    kind = rng.integers(0, 3, rows)  # <=, >=, =
    model = LinearModel(
        sense=sense,
        objective=rng.integers(-3, 4, columns).astype(float),
        lower=np.zeros(columns),
        upper=rng.integers(1, 4, columns).astype(float),
        integer=np.zeros(columns, dtype=bool),
        matrix=csr_array(matrix),
        row_lower=np.where(kind == 0, -np.inf, held),
        row_upper=np.where(kind == 1, np.inf, held),
    )
    sign = -1.0 if sense == "maximise" else 1.0
    flip = np.where(kind == 1, -1.0, 1.0)[:, None]
    even = kind == 2
    peer = linprog(
        sign * model.objective,
        A_ub=(flip * matrix)[~even],
        b_ub=(flip[:, 0] * held)[~even],
        A_eq=matrix[even],
        b_eq=held[even],
        bounds=np.column_stack([model.lower, model.upper]),
    )
    solution = solve_model(model)
    if peer.status == 2:
        assert solution.status == "infeasible"
        return
    assert solution.status == "optimal"
    assert solution.objective_value == pytest.approx(sign * peer.fun, abs=1e-6)
    assert solution.bound == pytest.approx(solution.objective_value)
    assert solution.row_duals is not None
    assert solution.reduced_costs is not None
    # Both together are the objective, and reduced costs point away from the bounds.
    assert solution.row_duals @ matrix + solution.reduced_costs == pytest.approx(
        model.objective, abs=1e-6
    )
    better = np.where(sign * solution.reduced_costs < 0, model.upper, model.lower)
    proof = solution.row_duals @ held + solution.reduced_costs @ better
    assert proof == pytest.approx(solution.objective_value, abs=1e-6)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("sense", ["maximise", "minimise"])
def test_infeasible_is_said(sense: Sense, *, whole: bool) -> None:
    writer = ModelWriter()
    take = writer.add_variables(3, objective=1.0, integer=whole)
    writer.add_rows([(np.ones((1, 3)), take)], lower=3.5)
    solution = solve_model(writer.model(sense))
    assert solution.status == "infeasible"
    assert solution.values is None
    assert solution.objective_value == (-np.inf if sense == "maximise" else np.inf)
    assert solution.row_duals is None


def test_rows_and_variables_without_coefficients_and_without_objective() -> None:
    writer = ModelWriter()
    take = writer.add_variables(3, lower=[0.0, 2.0, -np.inf], upper=[1.0, 5.0, np.inf])
    writer.add_rows([(csr_array((1, 3)), take)], upper=1.0)
    solution = solve_model(writer.model("minimise"))
    assert solution.status == "optimal"
    assert solution.objective_value == 0
    assert solution.values is not None
    assert solution.values[0] in {0.0, 1.0}
    assert 2 <= solution.values[1] <= 5
    assert solution.row_duals is not None
    assert solution.row_duals.tolist() == [0]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("sense", "optimum"), [("minimise", 3.0), ("maximise", 5.0)])
def test_integers_that_nothing_names_take_no_proof_away(
    sense: Sense, optimum: float, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(solver, "_LARGE_NONZEROS", 0)
    writer = ModelWriter()
    writer.add_variables(2, integer=True)
    share = writer.add_variables(2, objective=np.array([3.0, 5.0]))
    writer.add_rows([(csr_array(np.ones((1, 2))), share)], lower=1.0, upper=1.0)
    solution = solve_model(writer.model(sense))
    assert (solution.status, solution.objective_value) == ("optimal", pytest.approx(optimum))
    assert solution.bound == pytest.approx(optimum)
    assert solution.row_duals is None


def test_equations_hold() -> None:
    writer = ModelWriter()
    take = writer.add_variables(3, objective=[1.0, 2.0, 4.0], integer=True)
    writer.add_rows([(np.array([[1.0, 1.0, 2.0]]), take)], lower=2.0, upper=2.0)
    assert solve_model(writer.model("minimise")).objective_value == pytest.approx(3.0)
    assert solve_model(writer.model("maximise")).objective_value == pytest.approx(4.0)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    solve_model(knapsack("maximise"))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_time_limit_without_a_solution_is_not_optimal() -> None:
    solution = solve_model(market(), time_limit_s=0.0)
    assert solution.status == "stopped by time"
    assert solution.bound >= market().objective.max()
    assert solution.values is None or solution.objective_value <= solution.bound


def test_a_time_limit_with_a_solution_keeps_it_and_a_valid_bound() -> None:
    told: list[tuple[float, float]] = []
    model, began = market(), time.perf_counter()
    solution = solve_model(
        model, time_limit_s=1.5, threads=1, progress=lambda *both: told.append(both)
    )
    assert time.perf_counter() - began < 8
    assert solution.status == "stopped by time"
    assert solution.values is not None
    assert solution.objective_value == model.objective @ solution.values
    assert (model.matrix @ solution.values <= model.row_upper + 1e-6).all()
    assert solution.objective_value < solution.bound < np.inf
    objectives = [objective for objective, _ in told]
    assert objectives == sorted(objectives)
    assert solution.objective_value == pytest.approx(objectives[-1])


def test_a_linear_program_stopped_by_time_proves_nothing() -> None:
    rng = np.random.default_rng(0)
    writer = ModelWriter()
    take = writer.add_variables(1500, objective=rng.random(1500))
    writer.add_rows([(rng.random((600, 1500)), take)], upper=rng.random(600) * 100)
    solution = solve_model(writer.model("maximise"), time_limit_s=0.0)
    assert solution.status == "stopped by time"
    assert solution.bound == np.inf
    assert solution.row_duals is None


def test_a_gap_that_is_good_enough_ends_the_solve() -> None:
    solution = solve_model(market(), gap=0.2, threads=1)
    assert solution.status == "optimal"
    assert solution.objective_value < solution.bound <= 1.2 * solution.objective_value + 1e-6


def test_a_start_is_where_it_begins() -> None:
    model = market()
    first = solve_model(model, time_limit_s=1.0, threads=1)
    assert first.values is not None
    start = np.rint(first.values)
    again = solve_model(model, start=start, time_limit_s=0.1, threads=1)
    assert again.values is not None
    assert again.objective_value >= model.objective @ start - 1e-6


def test_a_start_that_highs_gives_back_instead_of_the_optimum_is_found_out() -> None:
    # HiGHS 1.16 says that the optimum is 1 and returns the start, which is worth 0.
    model = LinearModel(
        sense="maximise",
        objective=np.array([-1.0, 1.0, -1.0, 1.0]),
        lower=np.zeros(4),
        upper=np.ones(4),
        integer=np.array([False, True, False, True]),
        matrix=csr_array(np.array([[2.0, -1.0, -1.0, 2.0], [2.0, -1.0, 2.0, 0.0]])),
        row_lower=np.array([0.0, -np.inf]),
        row_upper=np.array([0.0, 1.0]),
    )
    solution = solve_model(model, start=np.zeros(4))
    assert solution.status == "optimal"
    assert solution.objective_value == pytest.approx(1.0)
    assert solution.bound == pytest.approx(1.0)


SCRIPT = """
import signal
import sys
# Begun in the background, a process ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {folder!r})
from hard_models import market
from halfhour.optimize.core.solver import solve_model

def tell(objective, bound):
    print(objective, bound, flush=True)

print("begins", flush=True)
solution = solve_model(market(), threads=1, progress=tell)
print("ends", solution.status, solution.objective_value, solution.bound, solution.values is not None)
"""


@pytest.mark.parametrize("wait_s", [0.0, 1.0])
def test_ctrl_c_keeps_what_was_found(wait_s: float) -> None:
    folder = hard_models.__file__.rpartition("/")[0]
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(folder=folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        found = float(child.stdout.readline().split()[0])
        time.sleep(wait_s)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=30)
    finally:
        child.kill()
    assert child.returncode == 0
    last = out.splitlines()[-1]
    assert last.startswith("ends stopped by user")
    *_, objective, bound, has_values = last.split()
    assert has_values == "True"
    assert found <= float(objective) <= float(bound) < np.inf


def test_another_thread_ends_a_solve() -> None:
    control = SolveControl()
    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(solve_model, market(), time_limit_s=600.0, threads=1, control=control)
        with pytest.raises(TimeoutError):
            solving.result(timeout=1.0)
        control.stop()
        solution = solving.result(timeout=60.0)
    assert solution.status == "stopped by user"
    assert solution.values is not None
    assert solution.objective_value <= solution.bound < np.inf


def test_a_solve_ends_when_what_it_tells_is_enough() -> None:
    enough = solve_model(market(), time_limit_s=1.0, threads=1)
    for control in (
        SolveControl(lambda objective, _: objective >= 0.5 * enough.objective_value),
        SolveControl(lambda _, bound: bound <= enough.bound + 1.0),
    ):
        solution = solve_model(market(), time_limit_s=600.0, threads=1, control=control)
        assert solution.status == "stopped by user"
        assert solution.objective_value <= solution.bound < np.inf
    assert solution.bound <= enough.bound + 1.0


@pytest.fixture(scope="module")
def good_values() -> np.ndarray:
    solution = solve_model(market(), time_limit_s=5.0, threads=1)
    assert solution.values is not None
    return solution.values


@pytest.mark.parametrize("beside", [True, False])
def test_a_solve_goes_on_from_better_values_that_it_is_handed(
    good_values: np.ndarray, *, beside: bool
) -> None:
    control = SolveControl()
    control.offer(np.zeros(200))
    control.offer(good_values)
    solve = partial(solve_model, market(), time_limit_s=0.7, threads=1)
    assert solve().objective_value < market().objective @ good_values
    if beside:
        with ThreadPoolExecutor(1) as pool:
            solution = pool.submit(solve, control=control).result()
    else:
        solution = solve(control=control)
    assert control.taken() is None
    assert solution.objective_value >= market().objective @ good_values
    assert solution.status == "stopped by time"


def test_a_missing_solver_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulp.HiGHS, "available", lambda _: False)
    with pytest.raises(SolverError, match="pip install highspy"):
        solve_model(knapsack("maximise"))


def fails(_: object, __: object) -> None:
    raise pulp.PulpSolverError("killed")


def leaves(_: object, problem: pulp.LpProblem) -> None:
    problem.solverModel.setOptionValue("simplex_iteration_limit", 0)
    problem.solverModel.setOptionValue("presolve", "off")
    problem.solverModel.run()


@pytest.mark.parametrize(
    ("call", "said"), [(fails, "HiGHS failed: killed"), (leaves, "ended with Iteration limit")]
)
def test_a_failing_solver_is_said(
    call: Callable[[object, pulp.LpProblem], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulp_model._Solver, "callSolver", call)
    with pytest.raises(SolverError, match=said):
        solve_model(knapsack("maximise", whole=False))


@pytest.mark.parametrize("sense", ["maximise", "minimise"])
def test_running_out_of_memory_is_a_way_to_end(
    sense: Sense, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        highspy.Highs, "getModelStatus", lambda _: highspy.HighsModelStatus.kMemoryLimit
    )
    assert solve_model(knapsack(sense)).status == "stopped by memory"


def test_what_progress_raises_comes_out_as_it_is() -> None:
    def fails(_: float, __: float) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        solve_model(market(), time_limit_s=60.0, threads=1, progress=fails)


def test_ctrl_c_in_progress_ends_the_solve_with_what_was_found() -> None:
    def pressed(_: float, __: float) -> None:
        raise KeyboardInterrupt

    solution = solve_model(market(), time_limit_s=60.0, threads=1, progress=pressed)
    assert solution.status == "stopped by user"
    assert solution.values is not None
    assert solution.objective_value <= solution.bound < np.inf


def test_a_lack_of_memory_ends_the_solve_with_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pulp_model, "solve_through_pulp", none_left)
    solution = solve_model(knapsack("maximise"), start=np.zeros(14))
    assert (solution.status, solution.objective_value) == ("stopped by memory", 0.0)
    assert solution.bound == np.inf
