"""The people of the made-up town, from servers of every kind, against the raster read directly."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import yaml
from file_server import FileServer, part, send, serving, status, whole
from halfhour.common.errors import InputError
from halfhour.data.osm.bounds import FetchBounds
from halfhour.data.osm.fetch import fetch_place
from halfhour.data.osm.people.source import PeopleSource
from halfhour.data.tables.population import read_population
from osm_server import OsmServer
from osm_town import TOWN
from people_raster import NODATA, country, north_up, places, raster_bytes

WORLDPOP = (
    "/GIS/Population/Global_2015_2030/R2025A/2020/BRA/v1/100m/constrained/"
    "bra_pop_2020_CN_100m_R2025A_v1.tif"
)
FILE = "/people.tif"


@pytest.fixture
def files(no_waiting: None):
    values, transform = country()
    with serving({FILE: raster_bytes(values, transform)}) as running:
        yield running


def inside_directly(margin_deg: float = 0.0) -> float:
    """Return the people of the pixels whose centre lies in the town, without our readers."""
    values, transform = country()
    rows, columns = np.indices(values.shape)
    x, y = places(transform, columns + 0.5, rows + 0.5)
    west, south, east, north = TOWN.buffer(margin_deg, join_style="mitre").bounds
    inside = (x > west) & (x < east) & (y > south) & (y < north) & (values != NODATA)
    return float(values[inside].sum(dtype=float))


def corner(raster: rasterio.DatasetReader) -> tuple[int, int]:
    """Return the column and row of the country where a raster begins."""
    return round((raster.transform.c - 9.5) * 1200), round((0.5 - raster.transform.f) * 1200)


def fetch(server: OsmServer, folder: Path, people: PeopleSource, **options: object):
    return fetch_place("Town", folder, **server.urls, people=people, **options)


def of_file(files: FileServer, **options: object) -> PeopleSource:
    return PeopleSource(name=f"{files.url}{FILE}", **options)


def test_people_are_those_of_a_direct_read(server, files, tmp_path):
    report = fetch(server, tmp_path / "town", of_file(files, year=2020))
    assert report.people is not None
    assert report.people.residents == pytest.approx(inside_directly(), rel=1e-9)
    assert report.people.whole_place
    assert "add people.csv" not in str(report)
    assert "people: " in str(report)
    people = read_population(tmp_path / "town" / "people.tif")
    assert people["residents"].sum() == pytest.approx(report.people.residents_in_window)
    study = yaml.safe_load((tmp_path / "town" / "study.yaml").read_text(encoding="utf-8"))
    assert study["people"]["file"] == "people.tif"
    assert study["people"]["year"] == 2020


def test_pixels_are_kept_as_they_are(server, files, tmp_path):
    fetch(server, tmp_path / "town", of_file(files), margin_m=3000)
    values, _ = country()
    with rasterio.open(tmp_path / "town" / "people.tif") as raster:
        assert raster.nodata == NODATA
        assert raster.dtypes == ("float32",)
        column, row = corner(raster)
        height, width = raster.shape
        expected = values[row : row + height, column : column + width]
        assert (raster.read(1) == expected).all()
        # The boundary with three kilometres, and not much more.
        assert raster.bounds.left == pytest.approx(10 - 3000 / 111_320, abs=0.002)
        assert raster.bounds.top == pytest.approx(0.02 + 3000 / 110_574, abs=0.002)
    assert (expected == NODATA).any()


def test_only_a_part_is_read(server, no_waiting, tmp_path):
    values, transform = country(3000)
    with serving({FILE: raster_bytes(values, transform)}) as files:
        fetch(server, tmp_path / "town", of_file(files))
        assert files.bytes_asked < len(files.files[FILE]) / 4
        assert all(said for _, said in files.asked)


def test_sources_are_told(server, files, tmp_path):
    fetch(server, tmp_path / "town", of_file(files, year=2018))
    text = (tmp_path / "town" / "SOURCES.txt").read_text(encoding="utf-8")
    assert f"address: {files.url}{FILE}" in text
    assert "year: 2018" in text
    assert "last modified: Wed, 01 Jan 2025" in text
    assert "ODbL 1.0" in text
    assert "licence: not known" in text
    assert len(re.findall(r"fetched: \d{4}-\d\d-\d\d\n", text)) == 6
    for path in (tmp_path / "town").glob("*.gpkg"):
        assert f"{path.name}\n" in text
    assert f"{inside_directly():,.1f} inside the boundary" in text


def test_worldpop_by_the_country_of_nominatim(server, files, tmp_path):
    server.data.places["Town"]["address"] = {"country_code": "br", "state": "São Paulo"}
    files.files[WORLDPOP] = files.files[FILE]
    source = PeopleSource(name="worldpop", server=files.url)
    report = fetch(server, tmp_path / "town", source)
    assert {path for path, _ in files.asked} == {WORLDPOP}
    assert report.people.residents == pytest.approx(inside_directly())
    study = yaml.safe_load((tmp_path / "town" / "study.yaml").read_text(encoding="utf-8"))
    assert study["credits"].endswith("people WorldPop 2020 (CC BY 4.0)")
    sources = (tmp_path / "town" / "SOURCES.txt").read_text(encoding="utf-8")
    assert "WP00839" in sources


def test_worldpop_without_a_country(server, tmp_path):
    with pytest.raises(InputError, match="names no country"):
        fetch(server, tmp_path / "town", PeopleSource(name="worldpop"))
    assert server.queries == []
    report = fetch(server, tmp_path / "town", PeopleSource(name="auto"))
    assert report.people is None
    assert "names no country" in str(report)
    assert "add people.csv" in str(report)


def zipped(raster: bytes, name: str = "tile.tif") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read me.txt", "of a tile")
        archive.writestr(name, raster)
    return packed.getvalue()


def tile_path(row: int, column: int) -> str:
    product = "GHS_POP_E2020_GLOBE_R2023A_4326_3ss"
    return f"/GHS_POP_GLOBE_R2023A/{product}/V1-0/tiles/{product}_V1_0_R{row}_C{column}.zip"


def test_tiles_of_ghsl_are_joined(server, files, tmp_path):
    # Columns 19 and 20 meet at 9.992, west of the town and inside its margin.
    values, transform = country()
    at = round((9.9920833333 - 9.5) * 1200)
    west = raster_bytes(values[:, :at], transform)
    east = raster_bytes(values[:, at:], north_up(transform.c + at / 1200, 0.5, 1 / 1200))
    files.files |= {tile_path(9, 19): zipped(west), tile_path(9, 20): zipped(east)}
    source = PeopleSource(name="ghsl", server=files.url)
    with pytest.raises(InputError, match=r"zip archive of .* MB.*--whole"):
        fetch(server, tmp_path / "town", source)
    assert server.queries == []
    source = PeopleSource(name="ghsl", server=files.url, whole_files=True)
    report = fetch(server, tmp_path / "town", source)
    assert report.people.residents == pytest.approx(inside_directly(), rel=1e-9)
    assert report.people.whole_place
    with rasterio.open(tmp_path / "town" / "people.tif") as raster:
        assert raster.bounds.left < 9.98
        column, row = corner(raster)
        height, width = raster.shape
        assert (raster.read(1) == values[row : row + height, column : column + width]).all()


def test_a_server_that_gives_no_parts_needs_leave(server, files, tmp_path):
    files.always = whole
    size_mb = len(files.files[FILE]) / 1e6
    with pytest.raises(InputError, match=rf"sent only whole, and has {size_mb:.1f} MB.*--whole"):
        fetch(server, tmp_path / "town", of_file(files))
    assert len(files.asked) == 1
    assert server.queries == []
    assert list(tmp_path.iterdir()) == []
    report = fetch(server, tmp_path / "town", of_file(files, whole_files=True))
    assert report.people.residents == pytest.approx(inside_directly(), rel=1e-9)


def redirecting(handler, body, asked):
    if handler.path == FILE:
        send(handler, 302, b"", Location="/elsewhere.tif")
    else:
        part(handler, body or handler.server.kept, asked)


def test_a_redirect_is_followed(server, files, tmp_path):
    files.files["/elsewhere.tif"] = files.files[FILE]
    files.always = redirecting
    report = fetch(server, tmp_path / "town", of_file(files))
    assert report.people.residents == pytest.approx(inside_directly(), rel=1e-9)


def half(handler, body, asked):
    """Say how much it is, and end in the middle."""
    first, last = asked[0], min(asked[1], len(body) - 1)
    handler.send_response(206)
    handler.send_header("Content-Length", str(last + 1 - first))
    handler.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
    handler.end_headers()
    handler.wfile.write(body[first : first + 1000])
    handler.close_connection = True


def test_a_connection_that_breaks_is_tried_again(server, files, tmp_path):
    files.answers = [half, None, half, half]
    lines = []
    report = fetch(server, tmp_path / "town", of_file(files), report=lines.append)
    assert report.people.residents == pytest.approx(inside_directly(), rel=1e-9)
    assert sum("broke its answer off; asking again in" in line for line in lines) == 3


def test_a_busy_server_is_waited_for_as_long_as_it_asks(server, files, tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    files.answers = [status(429, Retry_After="7"), status(503), None]
    bounds = FetchBounds(busy_wait_s=2)
    fetch(server, tmp_path / "town", of_file(files), bounds=bounds)
    assert waited[:2] == [7, 4]


def other_range(handler, body, asked):
    send(handler, 206, body[1000:2000], Content_Range=f"bytes 1000-1999/{len(body)}")


def no_range(handler, body, asked):
    send(handler, 206, body[asked[0] : asked[1] + 1])


def short(handler, body, asked):
    last = min(asked[1], len(body) - 1)
    send(handler, 206, body[:100], Content_Range=f"bytes {asked[0]}-{last}/{len(body)}")


def changed(handler, body, asked):
    part(handler, body[:-1] + b"x", asked)


def html(handler, body, asked):
    send(handler, 200, b"<html>sign in</html>", Content_Type="text/html; charset=utf-8")


def html_in_parts(handler, body, asked):
    part(handler, b"<html>sign in</html>" * 100, asked)


@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        ([other_range], "sent another part of the file than bytes 0-"),
        ([no_range], "without saying which"),
        ([short], "sent 100 bytes of a part of"),
        ([None, other_range], "sent another part"),
        ([None, changed], "has changed while it was read"),
        ([None, whole], "gave a part of the file before, and now answered 200 OK"),
        ([html], "answered with a web page"),
        ([html_in_parts], "is no GeoTIFF, but begins with '<html>sign in"),
        ([half] * 3, "broke its answer off"),
        ([status(429)] * 3, "answered 429 Too Many Requests each time, 3 times"),
        ([status(403)], "answered 403 Forbidden"),
        ([status(404)], "is not there"),
        ([status(416)], "answered 416"),
        ([status(302, Location="file:///etc/passwd")], "redirects to"),
        ([status(302, Location="/again")] * 6, "redirects more than"),
    ],
)
def test_answers_that_cannot_be_used(server, files, tmp_path, answers, cause):
    files.answers = list(answers)
    with pytest.raises(InputError) as excinfo:
        fetch(server, tmp_path / "town", of_file(files))
    assert cause in str(excinfo.value)
    assert str(excinfo.value).startswith(f"{files.url}{FILE}: ")
    assert "\n" not in str(excinfo.value)
    assert list(tmp_path.iterdir()) == []
    assert server.queries == []


def test_a_slow_server(server, files, tmp_path):
    stopped = threading.Event()
    files.answers = [lambda *_: stopped.wait(2)] * 3
    bounds = FetchBounds(answer_s=0.2, busy_wait_s=0)
    with pytest.raises(InputError, match=r"did not complete its answer within 0\.2 s"):
        fetch(server, tmp_path / "town", of_file(files), bounds=bounds)
    stopped.set()


NOBODY = np.zeros((600, 600), dtype="float32")
HERE = north_up(9.8, 0.2, 1 / 1200)


@pytest.mark.parametrize(
    ("raster", "cause"),
    [
        (raster_bytes(NOBODY + 1, north_up(50, 50, 0.01)), "does not reach to the place"),
        (raster_bytes(NOBODY, HERE), "no records"),
        (raster_bytes(NOBODY - 5, HERE), "is negative"),
        (raster_bytes(NOBODY + 1, HERE)[:300_000], "is no GeoTIFF that can be read"),
        (b"II*\0" + b"\xff" * 5000, "is no GeoTIFF that can be read"),
        (zipped(b"", name="people.txt"), "an archive with 0 GeoTIFFs"),
        (zipped(raster_bytes(NOBODY, HERE))[:-50], "an archive that cannot be read"),
    ],
)
def test_files_that_cannot_be_used(server, files, tmp_path, raster, cause):
    files.files[FILE] = raster
    with pytest.raises(InputError) as excinfo:
        fetch(server, tmp_path / "town", of_file(files, whole_files=True))
    assert cause in str(excinfo.value)
    assert str(excinfo.value).startswith(f"{files.url}{FILE}")


def test_a_raster_that_ends_inside_the_place_is_told(server, files, tmp_path):
    values, transform = country()
    columns = round((10.01 - 9.5) * 1200)
    files.files[FILE] = raster_bytes(values[:, :columns], transform)
    report = fetch(server, tmp_path / "town", of_file(files))
    assert not report.people.whole_place
    assert "ends inside the place" in str(report)


def test_a_raster_of_another_crs(server, files, tmp_path):
    values = np.full((400, 400), 2, dtype="uint16")
    transform = north_up(590_000, 10_020_000, 100)
    files.files[FILE] = raster_bytes(values, transform, crs="EPSG:32732", nodata=0)
    report = fetch(server, tmp_path / "town", of_file(files))
    # 2.226 km by 2.211 km in pixels of a hectare, two people each
    assert report.people.residents == pytest.approx(2 * 222.6 * 221.1 / 100, rel=0.05)
    people = read_population(tmp_path / "town" / "people.tif", crs="EPSG:32732")
    assert people["residents"].sum() == report.people.residents_in_window


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"name": "landscan"}, "is no source of people"),
        ({"name": "ftp://example.org/a.tif"}, "is no source of people"),
        ({"name": "worldpop", "year": 1999}, "choose from 2000 to 2030"),
        ({"name": "ghsl", "year": 2018}, "choose from 1975 to 2030, every 5 years"),
        ({"name": "ghsl", "server": "example.org"}, "is no address on the web"),
    ],
)
def test_sources_that_are_none(options, cause):
    with pytest.raises(InputError, match=cause):
        PeopleSource(**options)
