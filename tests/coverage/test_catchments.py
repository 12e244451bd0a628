import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.catchments import catchments
from halfhour.geo.travel.road_times import travel_times
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
