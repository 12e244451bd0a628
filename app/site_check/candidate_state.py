"""What proposed sites are held against at one limit: the coverage of today, and each candidate's figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
from scipy.sparse import csc_array

from ...common.prepared import Prepared, content_key
from ...coverage.assessment import Assessment
from ...optimize.site_comparison.best_plan import BestPlan, best_plan
from ...optimize.site_comparison.candidate_gains import candidate_gains


@dataclass(frozen=True, kw_only=True, eq=False)
class CandidateState:
    """Coverage today, and what each eligible candidate alone would bring.

    Parameters
    ----------
    today
        The assessment that sites would be added to.
    gains
        What `candidate_gains` returned of it.
    """

    today: Assessment
    gains: gpd.GeoDataFrame


def candidate_state(today: Assessment, prepared: Prepared) -> CandidateState:
    """Return coverage with the candidates' figures, which are kept beyond the run under their content."""
    key = content_key("candidate gains 1", *_content(today))
    gains = prepared.part(key, partial(candidate_gains, today), kinds=())
    return CandidateState(today=today, gains=gains)


def kept_best_plan(state: CandidateState, sites: int, prepared: Prepared) -> BestPlan | None:
    """Return the best plan of some number of sites, which is kept likewise."""
    make = partial(best_plan, state.today, sites=sites, gains=state.gains)
    key = content_key("best plan 1", sites, *_content(state.today))
    return prepared.part(key, make, kinds=(BestPlan,))


def _content(today: Assessment) -> list[object]:
    """Return all that the figures of candidates depend on."""
    times, rule = today.times, today.capacity
    sites = times.sites
    costs = csc_array(times.costs, copy=True)
    costs.sort_indices()
    return [
        str(times.demand.crs.to_wkt()),
        today.cells["people"].to_numpy(dtype=np.float64),
        costs.data,
        costs.indices,
        costs.indptr,
        today.limit,
        list(map(str, today.open_sites)),
        list(map(str, sites.index)),
        *(sites[name].astype(str).tolist() for name in ("name", "tier", "status")),
        sites["capacity"].to_numpy(dtype=np.float64),
        sites.geometry.to_numpy(),
        None if rule is None else [rule.assignment, rule.need_of(today.group)],
    ]
