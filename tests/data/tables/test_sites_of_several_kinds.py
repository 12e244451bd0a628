"""Sites of several kinds of one column: `only:` with a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.sites import read_sites

TABLE = "site_id,lon,lat,kind,beds\n1,119.6,39.9,clinic,5\n2,119.6,39.9,hospital,6\n3,119.6,39.9,shop,\n"


def layer(folder: Path, *kinds: str) -> Layer:
    file = folder / "places.csv"
    file.write_text(TABLE, encoding="utf-8")
    return Layer(file=file, only={"kind": kinds}, columns={"capacity": "beds"})


def test_records_of_any_of_the_kinds_count(tmp_path: Path) -> None:
    sites = read_sites(existing=layer(tmp_path, "clinic", "hospital"), service="clinic")
    # The shop has no beds; nobody asks for them.
    assert sites["capacity"].to_dict() == {"1": 5.0, "2": 6.0}


def test_each_kind_that_no_record_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_sites(existing=layer(tmp_path, "clinic", "hospitl", "school"), service="clinic")
    faults = refused.value.faults
    assert [fault.value for fault in faults] == ["hospitl", "school"]
    assert faults[0].fix == "did you mean hospital?"
