"""Opening one site after another, each time the one that adds the most people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array


def greedy_order(
    reach: csr_array, weight: npt.NDArray[np.float64], *, at_most: int
) -> tuple[list[int], list[float]]:
    """Order candidates by what each adds to those before it (Church and ReVelle 1974, greedy adding).

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates).
    weight
        People in each cell.
    at_most
        How many candidates to open.

    Returns
    -------
    tuple
        Columns in the order of opening, and the people that each adds. Candidates that add nobody are left
        out; of equal ones the first is taken.
    """
    by_candidate = csr_array(reach.T.tocsr()).astype(np.float64)
    left = weight.astype(np.float64).copy()
    order: list[int] = []
    gains: list[float] = []
    while len(order) < at_most:
        gain = np.asarray(by_candidate @ left).ravel()
        if len(gain) == 0 or gain.max() <= 0:
            break
        best = int(gain.argmax())
        order.append(best)
        gains.append(float(gain[best]))
        begin, end = by_candidate.indptr[best : best + 2]
        left[by_candidate.indices[begin:end]] = 0.0
    return order, gains
