import pytest
from halfhour.common.errors import InputError
from halfhour.geo.crs import choose_metric_crs, require_metric_crs


@pytest.mark.parametrize(
    ("bounds", "epsg"),
    [
        ((119.0, 39.4, 119.9, 40.6), 4549),  # Qinhuangdao: CGCS2000, central meridian 120 E
        ((113.7, 29.9, 115.1, 31.4), 4547),  # Wuhan: 114 E
        ((-46.7, -23.6, -46.5, -23.4), 32723),  # Sao Paulo: UTM 23 S
        ((7.40, 43.72, 7.44, 43.75), 32632),  # Monaco: UTM 32 N
        ((126.8, 37.4, 127.2, 37.7), 32652),  # Seoul lies in the meridians of China, not in China
    ],
)
def test_the_crs_is_chosen_from_the_data(
    bounds: tuple[float, float, float, float], epsg: int
) -> None:
    assert choose_metric_crs(bounds).to_epsg() == epsg


def test_bounds_that_are_not_degrees_are_refused() -> None:
    with pytest.raises(InputError, match="is not west, south, east, north in degrees"):
        choose_metric_crs((500_000, 4_000_000, 600_000, 4_100_000))


@pytest.mark.parametrize(
    ("crs", "cause"),
    [
        (None, "has no coordinate reference system"),
        ("EPSG:4326", "is not in metres"),
        ("EPSG:3857", "stretches lengths"),
        ("EPSG:2263", "is not in metres"),  # New York, feet
        ("EPSG:none", "is not a known"),
    ],
)
def test_a_crs_that_is_not_metric_is_refused(crs: str | None, cause: str) -> None:
    with pytest.raises(InputError, match=cause):
        require_metric_crs(crs, what="roads.gpkg")
