from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.maps.plan_page.reach import reach_table, selectable_limits
from page_fixtures import city, packed_text
from scipy.sparse import csc_array


@pytest.fixture(scope="module")
def times():
    """A small town; some costs lie exactly on a limit, or one float32 beside it."""
    town = city(16, 12, existing=3, candidates=9)
    data = town.costs.data.copy()
    odd = np.float32([600, np.nextafter(np.float32(600), np.float32(0)), 900, 0, 1800, 77.7])
    beside = np.nextafter(np.float32([600, 900, 77.7]), np.float32(np.inf))
    data[: len(odd)], data[-len(beside) :] = odd, beside
    costs = csc_array((data, town.costs.indices, town.costs.indptr), shape=town.costs.shape)
    return dataclasses.replace(town, costs=costs)


def numbers(text, kind):
    return np.frombuffer(packed_text(text), dtype=kind)


def read(table):
    """The pairs of a table, decoded one byte after the other."""
    pairs = numbers(table["pairs"]["data"], f"<{table['pairs']['type']}")
    steps, step, shift = [], 0, 0
    for byte in packed_text(table["cells"]):
        step, shift = step | (byte & 127) << shift, shift + 7
        if byte < 128:
            steps.append(step)
            step = shift = 0
    site = np.repeat(np.arange(len(pairs)), pairs)
    ends = np.cumsum(pairs)
    cells = np.concatenate([np.cumsum(s) for s in np.split(steps, ends[:-1])])
    return site, cells.astype(int), numbers(table["classes"], "u1")


@pytest.mark.parametrize("own", [77.7, 1234.5, 1800.0])
def test_pairs_hold_at_every_limit_as_in_python(times, own):
    limits = selectable_limits(times, own)
    cells = np.arange(0, len(times.demand))[::-1][:150]
    sites = np.array([4, 0, 7, 11])
    table = reach_table(times, cells=cells, sites=sites, limits=limits)
    site, cell, cost_class = read(table)
    assert len(table["ends"]) <= 256
    for limit, bound in zip(limits, table["limit_classes"], strict=True):
        near = cost_class <= bound
        mine = np.zeros((len(cells), len(sites)), dtype=bool)
        mine[cell[near], site[near]] = True
        assert (mine == times.within_cost(limit).toarray()[cells][:, sites]).all()


def test_classes_end_at_or_above_the_cost_and_close_to_it(times):
    cells, sites = np.arange(len(times.demand)), np.arange(len(times.sites))
    table = reach_table(times, cells=cells, sites=sites, limits=[1800.0])
    site, cell, cost_class = read(table)
    cost = times.costs.toarray()[cell, site]
    end = np.array(table["ends"])[cost_class]
    assert (end >= cost).all()
    assert (end - cost <= 1800 / 200 + 1e-3).all()


def test_limits_offered_are_those_computed_and_the_plans_own(times):
    assert selectable_limits(times, 1000.0) == [600, 900, 1000, 1200, 1800]
    short = dataclasses.replace(times, limit=800.0)
    assert selectable_limits(short, 800.0) == [600, 800]
    assert selectable_limits(dataclasses.replace(times, unit="m"), 1800.0) == [500, 1000, 1800]


def test_no_sites_give_an_empty_table(times):
    none = np.zeros(0, dtype=np.int64)
    table = reach_table(times, cells=np.arange(5), sites=none, limits=[600.0])
    assert (table["cells"], table["classes"]) == ("", "")
