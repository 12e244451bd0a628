"""People within AccessMod's own travel times, counted by an access rule.

AccessMod's demo (South Dakota) gives a raster of seconds to the nearest facility and one of people.
"""

import numpy as np
import pandas as pd
import pytest
import rasterio
from halfhour.coverage.assessment import assess
from halfhour.coverage.rules.evidence import AccessKey
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.raster import read_raster
from halfhour.geo.travel.times_table import travel_times_from_table
from shared_cases import shared_case
from ten_cells import evidence, facilities, only, standards
from towns import sites_at

EXPECTED = {1800: 99_775, 3600: 100_498, 7200: 100_507}


@pytest.fixture(scope="module")
def hills():
    folder = shared_case("accessmod_blackhills")
    people = read_raster(Layer(file=folder / "base/population__demo/population__demo.tif"))
    demand = people.set_index("cell_id")
    with rasterio.open(
        folder / "analysis/cumulative_cost__demo/cumulative_cost__demo.tif"
    ) as raster:
        seconds = raster.read(1, masked=True).filled(np.nan).astype(float)
    place = demand.index.to_series().str.extract(r"r(\d+)c(\d+)").astype(int)
    cost = seconds[place[0], place[1]]
    known = np.isfinite(cost)
    pairs = pd.DataFrame({"cell_id": demand.index[known], "site_id": "e0", "cost": cost[known]})
    sites = sites_at([(-103.8, 44.4)]).to_crs(demand.crs)
    times = travel_times_from_table(demand, sites, pairs, limit_min=120)
    # The wholes that the published figures are of.
    assert demand["residents"].sum() == 103_310
    assert int((seconds <= 1800).sum()) == 164_343
    return demand, times


@pytest.mark.parametrize("limit_s", EXPECTED)
def test_people_within_the_published_times(hills, tmp_path, limit_s) -> None:
    demand, times = hills
    minutes = limit_s / 60
    plan = standards(
        tmp_path,
        f"kind: access\nservice: clinic\ngroup: residents\nminutes: {minutes:g}\ntarget: 97 %\n",
    )
    state = assess(times, limit_min=limit_s / 60).cells
    frame = state.assign(minutes=state["cost"] / 60)[["served", "minutes", "site_id", "reason"]]
    study = evidence(
        cells=pd.DataFrame({"residents": demand["residents"]}),
        units={},
        facilities={"clinic": facilities([("e0", "room")], "id tier")},
        access={AccessKey("clinic", (), minutes, ""): frame},
    )
    row = only(plan.rules[0].evaluate(study, plan), "all")
    assert row["figure"] * 103_310 == pytest.approx(EXPECTED[limit_s], abs=1e-6)
    assert row["passed"] == (EXPECTED[limit_s] >= 0.97 * 103_310)
    assert row["shortfall"] == pytest.approx(max(0, 0.97 * 103_310 - EXPECTED[limit_s]))
