"""Grids that were written as tables: records without ids, and without data where nobody lives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population

GRID = (
    "lon,lat,residents,elderly\n119.50,39.9,12.5,2\n119.51,39.9,,\n"
    "119.52,39.9,-9999,-9999\n119.53,39.9,4,1\n"
)


def written(folder: Path, text: str = GRID) -> Path:
    path = folder / "grid.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_records_without_data_are_left_out_and_told(tmp_path: Path) -> None:
    layer = Layer(file=written(tmp_path), nodata=-9999)
    with collected_notes() as notes:
        cells = read_population(layer, is_grid=True)
    assert cells["residents"].to_dict() == {"1": 12.5, "4": 4.0}
    assert cells["elderly"].tolist() == [2, 1]
    assert "grid.csv: 2 records without data on people are left out." in notes


def test_of_a_table_that_is_no_grid_a_blank_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GRID.replace("lon,", "cell_id,lon,").replace("\n119", "\nc,119"))
    with pytest.raises(InputError, match="is missing"):
        read_population(Layer(file=path, nodata=-9999))


def test_a_record_with_one_number_missing_is_refused(tmp_path: Path) -> None:
    text = GRID.replace("119.51,39.9,,", "119.51,39.9,,3")
    with pytest.raises(InputError, match=r"row 3 \(cell_id 2\), residents: is missing"):
        read_population(Layer(file=written(tmp_path, text), nodata=-9999), is_grid=True)


def test_a_number_that_means_none_is_refused_where_nobody_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 4 .*is negative"):
        read_population(written(tmp_path), is_grid=True)


@pytest.mark.parametrize("is_grid", [True, False])
@pytest.mark.parametrize("as_table", [True, False])
def test_a_number_that_means_none_counts_nobody_beside_one_that_is_known(
    tmp_path: Path, *, is_grid: bool, as_table: bool
) -> None:
    table = pd.DataFrame(
        {
            "cell_id": ["a", "b"],
            "lon": [119.5, 119.51],
            "lat": [39.9, 39.9],
            "residents": [10, 20],
            "elderly": [3, 65535],
        }
    )
    path = written(tmp_path, table.to_csv(index=False))
    layer = Layer(file=table if as_table else path, nodata=65535)
    with pytest.raises(InputError, match=r"\(cell_id b\), elderly: is missing"):
        read_population(layer, is_grid=is_grid)
    assert read_population(path, is_grid=is_grid)["elderly"].tolist() == [3, 65535]
