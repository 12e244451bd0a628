import numpy as np
import pyproj
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.crs import (
    WGS84,
    choose_metric_crs,
    degrees_outside,
    from_degrees,
    require_area_of_use,
    require_metric_crs,
    to_degrees,
    transformer,
)


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
    west, south, east, north = bounds
    assert choose_metric_crs([west, east], [south, north]).to_epsg() == epsg


def test_bounds_that_are_not_degrees_are_refused() -> None:
    with pytest.raises(InputError, match="are not longitudes and latitudes in degrees") as caught:
        choose_metric_crs([500_000, 600_000], [4_000_000, 4_100_000])
    assert caught.value.faults[0].value == "500000 to 600000, 4e+06 to 4.1e+06"
    with pytest.raises(InputError, match="lie outside every UTM zone"):
        choose_metric_crs([0.0], [89.0])


def test_one_far_place_moves_nothing() -> None:
    lon, lat = [119.5, 119.6, 119.7, 0.0], [39.9, 39.9, 39.9, 0.0]
    assert choose_metric_crs(lon, lat).to_epsg() == 4549
    # Two places, of which one has the people.
    assert choose_metric_crs([119.5, 0.0], [39.9, 0.0], weights=[1000, 1]).to_epsg() == 4549


def test_islands_on_both_sides_of_180_degrees_are_near_each_other() -> None:
    # Fiji: Suva, Labasa, Taveuni and Vanua Balavu. EPSG:3460 is Fiji's own grid.
    lon, lat = [178.44, 179.37, -179.98, -178.95], [-18.14, -16.43, -16.84, -17.24]
    for order in (slice(None), slice(None, None, -1)):
        crs = choose_metric_crs(lon[order], lat[order])
        assert crs.to_epsg() == 32760
    ours = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    theirs = pyproj.Transformer.from_crs(4326, 3460, always_xy=True).transform(lon, lat)
    for first in range(4):
        for second in range(first):
            apart_m = [
                np.hypot(x[first] - x[second], y[first] - y[second]) for x, y in (ours, theirs)
            ]
            assert apart_m[0] == pytest.approx(apart_m[1], rel=0.005)


@pytest.mark.parametrize(
    ("epsg", "lon", "lat", "outside"),
    [
        (32650, 119.5, 39.9, 0.0),  # 114 to 120 degrees east
        (32650, 123.0, 39.9, 3.0),
        (32650, 119.5, -2.0, 2.0),
        (32733, 119.5, 39.9, 101.5),
        (3460, 179.5, -17.0, 0.0),  # from 176.81 east to 178.15 west
        (3460, -179.0, -17.0, 0.0),
        (4326, -179.0, -17.0, 0.0),
    ],
)
def test_degrees_outside_the_area_of_use(epsg: int, lon: float, lat: float, outside: float) -> None:
    found = float(degrees_outside(pyproj.CRS.from_epsg(epsg), lon, lat))
    assert found == pytest.approx(outside, abs=0.01)


def test_a_crs_of_another_part_of_the_world_is_refused() -> None:
    beside = pyproj.CRS.from_epsg(25832)  # 6 to 12 degrees east, used in all of Germany
    require_area_of_use(beside, 13.4, 48.6, what="study.yaml")
    with pytest.raises(InputError) as caught:
        require_area_of_use(pyproj.CRS.from_epsg(32733), 119.5, 39.9, what="study.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == (
        "study.yaml",
        "crs",
        "WGS 84 / UTM zone 33S",
    )
    assert "most places lie 102 degrees outside, near longitude 119.5, latitude 39.9" in fault.cause
    assert "crs: auto" in fault.fix


@pytest.mark.parametrize(
    ("crs", "cause"),
    [
        (None, "has no coordinate reference system"),
        ("EPSG:4326", "is not in metres"),
        ("EPSG:3857", "stretches lengths"),
        ("EPSG:2263", "is not in metres"),  # New York, feet
        ("EPSG:none", "is not a known"),
        ("EPSG:5703", "is a Vertical CRS, which says no place on the ground"),
        ("EPSG:4978", "is a Geocentric CRS, which says no place on the ground"),
    ],
)
def test_a_crs_that_is_not_metric_is_refused(crs: str | None, cause: str) -> None:
    with pytest.raises(InputError, match=cause):
        require_metric_crs(crs, what="roads.gpkg")


def test_a_pair_of_crs_has_one_transformer_and_its_way_back() -> None:
    metric = pyproj.CRS.from_epsg(4549)
    assert transformer(metric, WGS84) is to_degrees(pyproj.CRS.from_user_input("EPSG:4549"))
    assert to_degrees(metric) is not from_degrees(metric)
    direct = pyproj.Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)
    assert to_degrees(metric).transform(512_000.0, 4_400_000.0) == direct.transform(
        512_000.0, 4_400_000.0
    )
    there = from_degrees(metric).transform(*direct.transform(512_000.0, 4_400_000.0))
    assert there == pytest.approx((512_000.0, 4_400_000.0), abs=1e-4)
