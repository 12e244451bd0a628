"""Travel times from tables in memory are those of the file."""

from pathlib import Path

import halfhour as hh
import numpy as np
import pandas as pd
import pytest
from halfhour.geo.example_street import walked_street


def test_a_frame_is_as_the_file_of_its_content(tmp_path: Path) -> None:
    _, demand, sites = walked_street()
    matrix = np.arange(len(demand) * len(sites), dtype=float).reshape(len(demand), len(sites))
    table = hh.pairs_from_matrix(matrix, cells=demand.index, sites=sites.index)
    table.to_csv(tmp_path / "times.csv", index=False)
    of_file = hh.times_from_table(tmp_path / "times.csv", demand, sites, limit_min=30)
    times = hh.times_from_table(table, demand, sites, limit_min=30)
    assert np.array_equal(times.costs.toarray(), of_file.costs.toarray())
    assert times.costs.toarray()[-1, -1] == matrix[-1, -1] * 60


def test_faults_name_the_argument_and_the_row() -> None:
    _, demand, sites = walked_street()
    table = pd.DataFrame(
        {"cell_id": demand.index[:1], "site_id": sites.index[:1], "minutes": [-1.0]}, index=["q"]
    )
    with pytest.raises(hh.InputError, match=r"source, row 1 \(cell_id .*, index 'q'\), cost = -60"):
        hh.times_from_table(table, demand, sites, limit_min=30)


def test_a_limit_of_the_other_kind_is_refused() -> None:
    _, demand, sites = walked_street()
    table = pd.DataFrame({"cell_id": demand.index[:1], "site_id": sites.index[:1], "metres": [500]})
    with pytest.raises(hh.InputError, match="is a limit of time, and the table holds the other"):
        hh.times_from_table(table, demand, sites, limit_min=30)
    with pytest.raises(hh.InputError, match="limit_min: is missing, and so is limit_m"):
        hh.times_from_table(table, demand, sites)
