from __future__ import annotations

import pytest
from halfhour.common.errors import InputError
from halfhour.maps.basemap.tiles import Tiles, named_tiles
from halfhour.maps.document.offline import CONTENT_SECURITY_POLICY, content_security_policy
from halfhour.maps.plan_page.map import plan_map

XYZ = "/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("url", "crs", "cause"),
    [
        ("ftp://host" + XYZ, "wgs84", "is no address of tiles"),
        ("https://user@host" + XYZ, "wgs84", "is no address of tiles"),
        ("https://host;script-src *" + XYZ, "wgs84", "is no address of tiles"),
        ("https://host/'" + XYZ, "wgs84", "is no address of tiles"),
        ("https://host/{z}/{x}.png", "wgs84", "does not say where"),
        ("https://host/{q}.png", "wgs84", "does not say where"),
        ("https://host/{z}/{x}/{y}/{key}", "wgs84", "does not say where"),
        ("https://tiles.example" + XYZ, None, "is not known for tiles.example"),
        ("https://tiles.example" + XYZ, "bd09", "is not known"),
        ("https://wprd0{s}.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}", "wgs84", "GCJ-02"),
        ("https://rt{s}.map.gtimg.com/tile?z={z}&x={x}&y={-y}", "wgs84", "GCJ-02"),
        ("https://mt1.google.cn/vt?x={x}&y={y}&z={z}", "wgs84", "GCJ-02"),
        ("https://maponline0.bdimg.com/tile/?x={x}&y={y}&z={z}", "gcj02", "BD-09"),
        ("https://maponline0.BDIMG.com/tile/?x={x}&y={y}&z={z}", "wgs84", "BD-09"),
    ],
)
def test_wrong_addresses_and_shifts_are_refused(url, crs, cause):
    with pytest.raises(InputError, match=cause):
        Tiles(url=url, crs=crs)


@pytest.mark.parametrize(
    ("url", "crs", "shifted"),
    [
        ("https://webrd0{s}.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}", None, True),
        ("https://mt1.google.cn/vt?x={x}&y={y}&z={z}", "gcj02", True),
        ("https://tiles.example" + XYZ, "gcj02", True),
        ("https://tiles.example" + XYZ, "wgs84", False),
        ("https://tile.openstreetmap.org" + XYZ, None, False),
        # No server of Tencent, though its name ends alike.
        ("https://notqq.com" + XYZ, "wgs84", False),
    ],
)
def test_known_servers_say_how_their_tiles_are_drawn(url, crs, shifted):
    assert Tiles(url=url, crs=crs).shifted is shifted


def test_hosts_are_servers_alone():
    tiles = Tiles(url="http://t{s}.example:8080/a/{z}/{x}/{y}?k=1", crs="wgs84", servers="01")
    assert tiles.hosts == ("http://t0.example:8080", "http://t1.example:8080")
    assert tiles.title == "t0.example"


def test_tianditu_needs_a_key_and_comes_with_names():
    tiles = named_tiles("tianditu", key="0123abc")
    assert len(tiles.urls) == 2
    assert all(url.endswith("tk=0123abc") for url in tiles.urls)
    assert not tiles.shifted
    assert len(tiles.hosts) == 8
    for key in ("", "a b", "x&y=1"):
        with pytest.raises(InputError, match="key"):
            named_tiles("tianditu", key=key)


def test_unknown_names_and_zooms_are_refused():
    with pytest.raises(InputError, match="no tiles of this name"):
        named_tiles("openstreetmaps")
    with pytest.raises(InputError, match="zoom_max"):
        Tiles(url="https://tile.openstreetmap.org" + XYZ, zoom_max=99)


def test_the_policy_names_the_servers_and_stays_strict(town):
    policy = content_security_policy(["https://a.example"])
    assert "img-src data: https://a.example;" in policy
    assert policy.replace(" https://a.example", "") == CONTENT_SECURITY_POLICY
    html = plan_map(town.plan, tiles=named_tiles("openstreetmap")).html()
    assert "img-src data: https://tile.openstreetmap.org;" in html
    assert "https://tile" not in plan_map(town.plan).html()
