"""CRSs that titles, headings, remarks and names of files say in words."""

from __future__ import annotations

import pytest
from halfhour.data.headings.named_crs import named_crs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("坐标系：GCJ-02", "gcj02"),
        ("制表：民政局　2024年12月　坐标系：GCJ-02", "gcj02"),
        ("制表：民政局 2024年12月 坐标系:gcj02", "gcj02"),
        ("经度（GCJ-02）", "gcj02"),
        ("注：坐标为火星坐标，取自高德地图坐标拾取器", "gcj02"),
        ("经纬度取自腾讯地图坐标", "gcj02"),
        ("clinics_gcj02", "gcj02"),
        ("百度坐标系（BD-09）", "bd09"),
        ("clinics_bd09ll", "bd09"),
        ("坐标系：WGS 84", "EPSG:4326"),
        ("坐标系统采用CGCS2000", "EPSG:4490"),
        ("坐标系：国家2000大地坐标系，单位：度", "EPSG:4490"),
        ("CRS: EPSG:4490", "EPSG:4490"),
        # Degrees are in no projection, and two names say nothing.
        ("坐标系：CGCS2000 3度带 39带", None),
        ("由 GCJ-02 转为 WGS84", None),
        ("秦皇岛市公共服务设施一览表", None),
        ("统计年份：2000", None),
        ("地址由百度地图核对", None),
        ("北京路卫生站 54 张床", None),
        # Baidu's metres are no degrees.
        ("坐标：bd09mc", None),
        ("", None),
    ],
)
def test_degrees(text: str, expected: str | None) -> None:
    assert named_crs([text], degrees=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("坐标系：CGCS2000 3度带 39带", "EPSG:4527"),
        ("坐标系：CGCS2000 3度带 39带 制表：民政局", "EPSG:4527"),
        ("投影：西安80 中央经线117，单位：米", "EPSG:2384"),
        ("坐标参考系 EPSG:4549", "EPSG:4549"),
        ("单位：米", None),
    ],
)
def test_metres(text: str, expected: str | None) -> None:
    assert named_crs([text], degrees=False) == expected


def test_of_several_texts_all_have_to_agree() -> None:
    assert named_crs(["坐标系：GCJ-02", "经度(火星坐标)"], degrees=True) == "gcj02"
    assert named_crs(["坐标系：GCJ-02", "clinics_wgs84"], degrees=True) is None
