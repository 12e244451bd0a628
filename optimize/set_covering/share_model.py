"""Partial set covering as a mixed-integer program."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, eye_array

from ...common.arrays import Bools, Floats
from ..core.linear_model import LinearModel, ModelWriter, Numbers, Sense
from ..core.tolerances import ROUNDING
from .share_problem import ShareProblem


def share_model(
    problem: ShareProblem,
    sense: Sense,
    *,
    cost: Numbers = 0.0,
    worth: Numbers = 0.0,
    scale: Floats | None = None,
    cuts: Sequence[Bools] = (),
) -> LinearModel:
    """Return the program: binary y (candidates opened), z in [0, 1] (groups served).

    ``z_i <= sum_j a_ij y_j`` (Church and ReVelle 1974), ``sum_i w_i z_i >= need`` for each share (Daskin and
    Owen 1999), number and budget; the objective is ``cost y + worth z``. With `scale` the shares are no
    constraints; instead a variable t is in the objective, with ``sum_i w_i z_i >= t scale`` for each.

    Parameters
    ----------
    problem
        Shares and candidates.
    sense
        Whether to maximise or minimise.
    cost, worth
        By candidate and by group; one for all.
    scale
        By ask the people that t is a part of, above 0.
    cuts
        Sets of candidates, of each of which one must be opened.
    """
    groups, count = problem.reach.shape
    held = scale is None
    writer = ModelWriter()
    is_open = writer.add_variables(count, objective=cost, integer=True)
    is_served = writer.add_variables(groups, objective=worth, lower=problem.needed if held else 0.0)
    if groups:
        identity = csr_array(eye_array(groups))
        writer.add_rows([(problem.reach, is_open), (-identity, is_served)], lower=0.0)
    limits = problem.limits
    if limits.matrix.shape[0]:
        writer.add_rows([(limits.matrix, is_open)], upper=limits.upper)
    if scale is not None:
        level = writer.add_variables(1, objective=1.0, upper=problem.highest(scale))
        shares = csr_array(problem.members * (1.0 / scale)[:, None])
        ones = np.full((len(scale), 1), -1.0)
        writer.add_rows([(shares, is_served), (ones, level)], lower=-problem.already / scale)
    else:
        lacking = problem.lacking(problem.already)
        short = np.flatnonzero(lacking)
        if len(short):
            # Less the rounding of a sum of people that is made in another order.
            lower = lacking[short] - ROUNDING * np.maximum(1.0, problem.total[short])
            # In parts of what is lacking, more than all of which no group counts: coefficients from 0 to 1,
            # whatever the sizes of groups and units.
            part = 1.0 / lacking[short]
            rows = csr_array(csr_array(problem.members[short]) * part[:, None])
            rows.data = np.minimum(rows.data, 1.0)
            writer.add_rows([(rows, is_served)], lower=lower * part)
    if cuts:
        writer.add_rows([(np.array(cuts, dtype=np.float64), is_open)], lower=1.0)
    return writer.model(sense)


def start_values(problem: ShareProblem, chosen: Bools, scale: Floats | None = None) -> Floats:
    """Return the values of all variables for a solution."""
    level = [] if scale is None else [float((problem.reached(chosen) / scale).min())]
    return np.concatenate([chosen, problem.served(chosen), level]).astype(np.float64)
