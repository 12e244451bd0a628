"""Names that Halfhour's own tables use are refused, each with its key."""

from pathlib import Path

import pytest
from halfhour.app.study.file import read_study_file
from halfhour.common.errors import InputError
from malformed_kinds import STUDY

LEVEL = "level: county, file: units.geojson"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        *((LEVEL, f"level: {name}, file: units.geojson", "units.0.level")
          for name in ("geometry", "all", "committee", "name", "tier", "capacity", "cell_id", "poor",
                       "elderly", "status", "level")),
        (LEVEL, LEVEL + ", columns: {level: x}", "units.0.columns.level"),
        (LEVEL, LEVEL + ", columns: {geometry: x}", "units.0.columns.geometry"),
        ("year: 2020", "columns: {county: pop}", "people.columns.county"),
        ("year: 2020", "columns: {county_name: pop}", "people.columns.county_name"),
        ("year: 2020", "columns: {geometry: pop}", "people.columns.geometry"),
        ("year: 2020", "groups: {cell_id: 0.5}", "people.groups.cell_id"),
        ("level: county", "level: a_name, file: u.geojson}\n  - {level: a", "units.0.level"),
    ],
)  # fmt: skip
def test_a_name_that_means_something_else_is_refused(
    old: str, new: str, column: str, tmp_path: Path
) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_study_file(path)
    assert [fault.column for fault in caught.value.faults] == [column]
    assert caught.value.faults[0].file == "study.yaml"


def test_levels_that_differ_in_capitals_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    other = "level: county, file: units.geojson}\n  - {level: County, file: units.geojson"
    path.write_text(STUDY.replace(LEVEL, other), encoding="utf-8")
    assert [one.level for one in read_study_file(path).units] == ["county", "County"]
