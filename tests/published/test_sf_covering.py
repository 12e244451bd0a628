"""San Francisco's stores: the published optima of set covering and maximal covering."""

import csv
import dataclasses

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.covering.maximal import maximal_covering
from halfhour.optimize.objectives.set_covering import SetCovering
from shared_cases import shared_case
from sitings import siting

EFFORT = Effort(threads=1)


def stores(limit_m: float) -> Siting:
    folder = shared_case("sf_store_spopt")
    with (folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open() as file:
        people = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    row_of = {name: row for row, name in enumerate(sorted(people))}
    names = sorted({row["name"] for row in rows})
    costs = np.full((len(people), len(names)), np.inf)
    for row in rows:
        costs[row_of[row["DestinationName"]], names.index(row["name"])] = float(row["distance"])
    problem = siting(costs, np.array([people[name] for name in row_of]), limit=limit_m)
    return dataclasses.replace(problem, candidate_names=tuple(names))


@pytest.mark.parametrize(
    ("limit_m", "fixed", "sites"),
    [(5000.0, [], 8), (8000.0, [], 3), (8000.0, ["Store_3", "Store_7"], 4)],
)
def test_fewest_stores_for_everybody(limit_m: float, fixed: list[str], sites: int) -> None:
    problem = stores(limit_m)
    must = np.isin(problem.candidate_names, fixed)
    answer = SetCovering().answer(dataclasses.replace(problem, must_open=must), EFFORT)
    assert answer.status == "optimal"
    assert must.sum() == len(fixed)
    assert answer.objective_value == answer.bound == sites


PEOPLE = [448255, 671938, 791499, 875247, 927402, 941462, 950428, 955113]


@pytest.mark.parametrize(("count", "people"), list(enumerate(PEOPLE, start=1)))
def test_most_people_with_so_many_stores(count: int, people: int) -> None:
    problem = stores(5000.0)
    answer = maximal_covering(problem.reach(), problem.people, max_new=count, effort=EFFORT)
    assert answer.status == "optimal"
    assert answer.objective_value == answer.bound == people
