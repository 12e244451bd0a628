"""What Python assesses of a town whose places count: numbers that the scripts' own tests compare with."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from gap_numbers import gaps_expected
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.maps.plan_page.cells import populated_cells
from halfhour.maps.plan_page.data import page_data
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import STEP_DEG, WEST, city
from scipy.sparse import csc_array

COLUMNS, ROWS = 12, 8
NEED = {"residents": 0.3}


def tight_town() -> TravelTimes:
    """A town of few places; two sites stand on one spot, some have no places, one has them for everybody."""
    times = city(COLUMNS, ROWS, existing=3, candidates=8)
    demand = times.demand.assign(elderly=(0.2 * times.demand["residents"]).round(2))
    random = np.random.default_rng(4)
    capacity = np.round(random.uniform(20, 900, len(times.sites)))
    capacity[[1, 6, 9]] = 300.0, 0.0, np.inf
    # Equally near to everybody: whoever goes there is shared out.
    same_spot = np.arange(len(times.sites))
    same_spot[4] = 5
    return dataclasses.replace(
        times,
        demand=demand,
        sites=times.sites.assign(capacity=capacity),
        costs=csc_array(times.costs[:, same_spot]),
    )


def places_numbers() -> dict[str, Any]:
    """Return by rule a page's data without its surface, and what Python assesses of some choices."""
    return {"system": _numbers("system"), "closest": _numbers("closest")}


def _numbers(assignment: AssignmentRule) -> dict[str, Any]:
    times = tight_town()
    rule = ServiceCapacity(assignment=assignment, need=NEED)
    plan = solve(Scenario(times, max_new=2, limit_min=20, capacity=rule))
    data = page_data(plan, plan.before, lang="en", meridian_deg=WEST + COLUMNS * STEP_DEG / 2)
    data["words"] = {lang: {} for lang in data["words"]}
    ids = [site["id"] for site in data["sites"]]
    random = np.random.default_rng(2)
    opened = [list(plan.after.open_sites), list(plan.before.open_sites), [], ids]
    opened += [[site for site in ids if random.random() < share] for share in (0.2, 0.4, 0.6, 0.8)]
    return {
        "data": data,
        "objective": plan.certificate.objective_value,
        "choices": [
            {
                "open": [int(site in some) for site in ids],
                "limit": number,
                "expected": _expected(times, some, ids, rule, limit_min=limit / 60),
            }
            for some in opened
            for number, limit in enumerate(data["reach"]["limits"])
            if number % 2
        ],
    }


def _expected(
    times: TravelTimes, opened: list[str], ids: list[str], rule: ServiceCapacity, limit_min: float
) -> dict[str, Any]:
    state = _assessed(times, opened, rule, limit_min)
    rows = populated_cells(state)
    counties = state.summary("county")["served"].drop(index="", errors="ignore")
    loads = state.sites
    assert loads is not None
    return {
        "served": state.people_served,
        "within": state.people_within_reach,
        "cells": state.cells["people_served"].iloc[rows].tolist(),
        "counties": {str(unit): float(people) for unit, people in counties.items()},
        "sites": [_site(ids.index(str(row.Index)), row) for row in loads.itertuples()],
        "gaps": gaps_expected(state, ids),
        "adds": [
            _change(state.people_served, _assessed(times, _switched(opened, one), rule, limit_min))
            * (-1 if one in opened else 1)
            for one in ids
        ],
    }


def _site(number: int, row: Any) -> list[float | None]:
    places = float(row.places) if np.isfinite(row.places) else None
    figures = (row.used, row.turned_away, row.ten_more_serve, row.people_within_reach)
    return [number, places, *map(float, figures)]


def _assessed(
    times: TravelTimes, opened: list[str], rule: ServiceCapacity, limit_min: float
) -> Assessment:
    return assess(times, group="residents", limit_min=limit_min, open_sites=opened, capacity=rule)


def _change(before: float, after: Assessment) -> float:
    return after.people_served - before


def _switched(opened: list[str], site: str) -> list[str]:
    return [one for one in opened if one != site] if site in opened else [*opened, site]
