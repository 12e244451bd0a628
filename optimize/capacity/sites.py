"""Open sites and candidates with room, side by side, and who could go where."""

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
        Who reaches which site.
    people
        By cell.
    capacity
        By site.
    standing
        By site whether it is open in any case: it exists, or it must be opened.
    existing
        How many of the sites exist.
    """

    pairs: Pairs
    people: Floats
    capacity: Floats
    standing: Bools
    existing: int

    def demand(self, pairs: Pairs, people: Floats) -> Floats:
        """Return by site all the people who could come."""
        return sums_by(pairs.site, people[pairs.cell], len(self.capacity))


class CapacityModel(NamedTuple):
    """A model of who is served where.

    `is_open` are its variables of the `candidates`, its first ones; `served_anyway` counts people whom the
    model leaves out, because they find room whatever is opened; `groups` of cells are left in it.
    """

    model: LinearModel
    is_open: Ints
    candidates: Ints
    served_anyway: float
    groups: int


def capacity_sites(siting: Siting) -> CapacitySites:
    """Return the sites of a problem and who reaches them."""
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
    """Return costs and room of the existing sites and the opened ones."""
    opened_costs = csc_array(siting.costs[:, opened])
    costs = csc_array(hstack([siting.existing_costs, opened_costs], format="csc"))
    return costs, np.concatenate([siting.existing_capacity, siting.capacity[opened]])


def block_of(row: Ints, column: Ints, value: npt.ArrayLike, shape: tuple[int, int]) -> coo_array:
    """Return a block of a model from the rows, columns and values (or one for all) of its entries."""
    values = np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape)
    return coo_array((values, (row, column)), shape=shape)


def add_links(writer: ModelWriter, share: Ints, is_open: Ints) -> None:
    """Let nobody go to a closed site: each of `share` is at most its own of `is_open`."""
    rows, (sites, column) = np.arange(len(share)), np.unique(is_open, return_inverse=True)
    if len(share):
        closed = block_of(rows, column, -1.0, (len(rows), len(sites)))
        writer.add_rows(
            [(block_of(rows, rows, 1.0, (len(rows), len(rows))), share), (closed, sites)], upper=0.0
        )


def add_capacities(
    writer: ModelWriter, load: coo_array, share: Ints, capacity: Floats, is_open: Ints
) -> None:
    """Let nobody into a full site.

    Parameters
    ----------
    writer
        The model.
    load
        Sparse (sites, share): how many people a share is.
    share
        Variables.
    capacity
        By site.
    is_open
        By site its variable, or -1 for a site that is open in any case.
    """
    if not len(capacity):
        return
    new = np.flatnonzero(is_open >= 0)
    sites, column = np.unique(is_open[new], return_inverse=True)
    when_open = block_of(new, column, -capacity[new], (len(capacity), len(sites)))
    upper = np.where(is_open >= 0, 0.0, capacity)
    writer.add_rows([(load, share), (when_open, sites)], upper=upper)
