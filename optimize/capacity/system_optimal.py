"""Capacitated maximal covering with system-optimal assignment: to any site within the limit.

Maximise the people w_g x_gj over groups g of cells and sites j, where each person goes to one site at most,
``sum_g w_g x_gj <= capacity_j y_j``, and, to tighten the relaxation, ``sum_j x_gj <= sum_j y_j``. (Of
10,000 cells and 200 candidates ``x_gj <= y_j``, pair by pair, was so slow that its relaxation was not solved
in 25 s.) Source: Current, J. and Storbeck, J. (1988), Capacitated covering models, Environment and
Planning B 15, 153-163; Pirkul, H. and Schilling, D. (1991), The maximal covering location problem with
capacities on total workload, Management Science 37, 233-248.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import eye_array

from ...common.arrays import Floats, Ints
from ..core.budget import add_budget_rows, budget_left
from ..core.linear_model import ModelWriter
from ..core.pairs import Pairs
from ..core.problem import Siting
from .sites import CapacityModel, CapacitySites, add_capacities, block_of


def system_optimal_model(siting: Siting, sites: CapacitySites) -> CapacityModel:
    """Return the model, after exact reduction.

    Cells with the same sites within the limit are merged. A site whose capacity is at least its potential
    demand is ample. Groups within the limit of a standing ample site are served and left out, which makes more
    sites ample. To which of its ample candidates a group is assigned makes no difference, so they share one.
    """
    with_room = sites.pairs.where(sites.capacity[sites.pairs.site] > 0)
    pairs, people, _ = with_room.merged(np.zeros(len(with_room), dtype=np.int64), sites.people)
    pairs, served_anyway = _unsettled(sites, pairs, people)
    useful = np.unique(pairs.site[~sites.standing[pairs.site]])
    writer = ModelWriter()
    is_open = writer.add_variables(len(useful), integer=True)
    candidates = useful - sites.existing
    add_budget_rows(writer, budget_left(siting).of(candidates), is_open)
    open_of = np.full(len(sites.capacity), -1)
    open_of[useful] = is_open

    ample = (sites.demand(pairs, people) <= sites.capacity)[pairs.site]
    group, at_ample = _add_ample(writer, pairs.where(ample), people, open_of)
    tight = pairs.where(~ample)
    # A share is of what the site can take at most: of all people of a large group a tiny site takes a part that
    # is below the solver's tolerance.
    part = np.minimum(1.0, sites.capacity[tight.site] / people[tight.cell])
    share = _add_tight(writer, tight, people, part, sites.capacity, open_of)
    _add_once(
        writer,
        np.concatenate([group, tight.cell]),
        np.concatenate([at_ample, share]),
        np.concatenate([np.ones(len(group)), part]),
    )
    return CapacityModel(
        model=writer.model("maximise"),
        is_open=is_open,
        candidates=candidates,
        served_anyway=served_anyway,
        groups=len(np.unique(pairs.cell)),
    )


def _unsettled(sites: CapacitySites, pairs: Pairs, people: Floats) -> tuple[Pairs, float]:
    """Leave out groups that are served whatever is opened; return the rest, and the people left out."""
    settled = np.zeros(pairs.cells, dtype=bool)
    while True:
        ample = sites.standing & (sites.demand(pairs, people) <= sites.capacity)
        found = pairs.cell[ample[pairs.site]]
        if not len(found):
            return pairs, float(people[settled].sum())
        settled[found] = True
        pairs = pairs.where(~settled[pairs.cell])


def _add_ample(
    writer: ModelWriter, pairs: Pairs, people: Floats, open_of: Ints
) -> tuple[Ints, Ints]:
    """Add one variable for each group with ample candidates; return the groups and the variables."""
    group, row = np.unique(pairs.cell, return_inverse=True)
    served = writer.add_variables(len(group), objective=people[group])
    if len(group):
        candidates, column = np.unique(open_of[pairs.site], return_inverse=True)
        by_candidate = block_of(row, column, -1.0, (len(group), len(candidates)))
        writer.add_rows([(eye_array(len(group)), served), (by_candidate, candidates)], upper=0.0)
    return group, served


def _add_tight(
    writer: ModelWriter,
    pairs: Pairs,
    people: Floats,
    part: Floats,
    capacity: Floats,
    open_of: Ints,
) -> Ints:
    """Add one variable for each pair whose site may be full, of `part` of the group's people; return them."""
    most = people[pairs.cell] * part
    share = writer.add_variables(len(pairs), objective=most)
    site, row = np.unique(pairs.site, return_inverse=True)
    load = block_of(row, np.arange(len(pairs)), most, (len(site), len(pairs)))
    add_capacities(writer, load, share, capacity[site], open_of[site])
    _add_cover(writer, pairs, share, part, open_of)
    return share


def _add_cover(writer: ModelWriter, pairs: Pairs, share: Ints, part: Floats, open_of: Ints) -> None:
    """Add ``sum x_gj <= sum y_j`` where no standing site is near: redundant, but a tighter relaxation."""
    stands = np.zeros(pairs.cells, dtype=bool)
    stands[pairs.cell[open_of[pairs.site] < 0]] = True
    kept = np.flatnonzero(~stands[pairs.cell])
    if len(kept):
        group, row = np.unique(pairs.cell[kept], return_inverse=True)
        candidates, column = np.unique(open_of[pairs.site[kept]], return_inverse=True)
        going = block_of(row, np.arange(len(kept)), part[kept], (len(group), len(kept)))
        to_open = block_of(row, column, -1.0, (len(group), len(candidates)))
        writer.add_rows([(going, share[kept]), (to_open, candidates)], upper=0.0)


def _add_once(writer: ModelWriter, group: Ints, share: Ints, part: Floats) -> None:
    """Add ``sum_j x_gj <= 1`` for groups with more than one variable."""
    _, row, count = np.unique(group, return_inverse=True, return_counts=True)
    kept = count[row] > 1
    number = np.cumsum(count > 1) - 1
    if kept.any():
        shape = (int((count > 1).sum()), int(kept.sum()))
        block = block_of(number[row[kept]], np.arange(shape[1]), part[kept], shape)
        writer.add_rows([(block, share[kept])], upper=1.0)
