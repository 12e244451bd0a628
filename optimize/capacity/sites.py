"""Sites with capacities, existing ones and candidates, and the pairs of cells and sites within the limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csc_array, hstack

from ...common.arrays import Bools, Floats, Ints
from ..core.linear_model import LinearModel, ModelWriter
from ..core.pairs import Pairs, pairs_within, sums_by
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacitySites:
    """Existing sites, then candidates, and the pairs of cells and sites within the limit.

    Parameters
    ----------
    pairs
        Cells and sites within the limit of each other.
    people
        By cell.
    capacity
        By site.
    standing
        By site whether it is open in any case: existing, or in `must_open`.
    existing
        The number of existing sites.
    """

    pairs: Pairs
    people: Floats
    capacity: Floats
    standing: Bools
    existing: int

    def demand(self, pairs: Pairs, people: Floats) -> Floats:
        """Return by site the people within its limit, its potential demand."""
        return sums_by(pairs.site, people[pairs.cell], len(self.capacity))


class CapacityModel(NamedTuple):
    """A model of the assignment of people to sites.

    `is_open` are the variables of the `candidates`, its first ones; `served_anyway` is the number of people
    served whatever is opened, whom the model leaves out; `groups` of merged cells are left in it.
    """

    model: LinearModel
    is_open: Ints
    candidates: Ints
    served_anyway: float
    groups: int


def capacity_sites(siting: Siting) -> CapacitySites:
    """Return the sites of a problem, and the pairs within the limit."""
    costs = csc_array(hstack([siting.existing_costs, siting.costs], format="csc"))
    existing = siting.existing_costs.shape[1]
    return CapacitySites(
        pairs=pairs_within(costs, siting.people, siting.limit),
        people=siting.people,
        capacity=np.concatenate([siting.existing_capacity, siting.capacity]),
        standing=np.concatenate([np.ones(existing, dtype=bool), siting.must_open]),
        existing=existing,
    )


def open_sites(siting: Siting, opened: Ints) -> tuple[csc_array, Floats]:
    """Return costs and capacities of the existing and the opened sites."""
    opened_costs = csc_array(siting.costs[:, opened])
    costs = csc_array(hstack([siting.existing_costs, opened_costs], format="csc"))
    return costs, np.concatenate([siting.existing_capacity, siting.capacity[opened]])


def block_of(row: Ints, column: Ints, value: npt.ArrayLike, shape: tuple[int, int]) -> coo_array:
    """Return a block of a model from the rows, columns and values (or one for all) of its entries."""
    values = np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)
    return coo_array((values, (row, column)), shape=shape)


def add_links(writer: ModelWriter, share: Ints, is_open: Ints) -> None:
    """Add the linking rows: each of `share` is at most its own of `is_open`."""
    rows, (sites, column) = np.arange(len(share)), np.unique(is_open, return_inverse=True)
    if len(share):
        closed = block_of(rows, column, -1.0, (len(rows), len(sites)))
        writer.add_rows(
            [(block_of(rows, rows, 1.0, (len(rows), len(rows))), share), (closed, sites)], upper=0.0
        )


def add_capacities(
    writer: ModelWriter, load: coo_array, share: Ints, capacity: Floats, is_open: Ints
) -> None:
    """Add the capacity rows: load is at most capacity, and 0 at a closed site.

    Each row is divided by its capacity: the solver's tolerance is absolute, and would be more than a tiny one.

    Parameters
    ----------
    writer
        The model.
    load
        Sparse (sites, share): the people of a share of 1.
    share
        Variables.
    capacity
        By site.
    is_open
        By site its variable, -1 for a site that is open in any case.
    """
    if not len(capacity):
        return
    new = np.flatnonzero(is_open >= 0)
    sites, column = np.unique(is_open[new], return_inverse=True)
    scale = np.where(capacity > 0, capacity, 1.0)
    load = coo_array((load.data / scale[load.row], (load.row, load.col)), shape=load.shape)
    own = capacity / scale
    when_open = block_of(new, column, -own[new], (len(capacity), len(sites)))
    upper = np.where(is_open >= 0, 0.0, own)
    writer.add_rows([(load, share), (when_open, sites)], upper=upper)
