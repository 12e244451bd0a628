"""The approved sites of a register: what later studies count as planned."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import geopandas as gpd

from .read import read_decisions, read_register


def read_approved(path: str | Path) -> gpd.GeoDataFrame:
    """Read the sites whose last decision is an approval.

    Parameters
    ----------
    path
        The register; where there is none, the table is empty.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``check_id``, the columns of `read_register` and ``approval``, which grows with the order in which
        the approvals were recorded. A check that was made several times is one site.

    Raises
    ------
    InputError
        As of `read_register`.
    """
    approved = read_register(path, decision="approved")
    once = approved.drop_duplicates("check_id", keep="last").set_index("check_id").sort_index()
    last = read_decisions(path).reset_index().groupby("check_id")["fid"].max()
    return once.assign(approval=last.reindex(once.index).astype("int64"))


def approved_digest(approved: gpd.GeoDataFrame) -> str:
    """Return the SHA-256 of approved sites as a study counts them.

    Not of the file: this changes with every check that is appended, and nothing that a study counts with it.
    """
    counted = ("service", "tier", "lon", "lat", "capacity", "opens_year", "applicant", "parcel")
    # Of one place the last approval counts, and so does the order in which approvals came.
    in_order = approved.sort_values("approval", kind="stable")
    rows = [
        [str(check_id), *(str(row[name]) for name in counted)]
        for check_id, row in in_order.iterrows()
    ]
    return hashlib.sha256(json.dumps(rows).encode("utf-8")).hexdigest()
