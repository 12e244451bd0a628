import numpy as np
import pytest
from halfhour.maps.document.leaflet import corners_of
from halfhour.maps.plan_page.map import plan_map


@pytest.mark.parametrize(
    ("lonlat_deg", "corners"),
    [
        ([[119.5, 39.9]], [[39.9, 119.5], [39.9, 119.5]]),
        ([[119.5, 40.1], [119.7, 39.9]], [[39.9, 119.5], [40.1, 119.7]]),
        ([[179.9, -17.0], [-179.8, -16.5]], [[-17.0, 179.9], [-16.5, 180.2]]),
        ([[-179.8, -16.5], [179.9, -17.0]], [[-17.0, -180.1], [-16.5, -179.8]]),
    ],
)
def test_corners_hold_all_points_on_one_side_of_the_world(lonlat_deg, corners):
    found = corners_of(np.array(lonlat_deg))
    assert np.array(found) == pytest.approx(np.array(corners))


@pytest.mark.browser
def test_the_first_view_does_not_undo_the_next(open_page, town):
    page = open_page(plan_map(town.plan))
    page.evaluate("halfhour.map.setView([39.95, 119.65], 14, { animate: false })")
    page.wait_for_timeout(600)
    where = page.evaluate(
        "[halfhour.map.getCenter().lat, halfhour.map.getCenter().lng, halfhour.map.getZoom()]"
    )
    assert where == pytest.approx([39.95, 119.65, 14], abs=1e-3)
