"""The mixed-integer program of maximal covering, for a problem after reduction and variable fixing."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, eye_array

from ...common.arrays import Floats, Ints
from ..core.budget import Budget, add_budget_rows
from ..core.covering_problem import CoveringProblem
from ..core.linear_model import LinearModel, ModelWriter


def covering_model(problem: CoveringProblem, budget: Budget, *, whole: bool = True) -> LinearModel:
    """Write ``max sum w z, z_i <= sum_j a_ij y_j, sum y <= p, cost y <= budget``, y binary, z in [0, 1].

    Church and ReVelle (1974). The first variables are the candidates.
    A group that a single candidate serves has no variable: its people are added to the candidate's coefficient.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        Limits on number and cost of the opened candidates.
    whole
        False for the linear relaxation.
    """
    count = len(problem.candidates)
    rows = problem.candidates_of
    length = np.diff(rows.indptr)
    alone = length == 1
    own = np.bincount(
        rows.indices[rows.indptr[:-1][alone]], weights=problem.weight[alone], minlength=count
    )
    shared = np.flatnonzero(~alone)
    writer = ModelWriter()
    is_open = writer.add_variables(count, objective=own, integer=whole)
    is_served = writer.add_variables(len(shared), objective=problem.weight[shared])
    if len(shared):
        reach = csr_array(
            (np.ones(len(rows.indices)), rows.indices, rows.indptr), shape=(len(length), count)
        )[shared]
        writer.add_rows(
            [(reach, is_open), (-eye_array(len(shared), format="csr"), is_served)], lower=0.0
        )
    add_budget_rows(writer, budget, is_open)
    return writer.model("maximise")


def start_values(problem: CoveringProblem, opened: Ints) -> Floats:
    """Return the model's feasible solution in which these candidates are open."""
    count = len(problem.candidates)
    is_open = np.zeros(count)
    is_open[opened] = 1.0
    shared = np.diff(problem.candidates_of.indptr) > 1
    rows = problem.candidates_of
    served = np.add.reduceat(is_open[rows.indices], rows.indptr[:-1]) > 0
    return np.concatenate([is_open, served[shared].astype(np.float64)])
