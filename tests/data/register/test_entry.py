"""What a row of the register may hold."""

import sqlite3
from contextlib import closing
from pathlib import Path

import halfhour as hh
import numpy as np
import pytest
import shapely
from halfhour.data.register.append import append_checks
from halfhour.data.register.read import read_register
from register_rows import entry


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"check_id": ""}, "check_id"),
        ({"service": ""}, "service"),
        ({"time": "yesterday"}, "time"),
        ({"lon": 181.0}, "lon"),
        ({"lat": float("nan")}, "lat"),
        ({"capacity": -1.0}, "capacity"),
        ({"unit": "h"}, "unit"),
        ({"parcel_wkb": b"no geometry"}, "parcel_wkb"),
        ({"parcel_wkb": shapely.to_wkb(shapely.Point(1, 1))}, "parcel_wkb"),
    ],
)
def test_what_cannot_be_kept_is_refused(fields: dict, column: str) -> None:
    with pytest.raises(hh.InputError) as caught:
        entry(**{"check_id": "a", **fields})
    assert [fault.column for fault in caught.value.faults] == [column]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-11-29T10:00:00+08:00", "2026-11-29T02:00:00.000Z"),
        ("2026-11-29T02:00:00Z", "2026-11-29T02:00:00.000Z"),
        ("2026-11-29", "2026-11-29T00:00:00.000Z"),
    ],
)
def test_times_are_kept_in_utc(given: str, kept: str) -> None:
    assert entry("a", time=given).time == kept


def test_numbers_and_texts_of_any_kind_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    row = entry(
        "a",
        lon=np.float32(119.5),
        newly_served=np.int64(12),
        year=np.int64(2025),
        share_before=np.nan,
        applicant="秦皇岛\0\ud800'; DROP TABLE checks; --",
        note="two\nlines",
    )
    append_checks(path, [row])
    kept = read_register(path).iloc[0]
    assert (kept["lon"], kept["newly_served"], kept["year"]) == (119.5, 12.0, 2025)
    assert np.isnan(kept["share_before"])
    assert kept["applicant"] == "秦皇岛?'; DROP TABLE checks; --"
    assert kept["note"] == "two\nlines"
    with closing(sqlite3.connect(path)) as database:
        kinds = database.execute(
            "SELECT typeof(lon), typeof(year), typeof(newly_served) FROM checks"
        )
        assert kinds.fetchall() == [("real", "integer", "real")]
