import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.catchments import catchments
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from towns import demand_at, grid_town, place, sites_at


def town(**options):
    # Three cells near e0, one of them empty of residents, one near e1, one beyond every limit.
    spots = [place(0, 0), place(1, 0), place(0, 1), place(5, 5), place(2.5, 3)]
    demand = demand_at(spots, [10, 20, 0, 40, 80])
    demand["elderly"] = [1.0, 2.0, 3.0, 4.0, 5.0]
    sites = sites_at([place(0, 0), place(5, 5), place(60, 60)])
    return travel_times(demand, sites, grid_town(), **options)


def test_each_cell_counts_for_its_nearest_open_site() -> None:
    assessment = assess(town(limit_min=60), limit_min=10)
    table = catchments(assessment)
    assert table.index.tolist() == ["e0", "e1", "e2"]
    assert table["cells"].tolist() == [3, 1, 0]
    assert table["people"].tolist() == [30, 40, 0]
    assert table["people_residents"].tolist() == [30, 40, 0]
    assert table["people_elderly"].tolist() == [6, 4, 0]
    minutes = assessment.cells["cost"].to_numpy() / 60
    assert table.loc["e0", "mean_min"] == pytest.approx((10 * minutes[0] + 20 * minutes[1]) / 30)
    # Nobody of the group lives in the third cell, which is the farther one.
    assert minutes[2] > minutes[1]
    assert table.loc["e0", "worst_min"] == pytest.approx(minutes[1])
    assert table.loc["e2", ["mean_min", "worst_min"]].isna().all()
    elderly = catchments(assess(town(limit_min=60), limit_min=10, group="elderly"))
    assert elderly.loc["e0", "worst_min"] == pytest.approx(minutes[2])


@pytest.mark.parametrize("limit_min", [5, 10, 30, 60])
def test_catchments_add_up_to_the_people_served(limit_min: float) -> None:
    assessment = assess(town(limit_min=60), limit_min=limit_min)
    table = catchments(assessment)
    assert table["people"].sum() == assessment.people_served
    assert table["cells"].sum() == assessment.cells["served"].sum()


def test_distances_are_in_metres_and_no_site_makes_no_row() -> None:
    times = town(limit_m=2000)
    table = catchments(assess(times))
    assert {"mean_m", "worst_m"} <= set(table.columns)
    assert np.nanmax(table["worst_m"]) <= 2000
    assert len(catchments(assess(times, open_sites=[]))) == 0


@pytest.mark.parametrize("assignment", ["system", "closest"])
def test_with_places_catchments_are_the_flows(assignment: str) -> None:
    times = town(limit_min=60)
    times = dataclasses.replace(times, sites=times.sites.assign(capacity=[12.0, 9.0, 50.0]))
    rule = ServiceCapacity(assignment=assignment, need={"residents": 0.5})
    assessment = assess(times, capacity=rule)
    table = catchments(assessment)
    assert table["people"].to_numpy() == pytest.approx(assessment.sites["people"].to_numpy())
    assert table["people"].sum() == pytest.approx(assessment.people_served)
    # By hand, flow by flow.
    minutes = times.costs.todense() / 60
    for site_id, row in table.iterrows():
        flows = assessment.flows["people"]
        own = flows[flows.index.get_level_values(1) == site_id].droplevel(1)
        at = times.demand.index.get_indexer(own.index)
        took = minutes[at, times.sites.index.get_loc(site_id)]
        assert row["cells"] == len(own)
        if len(own):
            assert row["mean_min"] == pytest.approx((own.to_numpy() @ took) / own.sum(), rel=1e-6)
            assert row["worst_min"] == pytest.approx(took.max())
        living = times.demand.loc[own.index]
        part = own / living["residents"]
        assert row["people_elderly"] == pytest.approx((living["elderly"] * part).sum())
        assert row["people_residents"] == pytest.approx(row["people"])
