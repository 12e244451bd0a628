"""The approved sites of a register: what later studies count as planned."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import geopandas as gpd

from .read import read_register


def read_approved(path: str | Path) -> gpd.GeoDataFrame:
    """Read the sites whose last decision is an approval.

    Parameters
    ----------
    path
        The register; where there is none, the table is empty.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``check_id``, the same columns as `read_register`.
        A check that was made several times is one site.

    Raises
    ------
    InputError
        As of `read_register`.
    """
    approved = read_register(path, decision="approved")
    return approved.drop_duplicates("check_id", keep="last").set_index("check_id").sort_index()


def approved_digest(approved: gpd.GeoDataFrame) -> str:
    """Return the SHA-256 of approved sites as a study counts them.

    Not of the file: this changes with every check that is appended, and nothing that a study counts with it.
    """
    counted = ("service", "tier", "lon", "lat", "capacity", "opens_year", "applicant", "parcel")
    rows = [
        [str(check_id), *(str(row[name]) for name in counted)]
        for check_id, row in approved.iterrows()
    ]
    return hashlib.sha256(json.dumps(rows).encode("utf-8")).hexdigest()
