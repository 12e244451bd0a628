"""The radius formulation of the p-median problem, for what variable fixing leaves.

The radius formulation: Elloumi (2010), A tighter formulation of the p-median problem; Garcia, Labbe and
Marin (2011), Solving large p-median problems with a radius formulation. For each row and each distinct saving,
z says whether at least that much is saved; it follows from the z of the next larger saving and the candidates
that save just this.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from ...common.arrays import Bools, Floats
from ..core.budget import Budget, add_budget_rows
from ..core.linear_model import LinearModel, ModelWriter
from .problem import MedianProblem


def radius_model(problem: MedianProblem) -> LinearModel:
    """Write the mixed-integer program that maximises the saving.

    The first variables are the candidates.
    """
    row = np.repeat(np.arange(problem.rows), np.diff(problem.indptr))
    saving = problem.saving
    new_row = np.diff(row, prepend=-1) > 0
    new_level = new_row | (np.diff(saving, prepend=np.inf) != 0)
    level = np.cumsum(new_level) - 1
    first = np.flatnonzero(new_level)
    count = len(first)
    size = saving[first]
    follows = ~new_row[first]
    next_size = np.append(np.where(follows[1:], size[1:], 0.0), 0.0)[:count]
    # The lowest level that fulfils a demand is required.
    required = (
        problem.demanded[row[first]] & (size >= problem.enough) & (next_size < problem.enough)
    )

    writer = ModelWriter()
    is_open = writer.add_variables(problem.candidates, integer=True)
    saves = writer.add_variables(count, objective=size - next_size, lower=required.astype(float))
    member = csr_array(
        (np.ones(len(level)), (level, problem.candidate)), shape=(count, problem.candidates)
    )
    later = np.flatnonzero(follows)
    own = csr_array(
        (
            np.concatenate([-np.ones(count), np.ones(len(later))]),
            (
                np.concatenate([np.arange(count), later]),
                np.concatenate([np.arange(count), later - 1]),
            ),
        ),
        shape=(count, count),
    )
    writer.add_rows([(member, is_open), (own, saves)], lower=0.0)
    budget = Budget(problem.opening_cost, problem.max_new, problem.budget)
    add_budget_rows(writer, budget, is_open)
    return writer.model("maximise")


def start_of(model: LinearModel, problem: MedianProblem, opened: Bools) -> Floats:
    """Return the model's feasible solution for a choice of candidates."""
    row = np.repeat(np.arange(problem.rows), np.diff(problem.indptr))
    new_level = (np.diff(row, prepend=-1) > 0) | (np.diff(problem.saving, prepend=np.inf) != 0)
    size, level_row = problem.saving[new_level], row[new_level]
    values = np.concatenate([opened.astype(float), problem.best_savings(opened)[level_row] >= size])
    feasible: Floats = np.clip(values, model.lower, model.upper)
    return feasible
