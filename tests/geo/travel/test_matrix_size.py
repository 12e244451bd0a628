from __future__ import annotations

import pytest
from halfhour.common import large_work
from halfhour.common.errors import InputError
from halfhour.geo.travel import matrix_size as module
from halfhour.geo.travel.matrix_size import matrix_estimate
from halfhour.geo.travel.road_times import travel_times
from towns import demand_at, grid_town, place, sites_at

SPOTS = [place(c, r) for c in range(6) for r in range(6)]


@pytest.fixture
def asked():
    demand = demand_at(SPOTS, [10] * 36)
    sites = sites_at(SPOTS[:20], SPOTS[20:])
    return demand, sites, grid_town()


def test_a_sample_of_all_sites_counts_the_pairs(asked, monkeypatch):
    monkeypatch.setattr(module, "_SAMPLED_FROM", 36 * 36)
    monkeypatch.setattr(module, "_SAMPLES", (4, 36))
    for mode in ("walk", {"": "walk"}):
        times = travel_times(*asked, mode=mode, limit_min=12)
        estimate = matrix_estimate(times.road_parts, cells=36, sites=36, limit=times.limit)
        assert estimate.counts == {"cells": 36, "sites": 36, "pairs": times.costs.nnz}
        search = times.road_parts[0].search
        shared = sum(int((search.cells.edge == edge).sum()) for edge in search.sites.edge)
        assert shared > 0
        assert estimate.memory_mb == pytest.approx(
            (times.costs.nnz * 8 * 1.3 + shared * 170) / 2**20
        )
        assert estimate.seconds > 0


def test_a_sample_of_some_sites_is_about_right(asked, monkeypatch):
    monkeypatch.setattr(module, "_SAMPLED_FROM", 1)
    monkeypatch.setattr(module, "_SAMPLES", (2, 12))
    times = travel_times(*asked, mode="walk", limit_min=12)
    estimate = matrix_estimate(times.road_parts, cells=36, sites=36, limit=times.limit)
    assert estimate.counts["pairs"] == pytest.approx(times.costs.nnz, rel=0.3)


def test_few_cells_and_sites_are_not_tried(asked, monkeypatch):
    times = travel_times(*asked, mode="walk", limit_min=12)
    assert matrix_estimate(times.road_parts, cells=36, sites=36, limit=times.limit) is None
    monkeypatch.setattr(module, "_SAMPLED_FROM", 36 * 36 + 1)
    assert matrix_estimate(times.road_parts, cells=36, sites=36, limit=times.limit) is None


def test_a_matrix_that_does_not_fit_is_refused_with_what_to_do(asked, monkeypatch):
    monkeypatch.setattr(module, "_SAMPLED_FROM", 1)
    monkeypatch.setattr(module, "_BYTES_SNAPPED", 0)
    monkeypatch.setattr(large_work, "free_mb", lambda: 1e-4)
    with pytest.raises(InputError) as refused:
        travel_times(*asked, mode="walk", limit_min=12)
    [fault] = refused.value.faults
    assert "36 cells, 36 sites, " in fault.cause
    assert " pairs need about 1 MB, and 0 MB are free" in fault.cause
    for way in ("cell_m", "area", "shorter limit", "fewer sites"):
        assert way in fault.fix


def test_a_large_matrix_is_announced_and_is_the_same(asked, monkeypatch):
    expected = travel_times(*asked, mode="walk", limit_min=12)
    monkeypatch.setattr(module, "_SAMPLED_FROM", 1)
    need_mb = matrix_estimate(
        expected.road_parts, cells=36, sites=36, limit=expected.limit
    ).memory_mb
    monkeypatch.setattr(module, "_BYTES_SNAPPED", 0)
    monkeypatch.setattr(large_work, "free_mb", lambda: 1.8 * need_mb)
    told = []
    times = travel_times(*asked, mode="walk", limit_min=12, report=told.append)
    assert [line.split(":")[0] for line in told] == ["computing travel times"]
    assert (times.costs != expected.costs).nnz == 0
