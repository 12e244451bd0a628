"""Reduction beside rules."""

import numpy as np
from halfhour.optimize.covering.reduction_under_rules import reduced_reach
from scipy.sparse import csc_array

# The second candidate reaches all that the first does, the third all that the second does.
REACH = np.array([[1, 1, 1], [1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)
PEOPLE = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
LIVE = np.array([True, True, True, True, True])


def test_cells_alike_are_one_and_lesser_candidates_none() -> None:
    none = np.zeros(3, dtype=bool)
    reduced = reduced_reach(csc_array(REACH), live=LIVE, opening_cost=np.ones(3), named=none)
    assert reduced.kept == 1
    assert reduced.reach.toarray().tolist() == [[False, False, True]]
    assert reduced.people(PEOPLE).tolist() == [15.0]


def test_a_dearer_candidate_replaces_none() -> None:
    none = np.zeros(3, dtype=bool)
    opening_cost = np.array([1.0, 2.0, 3.0])
    reduced = reduced_reach(csc_array(REACH), live=LIVE, opening_cost=opening_cost, named=none)
    assert reduced.kept == 3
    assert reduced.people(PEOPLE).tolist() == [3.0, 4.0, 8.0]
    assert reduced.group.tolist() == [0, 0, 1, 2, -1]


def test_a_candidate_that_a_rule_names_stays_and_replaces_none() -> None:
    named = np.array([False, False, True])
    reduced = reduced_reach(csc_array(REACH), live=LIVE, opening_cost=np.ones(3), named=named)
    assert reduced.kept == 2
    assert not reduced.reach.toarray()[:, 0].any()
    named = np.array([True, False, False])
    reduced = reduced_reach(csc_array(REACH), live=LIVE, opening_cost=np.ones(3), named=named)
    assert reduced.reach.toarray().any(axis=0).tolist() == [True, False, True]
