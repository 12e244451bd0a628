"""Small jobs that go through the same loops as a large one, with the same types, so that they are compiled.

Run as a process of its own by `loops_beside`; what is needed last comes first.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import HalfhourError
from ...geo.travel.times_table import travel_times_from_table
from ...geo.travel.travel_times import TravelTimes
from ...optimize.capacity.service_capacity import ServiceCapacity
from ...optimize.scenario import Scenario
from ...optimize.solve import solve
from ..example_study import street_study
from ..progress.loops import is_marked, loops_version, mark_file

_CELLS: Final = 120
_SITES: Final = 60
"""Within an hour there are more pairs than a search leaves to the solver at once."""

_SECONDS: Final = 30.0


def main() -> None:
    """Compile the loops, and leave a mark that they are."""
    if hasattr(os, "nice"):
        # The run that somebody waits for comes first.
        os.nice(10)
    mark, version = mark_file(), loops_version()
    if mark is None or is_marked(mark):
        return
    times = made_town()
    for capacity in (ServiceCapacity(assignment="closest"), ServiceCapacity(), None):
        solve(Scenario(times, max_new=3, limit_min=60, capacity=capacity, time_limit_s=_SECONDS))
    # With this the run that somebody waits for begins, too: by now it has compiled its part.
    from ..plan.plan_study import plan_study  # noqa: PLC0415 - loads what the searches above do not need

    with tempfile.TemporaryDirectory() as folder:
        plan_study(street_study(folder), Path(folder) / "out")
    if loops_version() == version:
        mark.write_text(version, encoding="utf-8")


def made_town() -> TravelTimes:
    """Return the travel times of a made town: by a table, so that no road is searched for them."""
    random = np.random.default_rng(1)
    cells, sites = (random.uniform(0, 6000, size=(count, 2)) for count in (_CELLS, _SITES))
    demand = gpd.GeoDataFrame(
        {"residents": random.integers(1, 400, _CELLS).astype(np.float64)},
        geometry=gpd.points_from_xy(*cells.T, crs="EPSG:32650"),
        index=pd.Index([f"c{at}" for at in range(_CELLS)], name="cell_id"),
    )
    status = np.where(np.arange(_SITES) < 3, "existing", "candidate")
    table = gpd.GeoDataFrame(
        {"name": "", "service": "clinic", "tier": "", "status": status},
        geometry=gpd.points_from_xy(*sites.T, crs="EPSG:32650"),
        index=pd.Index([f"s{at}" for at in range(_SITES)], name="site_id"),
    ).assign(capacity=1500.0, cost=1.0)
    away_m = np.hypot(*(cells[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    cell, site = np.divmod(np.arange(_CELLS * _SITES), _SITES)
    pairs = pd.DataFrame(
        {
            "cell_id": demand.index[cell],
            "site_id": table.index[site],
            "cost": 0.72 * away_m[cell, site],
        }
    )
    return travel_times_from_table(demand, table, pairs, limit_min=120)


if __name__ == "__main__":
    try:
        main()
    except (HalfhourError, OSError):
        # Nobody waits for this process, and the run compiles itself what it lacks.
        raise SystemExit(1) from None
