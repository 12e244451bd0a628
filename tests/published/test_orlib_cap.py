"""OR-Library's capacitated warehouse location problems (Beasley 1988) with 16 sites: published optima, proven.

They share sites, demand and ways (cap41, beside this file), and differ in capacity and opening cost.
"""

from pathlib import Path

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.capacitated_facility_location import CapacitatedFacilityLocation
from sitings import siting

OPTIMA = {
    "cap41": (5_000, 7_500, 1_040_444.375),
    "cap42": (5_000, 12_500, 1_098_000.450),
    "cap43": (5_000, 17_500, 1_153_000.450),
    "cap44": (5_000, 25_000, 1_235_500.450),
    "cap51": (10_000, 17_500, 1_025_208.225),
    "cap61": (15_000, 7_500, 932_615.750),
    "cap62": (15_000, 12_500, 977_799.400),
    "cap63": (15_000, 17_500, 1_014_062.050),
    "cap64": (15_000, 25_000, 1_045_650.250),
}
"""By instance the capacity of a site, the cost of opening one, and the optimum (OR-Library, capopt)."""


def instance(capacity: float, opening_cost: float) -> Siting:
    numbers = (Path(__file__).parent / "orlib_cap41.txt").read_text().split()
    sites, cells = int(numbers[0]), int(numbers[1])
    fixed = np.array(numbers[3 : 2 + 2 * sites : 2], dtype=float)
    rows = np.array(numbers[2 + 2 * sites :], dtype=float).reshape(cells, 1 + sites)
    people = rows[:, 0]
    # A cost is for the whole demand of a customer: of one person it is a minute's worth.
    return siting(
        60.0 * rows[:, 1:] / people[:, None],
        people,
        limit=1e9,
        opening_cost=np.where(fixed > 0, opening_cost, 0.0),
        capacity=np.full(sites, float(capacity)),
    )


@pytest.mark.parametrize("name", OPTIMA)
def test_the_published_optimum_is_met(name: str) -> None:
    capacity, opening_cost, optimum = OPTIMA[name]
    objective = CapacitatedFacilityLocation(cost_per_person_min=1.0)
    answer = objective.answer(instance(capacity, opening_cost), Effort(threads=1))
    assert answer.status == "optimal"
    # Ways are kept in single precision.
    assert answer.objective_value == pytest.approx(optimum, rel=1e-7)
