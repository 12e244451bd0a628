"""The load of each open site under its capacity: places used, people turned away, and what more would bring."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import breadth_first_order

from ..common.arrays import Floats
from .assigned_people import AssignedPeople, AssignmentRule

MORE_PLACES: Final = 10
"""How many more places of one site are told what they would bring."""


def site_loads(
    found: AssignedPeople,
    costs: csc_array,
    people: Floats,
    capacity: Floats,
    *,
    need: float,
    assignment: AssignmentRule,
) -> pd.DataFrame:
    """Return the load of each open site.

    Parameters
    ----------
    found
        The people assigned to the sites.
    costs
        Sparse (cells, sites): the pairs within the limit.
    people
        By cell.
    capacity
        By site, in places; may be infinite.
    need
        Places that one person takes.
    assignment
        The rule by which people were assigned.

    Returns
    -------
    pandas.DataFrame
        By site: ``places``; ``used`` of them; ``free``; ``people``, served there; ``people_within_reach``;
        ``turned_away``, people within its reach (under closest assignment: whose nearest site it is) who have
        no place anywhere; and ``ten_more_serve``, how many people more all sites would serve if it had
        `MORE_PLACES` more places: the dual of its capacity, 1 or 0 people for a person's places, so that it is
        an upper bound. It is 0 where no people without a place lead to the site in the residual network
        (Ford and Fulkerson 1956).
    """
    reach = _incidence(costs)
    asked = _nearest_alone(costs) if assignment == "closest" else reach
    flows = found.flows.tocsc()
    flows.eliminate_zeros()
    without = np.where(found.overflow > 0, found.overflow, 0.0)
    turned_away = asked.T @ without
    # From a site whose people might come here instead, a place falls free for those whom it turned away.
    come_from = csr_array(asked.T @ _incidence(flows))
    waiting = np.array(
        [
            turned_away[breadth_first_order(come_from, site, return_predecessors=False)].sum()
            for site in range(len(capacity))
        ]
    )
    used = found.load * need
    return pd.DataFrame(
        {
            "places": capacity,
            "used": used,
            "free": np.maximum(capacity - used, 0.0),
            "people": found.load,
            "people_within_reach": reach.T @ people,
            "turned_away": turned_away,
            "ten_more_serve": np.minimum(MORE_PLACES / need, np.minimum(waiting, without.sum())),
        }
    )


def _incidence(pairs: csc_array) -> csc_array:
    return csc_array((np.ones(pairs.nnz), pairs.indices, pairs.indptr), shape=pairs.shape)


def _nearest_alone(costs: csc_array) -> csc_array:
    """Return the pairs of each cell with its nearest site, with all of them where several are as near."""
    pairs = costs.tocoo()
    least = np.full(costs.shape[0], np.inf)
    np.minimum.at(least, pairs.row, pairs.data)
    kept = pairs.data == least[pairs.row]
    entries = (np.ones(int(kept.sum())), (pairs.row[kept], pairs.col[kept]))
    return csc_array(entries, shape=costs.shape)
