"""San Francisco's stores: the published p-median and p-center optima of four of them."""

import csv

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.p_median import PMedian
from shared_cases import shared_case
from sitings import siting


@pytest.fixture(scope="module")
def stores() -> Siting:
    folder = shared_case("sf_store_spopt")
    with (folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open() as file:
        people = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    names = sorted(people)
    sites = sorted({row["name"] for row in rows})
    costs = np.full((len(names), len(sites)), np.inf)
    for row in rows:
        at = names.index(row["DestinationName"]), sites.index(row["name"])
        costs[at] = float(row["distance"])
    return siting(costs, np.array([people[name] for name in names]), limit=5000.0, max_new=4)


def test_p_median(stores: Siting) -> None:
    answer = PMedian().answer(stores, Effort(threads=1))
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(2982.1268579890657, rel=1e-7)
    assert answer.objective_value * stores.people.sum() == pytest.approx(
        2848268129.7145104, rel=1e-7
    )


def test_p_center(stores: Siting) -> None:
    answer = PCenter().answer(stores, Effort(threads=1))
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(7403.06, abs=0.005)
