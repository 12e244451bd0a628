"""What it takes to choose sites and to write a plan's files, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...common.large_work import COARSER_FIX, StageEstimate
from ...geo.travel.travel_times import TravelTimes
from ...maps.plan_page.shown import LARGEST
from ...optimize.objectives.maximal_covering import MaximalCovering

_MB: Final = 2.0**20

_SEARCH_BYTES_PER_PAIR: Final = 12
_SEARCH_BYTES_PER_CELL: Final = 220
_SEARCH_SECONDS_PER_PAIR: Final = 1e-6
_SEARCH_MEASURED: Final = MaximalCovering.kind

_PAGE_COPIES: Final = 8
"""While a page is put together, its text stands in memory several times."""

_PAGE_BYTES_PER_CELL: Final = 700
_PAGE_BYTES_PER_PAIR: Final = 10
_PAGE_SECONDS_PER_CELL: Final = 2.5e-5
_PAGE_SECONDS_PER_SITE: Final = 1e-4

_FILES_BYTES_PER_ROW: Final = 1000
_FILES_SECONDS_PER_ROW: Final = 3e-5
_FILES: Final = 3
"""Of cells and sites: layers, units, tables."""


@dataclass(frozen=True, kw_only=True)
class PlanSize:
    """How large a plan is.

    Parameters
    ----------
    scenario
        Its name.
    cells, sites, pairs
        Cells, sites, and pairs of both within the limit.
    """

    scenario: str
    cells: int
    sites: int
    pairs: int = 0


def size_of(times: TravelTimes, scenario: str) -> PlanSize:
    """Return the size of a plan that is made from travel times."""
    return PlanSize(
        scenario=scenario,
        cells=len(times.demand),
        sites=len(times.sites),
        pairs=int(times.costs.nnz),
    )


def search_estimate(size: PlanSize, objective: str = _SEARCH_MEASURED) -> StageEstimate:
    """Return what a search for sites takes at least; how long it looks for better ones nobody knows before.

    Parameters
    ----------
    size
        The plan's size.
    objective
        The kind of its objective. Others than maximal covering take about as much, which is a guess.
    """
    estimate = _estimate(
        "choosing sites",
        size,
        held=size.pairs * _SEARCH_BYTES_PER_PAIR + size.cells * _SEARCH_BYTES_PER_CELL,
        seconds=size.pairs * _SEARCH_SECONDS_PER_PAIR,
    )
    return replace(estimate, is_guess=objective != _SEARCH_MEASURED)


def page_estimate(size: PlanSize) -> StageEstimate:
    """Return what it takes to write a plan's page, which itself is never above some size."""
    on_page = 60 * min(size.cells, LARGEST.cells) + 2.7 * min(size.pairs, LARGEST.pairs)
    held = size.cells * _PAGE_BYTES_PER_CELL + size.pairs * _PAGE_BYTES_PER_PAIR
    return _estimate(
        "writing plan.html",
        size,
        held=held + _PAGE_COPIES * on_page,
        seconds=size.cells * _PAGE_SECONDS_PER_CELL + size.sites * _PAGE_SECONDS_PER_SITE,
    )


def files_estimate(size: PlanSize) -> StageEstimate:
    """Return what it takes to write a plan's layers and tables."""
    rows = size.cells + size.sites
    return _estimate(
        "writing results.gpkg",
        size,
        held=rows * _FILES_BYTES_PER_ROW,
        seconds=rows * _FILES_SECONDS_PER_ROW,
    )


def most_mb(sizes: Sequence[PlanSize]) -> float:
    """Return the megabytes that it takes to answer and write a question about services, one after the other.

    Pages and layers hold all services at once.
    """
    search = [search_estimate(size).memory_mb for size in sizes]
    page = [page_estimate(size).memory_mb for size in sizes]
    files = [files_estimate(size).memory_mb for size in sizes]
    return max(sum(search), sum(page), sum(files))


def written_s(rows: int) -> float:
    """Return the seconds that one of a plan's layers or tables takes to be written."""
    return rows * _FILES_SECONDS_PER_ROW / _FILES


def _estimate(stage: str, size: PlanSize, *, held: float, seconds: float) -> StageEstimate:
    counts = {"cells": size.cells, "sites": size.sites}
    if size.pairs:
        counts["pairs"] = size.pairs
    return StageEstimate(
        stage=stage,
        file=f"scenario {size.scenario}",
        counts=counts,
        memory_mb=held / _MB,
        seconds=seconds,
        fix=COARSER_FIX,
    )
