"""Groups that every better choice serves, and what they imply: exact reduction by what is known already."""

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
    """Find groups that are served whenever a group is that every better choice serves.

    A choice that does not serve a group serves none of those either that only some of its candidates reach.
    If it loses more than it can spare to be better than the best known, no better choice leaves the group
    out. Another group that all its candidates reach, and more do, is then served anyway: its people may be
    counted with it. (Row dominance of set covering, e.g. Beasley 1987, made use of here for maximal covering.)

    Parameters
    ----------
    problem
        The reduced problem.
    known
        By group whether every better choice is known to serve it.
    spare
        What a choice may lose from the sum of all people and still be better than the best known.
    compared
        With so many groups of few candidates each other group is compared at most.

    Returns
    -------
    numpy.ndarray
        By group its own number, or that of the group which implies it.
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
    for a in range(rows.indptr[i], rows.indptr[i + 1]):
        j = np.uint64(rows.indices[a])
        bits[i, j >> np.uint64(6)] |= np.uint64(1) << (j & np.uint64(63))


@compiled_part
def _inside(bits: Keys, small: int, large: int) -> bool:
    for word in range(bits.shape[1]):  # noqa: SIM110 - numba has no all()
        if bits[small, word] & ~bits[large, word]:
            return False
    return True
