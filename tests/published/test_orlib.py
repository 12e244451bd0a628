"""The OR-Library's p-median instances (Beasley): published p-median and p-center optima, proven."""

import csv

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.p_median import PMedian
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shared_cases import shared_case
from sitings import siting

SMALL = [1, 3, 5, 7, 9, 11, 13, 15]
LARGE = list(range(17, 40, 2))

INSTANCES = [
    *(pytest.param(f"pmed{k}") for k in SMALL),
    *(pytest.param(f"pmed{k}", marks=pytest.mark.prove) for k in LARGE),
]


def instance(name: str) -> tuple[Siting, dict[str, str]]:
    folder = shared_case("orlib_pmed_odd")
    with (folder / "optima.csv").open() as file:
        published = {row["instance"]: row for row in csv.DictReader(file)}[name]
    edges = np.loadtxt(folder / f"{name}.txt", skiprows=1, dtype=int)
    # Of an edge listed twice the last cost counts.
    cost = {(min(i, j) - 1, max(i, j) - 1): c for i, j, c in edges.tolist()}
    ends, n = np.array(list(cost)), int(published["n"])
    graph = csr_array((np.array(list(cost.values()), float), tuple(ends.T)), shape=(n, n))
    way = dijkstra(graph, directed=False)
    return siting(way, np.ones(n), limit=1.0, max_new=int(published["p"])), published


@pytest.mark.parametrize("name", INSTANCES)
def test_p_median(name: str) -> None:
    problem, published = instance(name)
    answer = PMedian().answer(problem, Effort(threads=1))
    assert answer.status == "optimal"
    total = answer.objective_value * len(problem.people)
    assert total == pytest.approx(float(published["pmedian_optimum"]), rel=1e-9)
    assert answer.bound == answer.objective_value


@pytest.mark.parametrize("name", INSTANCES)
def test_p_center(name: str) -> None:
    problem, published = instance(name)
    answer = PCenter().answer(problem, Effort(threads=1))
    assert answer.status == "optimal"
    assert answer.objective_value == float(published["pcenter_optimum"])
    assert answer.bound == answer.objective_value
