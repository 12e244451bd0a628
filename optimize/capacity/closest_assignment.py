"""Capacitated maximal covering with closest assignment: to the nearest open site only.

A share x_gj of a group g of cells is served at site j; s_gl is the share that is served beyond the group's
l-th nearest distance, ``s_g,l-1 = s_gl + (x_gj of the sites at distance l)`` and ``s_gl <= 1 - y_k`` for
every site k at distance l: no further than to an open site. Source: Rojeski, P. and ReVelle, C. (1970),
Central facilities location under an investment constraint, Geographical Analysis 2, 343-360; Gerrard, R. A.
and Church, R. L. (1996), Closest assignment constraints and location models, Location Science 4, 251-270.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, eye_array

from ...common.arrays import Ints
from ..core.budget import add_budget_rows, budget_left
from ..core.linear_model import ModelWriter
from ..core.pairs import Pairs
from ..core.problem import Siting
from .sites import CapacityModel, CapacitySites, add_capacities, add_links, block_of


def closest_assignment_model(siting: Siting, sites: CapacitySites) -> CapacityModel:
    """Return the model, after exact reduction.

    Sites farther than the nearest standing one are left out; cells with the same sites in the same order are
    merged; a site whose capacity is at least its potential demand needs no capacity row.
    """
    pairs = sites.pairs
    pairs = pairs.where(pairs.cost <= pairs.least(sites.standing[pairs.site])[pairs.cell])
    pairs, people, _ = pairs.merged(pairs.levels(), sites.people)
    useful = np.unique(pairs.site[~sites.standing[pairs.site]])
    writer = ModelWriter()
    is_open = writer.add_variables(len(useful), integer=True)
    candidates = useful - sites.existing
    add_budget_rows(writer, budget_left(siting).of(candidates), is_open)
    open_of = np.full(len(sites.capacity), -1)
    open_of[useful] = is_open

    share = writer.add_variables(len(pairs), objective=people[pairs.cell])
    new = open_of[pairs.site] >= 0
    add_links(writer, share[new], open_of[pairs.site[new]])
    add_order(writer, pairs, share, open_of)
    tight = np.flatnonzero((sites.demand(pairs, people) > sites.capacity)[pairs.site])
    full, row = np.unique(pairs.site[tight], return_inverse=True)
    load = block_of(row, np.arange(len(tight)), people[pairs.cell[tight]], (len(full), len(tight)))
    add_capacities(writer, load, share[tight], sites.capacity[full], open_of[full])
    return CapacityModel(
        model=writer.model("maximise"),
        is_open=is_open,
        candidates=candidates,
        served_anyway=0.0,
        groups=len(np.unique(pairs.cell)),
    )


def add_order(writer: ModelWriter, pairs: Pairs, share: Ints, open_of: Ints) -> None:
    """Add the closest assignment rows: nobody is served beyond an open site.

    Parameters
    ----------
    writer
        The model.
    pairs
        Of groups of cells and sites.
    share
        By pair the variable of the group's share that goes to the site.
    open_of
        By site its variable, -1 for a site that is open in any case.
    """
    if not len(pairs):
        return
    level = pairs.levels()
    fresh = np.concatenate([[True], (np.diff(pairs.cell) != 0) | (np.diff(level) != 0)])
    step = np.cumsum(fresh) - 1
    steps = int(step[-1]) + 1
    last = np.concatenate([np.diff(pairs.cell[fresh]) != 0, [True]])
    before = writer.add_variables(steps)
    # Share before a distance = share at it + share beyond it, which is the share before the next one.
    at = block_of(step, np.arange(len(pairs)), -1.0, (steps, len(pairs)))
    on = np.flatnonzero(~last)
    beyond = block_of(on, on + 1, -1.0, (steps, steps))
    writer.add_rows(
        [(coo_array(eye_array(steps) + beyond), before), (at, share)], lower=0.0, upper=0.0
    )
    near = np.flatnonzero(~last[step] & (open_of[pairs.site] >= 0))
    if len(near):
        rows = np.arange(len(near))
        sites, column = np.unique(open_of[pairs.site[near]], return_inverse=True)
        closed = block_of(rows, column, 1.0, (len(near), len(sites)))
        # Sites at the same distance share a variable, so their columns are merged.
        following, place = np.unique(before[step[near] + 1], return_inverse=True)
        passing = block_of(rows, place, 1.0, (len(near), len(following)))
        writer.add_rows([(passing, following), (closed, sites)], upper=1.0)
