import pulp
import pytest
from halfhour.optimize.solver import solve_linear_program


def knapsack(sense: int) -> pulp.LpProblem:
    problem = pulp.LpProblem("knapsack", sense)
    take = problem.add_variable_dicts("take", range(4), 0, 1, pulp.LpBinary)
    problem += pulp.lpSum((i + 1.0) * take[i] for i in range(4))
    if sense == pulp.LpMaximize:
        problem += pulp.lpSum(take.values()) <= 2
    else:
        problem += pulp.lpSum(take.values()) >= 2
    return problem


@pytest.mark.parametrize(("sense", "bound"), [(pulp.LpMaximize, 7.0), (pulp.LpMinimize, 3.0)])
def test_the_bound_has_the_problem_s_own_sign(sense: int, bound: float) -> None:
    solution = solve_linear_program(knapsack(sense))
    assert solution.status == "optimal"
    assert solution.has_values
    assert solution.bound == pytest.approx(bound)


def test_infeasible_is_said() -> None:
    problem = knapsack(pulp.LpMaximize)
    problem += pulp.lpSum(problem.variables()) >= 3
    solution = solve_linear_program(problem)
    assert solution.status == "infeasible"
    assert not solution.has_values


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    solve_linear_program(knapsack(pulp.LpMaximize))
    assert capfd.readouterr().out == ""


def test_a_time_limit_without_a_solution_is_not_optimal() -> None:
    problem = pulp.LpProblem("hard", pulp.LpMaximize)
    take = problem.add_variable_dicts("take", range(400), 0, 1, pulp.LpBinary)
    weights = [(7919 * i) % 9973 + 1.0 for i in range(400)]
    problem += pulp.lpSum(w * take[i] for i, w in enumerate(weights))
    for k in range(40):
        problem += pulp.lpSum(((i * (k + 3)) % 97) * take[i] for i in range(400)) <= 4000 + k
    solution = solve_linear_program(problem, time_limit_s=0.01)
    assert solution.status == "stopped by time"
    assert solution.bound >= 0
