"""The causes of tracebacks, hangs and silent acceptances that were ever seen, each by its name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fuzz_readers import READERS
from halfhour import InputError

Change = Callable[[bytes], bytes]
GBK = "西县".encode("gbk")
BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefghi")
)
MOON = (
    'GEOGCS["Moon",DATUM["Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference",0],'
    'UNIT["degree",0.0174532925199433]]'
)


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What was seen: a reader, what spoils which of its files, and what the message says."""

    reader: str
    change: Change
    told: tuple[str, ...]
    file: str = ""


def to(old: bytes | str, new: bytes | str) -> Change:
    """Return a change of one piece of a file."""
    before, after = (one.encode() if isinstance(one, str) else one for one in (old, new))

    def change(data: bytes) -> bytes:
        assert before in data, before
        return data.replace(before, after, 1)

    return change


def whole(data: bytes | str) -> Change:
    """Return a change of a whole file."""
    return lambda _: data.encode() if isinstance(data, str) else data


def geometry(kind: str, coordinates: object) -> Change:
    """Return a change of the first geometry of a GeoJSON file."""

    def change(data: bytes) -> bytes:
        tree = json.loads(data)
        tree["features"][0]["geometry"] = {"type": kind, "coordinates": coordinates}
        return json.dumps(tree).encode()

    return change


def many_pixels(data: bytes) -> bytes:
    """Return a GeoTIFF that says of itself to be 2,000,000 pixels wide and high."""
    for tag in (b"\0\1", b"\1\1"):
        found = data.index(tag + b"\3\0\1\0\0\0")
        size = (2_000_000).to_bytes(4, "little")
        data = data[:found] + tag + b"\4\0\1\0\0\0" + size + data[found + 12 :]
    return data


def metadata(key: bytes, old: bytes, new: bytes) -> Change:
    """Return a change of one piece of the metadata of a Parquet file."""

    def change(data: bytes) -> bytes:
        table = pq.read_table(io.BytesIO(data))
        known = dict(table.schema.metadata)
        out = pa.BufferOutputStream()
        changed = {**known, key: to(old, new)(known[key])}
        pq.write_table(table.replace_schema_metadata(changed), out)
        return bytes(out.getvalue().to_pybytes())

    return change


def column(name: str, values: pa.Array) -> Change:
    """Return a change of one column of a Parquet file."""

    def change(data: bytes) -> bytes:
        table = pq.read_table(io.BytesIO(data))
        out = pa.BufferOutputStream()
        pq.write_table(table.set_column(table.column_names.index(name), name, values), out)
        return bytes(out.getvalue().to_pybytes())

    return change


RING = [[119.9, 39.9], [120.1, 39.9], [120.1, 40.1], [119.9, 40.1]]
FAR = [[119.9, 39.9], [120.1, 39.9], [120.1, 95.0], [119.9, 39.9]]

CAUSES = {
    "1 GeoJSON that is not UTF-8": Cause(
        reader="units, GeoJSON", change=to("East", GBK), told=("UTF-8", "export it again")
    ),
    "1 FlatGeobuf that is not UTF-8": Cause(
        reader="units, FlatGeobuf", change=to("East", GBK), told=("UTF-8", "export it again")
    ),
    "1 GeoParquet that is not UTF-8": Cause(
        reader="population, GeoParquet",
        change=metadata(b"geo", b"primary", b"\xff"),
        told=("UTF-8", "export it again"),
    ),
    "2 a ring that is not closed": Cause(
        reader="units, GeoJSON", change=geometry("Polygon", [RING]), told=("row 1", "ring")
    ),
    "2 a line of one point": Cause(
        reader="roads, GeoJSON",
        change=geometry("LineString", [[120.0, 40.0]]),
        told=("row 1", "no geometry", "two points"),
    ),
    **{
        f"3 .osm with longitude {value}": Cause(
            reader="roads, .osm", change=to('lon="120.0"', f'lon="{value}"'), told=("correct it",)
        )
        for value in ("999", "abc", "nan")
    },
    "3 .osm with an id that is no number": Cause(
        reader="roads, .osm", change=to('node id="1"', 'node id="x1"'), told=("correct it",)
    ),
    "4 .osm.pbf with tags that are not UTF-8": Cause(
        reader="roads, .osm.pbf", change=to("Street", b"\xff\xfereet"), told=("UTF-8",)
    ),
    "crash: .osm.pbf with a NUL byte in a text": Cause(
        reader="roads, .osm.pbf", change=to("Street", "S\0reet"), told=("town.osm.pbf", "NUL")
    ),
    **{
        f"5 .prj that cannot be read: {what}": Cause(
            reader="units, Shapefile", file="layer.prj", change=whole(data), told=("CRS|read",)
        )
        for what, data in {
            "no text": b"\xff\xfe\0\1",
            "no CRS": b"GEOGCS[",
            "another CRS": b'GEOGCS["x",DATUM["y",SPHEROID["z",0,0]],PRIMEM["p",999],UNIT["u",0]]',
        }.items()
    },
    "5 .prj of another celestial body": Cause(
        reader="units, Shapefile",
        file="layer.prj",
        change=whole(MOON),
        told=("crs", "no way to longitude", "EPSG:4326"),
    ),
    "6 FlatGeobuf without a layer": Cause(
        reader="units, FlatGeobuf", change=lambda data: data[:16], told=("layer.fgb", "read|rec")
    ),
    "7 Parquet with damaged metadata": Cause(
        reader="times, Parquet",
        change=metadata(b"pandas", b'"index_columns"', b"\xff"),
        told=("times.parquet", "cannot be read"),
    ),
    "7 GeoParquet with damaged metadata": Cause(
        reader="population, GeoParquet",
        change=metadata(b"geo", b'"primary_column"', b"\\q"),
        told=("cells.parquet", "cannot be read"),
    ),
    **{
        f"8 study file with {what}": Cause(
            reader="study file", change=to("limit_min: 15", f"limit_min: {value}"), told=told
        )
        for what, value, told in (
            ("5,000 digits", "7" * 5000, ("limit_min", "5,000 digits")),
            ("!!int x", "!!int x", ("limit_min", "number")),
            ("!!timestamp x", "!!timestamp x", ("limit_min", "calendar")),
            ("a lone surrogate", '"\\udfff"', ("limit_min", "U+DFFF")),
            ("nesting of 3,000", "[" * 3000, ("study.yaml",)),
        )
    },
    "8 standards file nested 3,000 deep": Cause(
        reader="standards file", change=whole("a: " + "{a: " * 3000), told=("standards.yaml",)
    ),
    "8 choice with 5,000 digits": Cause(
        reader="choice", change=to('"clinic"', "7" * 5000), told=("choice.json", "no choice")
    ),
    "8 choice nested 3,000 deep": Cause(
        reader="choice", change=whole("[" * 3000), told=("choice.json", "no choice")
    ),
    "9 UTF-16 without a byte order mark": Cause(
        reader="sites, CSV",
        change=lambda data: data.decode().encode("utf-16-le"),
        told=("clinics.csv", "NUL"),
    ),
    "10 a day that does not exist": Cause(
        reader="study file",
        change=to("date: 2026-03-01", "date: 2026-02-30"),
        told=("date = '2026-02-30'", "calendar"),
    ),
    "11 a raster of 2,000,000 x 2,000,000 pixels": Cause(
        reader="population, GeoTIFF", change=many_pixels, told=("people.tif", "pixels|read")
    ),
    "hang: bomb of aliases": Cause(
        reader="study file", change=whole(BOMB), told=("study.yaml", "without end")
    ),
    **{
        f"accepted: limit_min: {value}": Cause(
            reader="study file",
            change=to("limit_min: 15", f"limit_min: {value}"),
            told=("limit_min",),
        )
        for value in ("yes", "12:30", "02020")
    },
    **{
        f"accepted: opened_year {value}": Cause(
            reader="sites, CSV", change=to("2001", value), told=("row 2", "opened_year")
        )
        for value in ("-1", "2001.5", "1e20")
    },
    "accepted: 1e308 people": Cause(
        reader="population, CSV", change=to("400", "1e308"), told=("row 2", "residents")
    ),
    "accepted: a cell at 0,0": Cause(
        reader="population, CSV", change=to("120.0,40.0", "0,0"), told=("row 2", "longitude 0")
    ),
    "unclear: an HTML page for a table": Cause(
        reader="sites, CSV", change=whole("<!DOCTYPE html><html></html>"), told=("web page",)
    ),
    "unclear: NUL bytes for a table": Cause(
        reader="sites, CSV", change=whole(b"\0" * 99), told=("NUL",)
    ),
    "opens another file: a CRS that is a link": Cause(
        reader="units, GeoJSON",
        change=to('{"type"', '{"crs": {"type": "link", "properties": {"href": "x"}}, "type"'),
        told=("crs = 'link'", "not followed"),
    ),
    "opens another file: a virtual layer as GeoJSON": Cause(
        reader="units, GeoJSON", change=whole("<OGRVRTDataSource/>"), told=("XML",)
    ),
    "opens another file: a virtual raster as TIFF": Cause(
        reader="population, GeoTIFF", change=whole("<VRTDataset/>"), told=("cannot be read",)
    ),
    "found by mutation: a column of bytes": Cause(
        reader="population, GeoParquet",
        change=column("residents", pa.array([b"\xff\0", b"7"])),
        told=("row 1", "residents", "not a number"),
    ),
    "found by mutation: a coordinate that is no number": Cause(
        reader="water, GeoJSON",
        change=to("40.1", "NaN"),
        told=("row 1", "no finite number|cannot be read"),
    ),
    "found by mutation: a place that the CRS does not have": Cause(
        reader="water, GeoJSON", change=geometry("Polygon", [FAR]), told=("row 1", "no coordinates")
    ),
}

ELSEWHERE = {
    "12 levels county and County": ("common/written/test_output_names.py", "two_levels_case"),
    "12 a level called geometry": (
        "support/malformed_study.py",
        '"level: county", "level: geometry"',
    ),
    "12 limit_min: 2000": ("support/malformed_study.py", "study: a limit of 2,000 minutes"),
    "13 disk full": (
        "app/results/test_results_trials.py",
        "test_a_full_disk_leaves_the_earlier_results",
    ),
    "13 read-only": (
        "app/results/test_results_trials.py",
        "test_a_folder_that_is_read_only_stays_as_it_is",
    ),
    "13 a file, or a link, where a scenario's folder goes": (
        "app/results/test_results_trials.py",
        "test_what_stands_in_the_way_is_told_in_one_line",
    ),
    "13 a name too long": (
        "app/results/test_results_trials.py",
        "test_scenarios_of_any_name_are_folders_in_out",
    ),
    "14 rich markup in names": ("app/test_cli_names.py", '"Centro [/old]"'),
    "hang: evaluate --year 99999": (
        "app/test_cli_names.py",
        "test_a_year_of_five_digits_is_refused",
    ),
    "accepted: a vertical CRS": ("geo/test_crs.py", '"EPSG:5703"'),
    "accepted: a compound CRS": (
        "data/tables/test_population.py",
        "test_of_a_compound_crs_the_places_on_the_ground_count",
    ),
    "accepted: a CRS of another part of the world": (
        "data/tables/test_population.py",
        "test_a_named_crs_of_another_part_of_the_world_is_refused",
    ),
    "hostile servers: whatever any may do": ("data/osm/test_fetch_hostile_servers.py", "TRANSPORT"),
    "hostile servers: Overpass": ("data/osm/test_fetch_hostile_servers.py", "OVERPASS"),
    "hostile servers: Nominatim": ("data/osm/test_fetch_hostile_servers.py", "PLACES"),
}
"""Causes that no single file holds: by name the file of their test, and what it is called there."""


@pytest.mark.parametrize("where", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_causes_that_no_file_holds_have_a_test(where: tuple[str, str]) -> None:
    path, name = where
    assert name in (Path(__file__).parents[1] / path).read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # what libraries say beside the error
@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_each_cause_is_told(cause: Cause, tmp_path: Path) -> None:
    reader = READERS[cause.reader]
    (tmp_path / "make").mkdir()
    files = dict(reader.seed(tmp_path / "make"))
    spoiled = cause.file or reader.file
    files[spoiled] = cause.change(files[spoiled])
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        reader.read(tmp_path / reader.file)
    said = str(caught.value)
    for words in cause.told:
        assert any(one in said for one in words.split("|")), f"{words!r} is not in {said!r}"


def test_an_id_of_more_digits_than_an_integer_has_is_read(tmp_path: Path) -> None:
    reader = READERS["sites, GeoJSON"]
    (tmp_path / "make").mkdir()
    data = reader.seed(tmp_path / "make")[reader.file]
    for name in (b'"first"', b'"last"'):
        data = data.replace(name, str(10**24 + len(name)).encode())
    path = tmp_path / reader.file
    path.write_bytes(data)
    with pytest.raises(InputError, match="more than once"):  # both are the same as floats
        reader.read(path)
