"""People with a place at open sites, as variables and rows of a model that opens the sites.

The rows of `system_optimal` and `closest_assignment`, for models that have further rows or another objective:
shares of people, years, several services. All sites but the existing ones are variables.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, eye_array

from ...common.arrays import Bools, Floats, Ints
from ..capacity.closest_assignment import add_order
from ..capacity.sites import CapacitySites, add_capacities, add_links, block_of, capacity_sites
from ..core.linear_model import ModelWriter
from ..core.pairs import Pairs
from ..core.problem import Siting


class ServedFlows(NamedTuple):
    """Variables of served people.

    `variables` are from 0 to 1; `people` is by variable the people served if it is 1, `label` their label;
    `groups` of merged cells are in the model.
    """

    variables: Ints
    people: Floats
    label: Ints
    groups: int


def add_served(
    writer: ModelWriter,
    siting: Siting,
    is_open: Ints,
    *,
    weight: float = 0.0,
    label: Ints | None = None,
) -> ServedFlows:
    """Add the people with a place at existing sites and opened candidates.

    Parameters
    ----------
    writer
        The model.
    siting
        Cells, sites and candidates; its `assignment` says who gets a place.
    is_open
        By candidate its 0-1 variable.
    weight
        Coefficient of a person served in the objective.
    label
        By cell a number from 0, such as that of its unit, where people are counted by it; cells with different
        labels are not merged. With it people at a full site have a place in the same proportion under closest
        assignment, except where several open sites are equally near: there any proportion is allowed.
    """
    sites = capacity_sites(siting)
    open_of = np.concatenate([np.full(sites.existing, -1), is_open])
    pairs = sites.pairs
    if siting.assignment == "system":
        pairs = pairs.where(sites.capacity[pairs.site] > 0)
        mark = np.zeros(len(pairs), dtype=np.int64)
    else:
        standing = np.arange(len(open_of)) < sites.existing
        pairs = pairs.where(pairs.cost <= pairs.least(standing[pairs.site])[pairs.cell])
        mark = pairs.levels()
    own = np.zeros(len(siting.people), dtype=np.int64) if label is None else label
    labels = int(own.max(initial=0)) + 1
    pairs, people, group = pairs.merged(mark * labels + own[pairs.cell], sites.people)
    label_of = np.zeros(len(people), dtype=np.int64)
    label_of[group] = own
    tight = (sites.demand(pairs, people) > sites.capacity)[pairs.site]
    part = np.ones(len(pairs))
    if siting.assignment == "system":
        # A share is of what the site can take at most: of all people of a large group a tiny site takes a part
        # that is below the solver's tolerance.
        part = np.minimum(1.0, sites.capacity[pairs.site] / people[pairs.cell])
    served = people[pairs.cell] * part
    share = writer.add_variables(len(pairs), objective=weight * served)
    _add_full(writer, sites, pairs.where(tight), share[tight], served[tight], open_of)
    if siting.assignment == "system":
        _add_anywhere(writer, pairs, share, part, open_of)
        new = ~tight & (open_of[pairs.site] >= 0)
        add_links(writer, share[new], open_of[pairs.site[new]])
    else:
        _add_nearest(writer, pairs, share, open_of, tight if label is not None else None)
    return ServedFlows(share, served, label_of[pairs.cell], len(np.unique(pairs.cell)))


def _add_full(
    writer: ModelWriter,
    sites: CapacitySites,
    pairs: Pairs,
    share: Ints,
    served: Floats,
    open_of: Ints,
) -> None:
    """Add the capacity rows of sites that may be full."""
    site, row = np.unique(pairs.site, return_inverse=True)
    load = block_of(row, np.arange(len(pairs)), served, (len(site), len(pairs)))
    add_capacities(writer, load, share, sites.capacity[site], open_of[site])


def _add_anywhere(
    writer: ModelWriter, pairs: Pairs, share: Ints, part: Floats, open_of: Ints
) -> None:
    """Add that each person has one place at most, and none where no site within the limit is open."""
    count, every = pairs.cells, np.arange(len(pairs))
    going = block_of(pairs.cell, every, part, (count, len(pairs)))
    if len(pairs):
        writer.add_rows([(going, share)], upper=1.0)
    stands = np.zeros(count, dtype=bool)
    stands[pairs.cell[open_of[pairs.site] < 0]] = True
    # Redundant, but a tighter relaxation.
    kept = np.flatnonzero(~stands[pairs.cell])
    if len(kept):
        group, row = np.unique(pairs.cell[kept], return_inverse=True)
        candidates, column = np.unique(open_of[pairs.site[kept]], return_inverse=True)
        shape = (len(group), len(kept))
        writer.add_rows(
            [
                (block_of(row, np.arange(len(kept)), part[kept], shape), share[kept]),
                (block_of(row, column, -1.0, (len(group), len(candidates))), candidates),
            ],
            upper=0.0,
        )


def _add_nearest(
    writer: ModelWriter, pairs: Pairs, share: Ints, open_of: Ints, tight: Bools | None
) -> None:
    """Add that people go to the nearest open site only, and in proportion where `tight` sites are given."""
    new = open_of[pairs.site] >= 0
    if tight is None:
        add_links(writer, share[new], open_of[pairs.site[new]])
        add_order(writer, pairs, share, open_of)
        return
    if not len(pairs):
        return
    going = writer.add_variables(len(pairs))
    add_links(writer, going[new], open_of[pairs.site[new]])
    add_links(writer, share, going)
    add_order(writer, pairs, going, open_of)
    # Whoever has an open site within the limit goes to one.
    stands = np.zeros(pairs.cells)
    stands[pairs.cell[~new]] = 1.0
    anywhere = writer.add_variables(pairs.cells, lower=stands)
    add_links(writer, open_of[pairs.site[new]], anywhere[pairs.cell[new]])
    shape = (pairs.cells, len(pairs))
    sums = block_of(pairs.cell, np.arange(len(pairs)), 1.0, shape)
    writer.add_rows([(sums, going), (-eye_array(pairs.cells), anywhere)], lower=0.0, upper=0.0)
    _add_proportion(writer, pairs, tight, (share, going), open_of)


def _add_proportion(
    writer: ModelWriter, pairs: Pairs, tight: Bools, flows: tuple[Ints, Ints], open_of: Ints
) -> None:
    """Add that the same share of all who go to a site has a place: McCormick (1976), exact for 0-1 variables.

    Where another site at the same distance is open the rows are slack: people may go to either.
    """
    same = csr_array(_steps(pairs) @ _steps(pairs).T).tocoo()
    apart = same.row != same.col
    row, other = same.row[apart], same.col[apart]
    # A standing site at the same distance always makes them slack.
    bound = tight.copy()
    bound[row[open_of[pairs.site[other]] < 0]] = False
    kept = np.flatnonzero(bound)
    if not len(kept):
        return
    place = np.full(len(pairs), -1)
    place[kept] = np.arange(len(kept))
    site, column = np.unique(pairs.site[kept], return_inverse=True)
    part = writer.add_variables(len(site))
    shape = (len(kept), len(kept))
    one = block_of(np.arange(len(kept)), np.arange(len(kept)), 1.0, shape)
    of_site = block_of(np.arange(len(kept)), column, -1.0, (len(kept), len(site)))
    named = bound[row]
    sites, to = np.unique(open_of[pairs.site[other[named]]], return_inverse=True)
    slack = block_of(place[row[named]], to, 1.0, (len(kept), len(sites)))
    share, going = (flow[kept] for flow in flows)
    writer.add_rows([(one, share), (of_site, part), (-one, going), (slack, sites)], lower=-1.0)
    writer.add_rows([(one, share), (of_site, part), (-slack, sites)], upper=0.0)


def _steps(pairs: Pairs) -> csr_array:
    """Return by pair, as a row, the distance of its group that it is at."""
    level = pairs.levels()
    fresh = np.concatenate([[True], (np.diff(pairs.cell) != 0) | (np.diff(level) != 0)])
    step = np.cumsum(fresh) - 1
    return csr_array(block_of(np.arange(len(pairs)), step, 1.0, (len(pairs), int(step[-1]) + 1)))
