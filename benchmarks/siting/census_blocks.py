"""Census blocks of New York and the Bronx (Maximo, Cordeau and Nascimento 2023) as covering problems."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csc_array
from wuhan import ROADS, Floats

FOLDER: Final = ROADS.parents[1] / "mclp_newyork_bronx"
RADIUS_M: Final = {"NewYork": 400.0, "Bronx": 600.0}
EARTH_RADIUS_M: Final = 6_378_100.0


def read_census_blocks(name: str) -> tuple[csc_array, Floats]:
    """Return the coverage matrix (blocks, blocks) and the people of each block."""
    lines = [line.strip() for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()]
    first, second = lines.index("NODE_COORD_SECTION"), lines.index("DEMAND_SECTION")
    at = np.radians([[float(x) for x in line.split()] for line in lines[first + 1 : second]])
    people = np.array([float(line) for line in lines[second + 1 : second + 1 + len(at)]])
    latitude, longitude = at.T
    cosine = np.outer(np.sin(latitude), np.sin(latitude)) + np.outer(
        np.cos(latitude), np.cos(latitude)
    ) * np.cos(longitude[:, None] - longitude)
    distance_m = EARTH_RADIUS_M * np.arccos(np.clip(cosine, -1.0, 1.0))
    return csc_array(distance_m <= RADIUS_M[name]), people
