"""Row dominance given an incumbent: groups that every better solution serves imply the coverage of others."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools, Floats, Ints, Keys
from ...common.compiled import compiled, compiled_part
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence
from .params import COVERING_DEFAULTS


def implied_groups(
    problem: CoveringProblem,
    known: Bools,
    spare: float,
    *,
    compared: int = COVERING_DEFAULTS.compared_groups,
) -> Ints:
    """Find groups whose coverage is implied by a group that every better solution serves.

    A solution that does not serve a group serves none of the groups either whose candidates are a subset of its
    candidates.
    If that loses more people than a solution better than the incumbent can lose, every better solution serves
    the group.
    Any other group whose candidates are a superset is then served as well, and its people are added to the
    implying group's. This is row dominance of set covering (e.g. Beasley 1987), applied to maximal covering.

    Parameters
    ----------
    problem
        The reduced problem.
    known
        By group whether every better solution is known to serve it.
    spare
        People that a solution better than the incumbent can leave unserved.
    compared
        Maximum number of groups, those of fewest candidates, with which each other group is compared.

    Returns
    -------
    numpy.ndarray
        By group its own number, or the number of the group that implies its coverage.
    """
    rows = problem.candidates_of
    size = np.diff(rows.indptr)
    order = np.argsort(size, kind="stable")
    bits = np.zeros((len(size), (len(problem.candidates) + 63) // 64), dtype=np.uint64)
    owner = np.arange(len(size))
    few, sure = np.empty((2, compared), dtype=np.int64)
    _imply(rows, problem.weight.copy(), (known, spare), order, bits, owner, (few, sure))
    return owner


@compiled
def _imply(
    rows: Incidence,
    weight: Floats,
    better: tuple[Bools, float],
    order: Ints,
    bits: Keys,
    owner: Ints,
    compared: tuple[Ints, Ints],
) -> None:
    """Write by group the group that implies it, from the fewest candidates to the most."""
    known, spare = better
    few, sure = compared
    few_count, sure_count = 0, 0
    for n in range(len(order)):
        i = order[n]
        _write_bits(rows, bits, i)
        for s in range(sure_count):
            if _inside(bits, sure[s], i):
                owner[i] = sure[s]
                weight[sure[s]] += weight[i]
                break
        if owner[i] != i:
            continue
        lost = weight[i]
        for s in range(few_count):
            if lost > spare or known[i]:
                break
            if _inside(bits, few[s], i):
                lost += weight[few[s]]
        if few_count < len(few):
            few[few_count] = i
            few_count += 1
        if (lost > spare or known[i]) and sure_count < len(sure):
            sure[sure_count] = i
            sure_count += 1


@compiled_part
def _write_bits(rows: Incidence, bits: Keys, i: int) -> None:
    """Write the candidates of a group as a bit set."""
    for a in range(rows.indptr[i], rows.indptr[i + 1]):
        j = np.uint64(rows.indices[a])
        bits[i, j >> np.uint64(6)] |= np.uint64(1) << (j & np.uint64(63))


@compiled_part
def _inside(bits: Keys, small: int, large: int) -> bool:
    """Return whether one bit set is a subset of another."""
    for word in range(bits.shape[1]):  # noqa: SIM110 - numba has no all()
        if bits[small, word] & ~bits[large, word]:
            return False
    return True
