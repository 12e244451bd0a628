"""Cells, sites and units of a plan as tables: by definition, from the street's kilometres."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.geo.study_context import StudyContext
from halfhour.optimize.example_street import WALK_S_PER_KM, street_times
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

CELL_KM = np.arange(6.0)
PEOPLE = np.array([40.0, 100.0, 60.0, 80.0, 30.0, 90.0])
LIMIT_MIN = 15.0


def outlines() -> gpd.GeoDataFrame:
    """Two halves of the street, and a part of it where nobody lives."""
    halves = [(499_000, 502_500), (502_500, 506_000), (600_000, 601_000)]
    return gpd.GeoDataFrame(
        {"level": "township", "name": ["<b>West</b>", "East", "Empty"]},
        geometry=[shapely.box(west, -1000, east, 1000) for west, east in halves],
        index=pd.Index(["west", "east", "empty"], name="unit_id"),
        crs=street_times().demand.crs,
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    context = StudyContext(boundaries={"township": outlines()})
    times = dataclasses.replace(street_times(), study=context)
    return solve(Scenario(times, max_new=1, limit_min=LIMIT_MIN))


def test_cells_tell_the_nearest_site_and_its_minutes(plan: Plan) -> None:
    cells = plan.cells
    assert plan.opened == ("east",)
    before = WALK_S_PER_KM * CELL_KM / 60
    after = WALK_S_PER_KM * np.minimum(CELL_KM, abs(CELL_KM - 4.0)) / 60
    assert cells["minutes_before"].to_numpy() == pytest.approx(before)
    assert cells["minutes_after"].to_numpy() == pytest.approx(after)
    assert cells["people"].tolist() == PEOPLE.tolist()
    assert cells["served_after"].tolist() == (after <= LIMIT_MIN).tolist()
    assert (cells["people_served_before"] == PEOPLE * (before <= LIMIT_MIN)).all()
    assert cells["site_after"].tolist() == ["old"] * 3 + ["east"] * 3
    assert cells.index.equals(plan.scenario.times.demand.index)
    assert cells.crs == plan.scenario.times.demand.crs


def test_sites_tell_build_order_and_people_added(plan: Plan) -> None:
    sites = plan.sites
    assert sites["build_order"].dropna().to_dict() == {"east": 1}
    assert sites["people_added"].sum() == plan.after.people_served - plan.before.people_served
    assert sites["capacity"].isna().all()
    assert sites.crs == plan.scenario.times.sites.crs


def test_places_of_sites_add_up_to_the_people_served() -> None:
    times = street_times(capacity=[120.0, 50.0, 150.0, 10.0])
    from halfhour.optimize.capacity.service_capacity import ServiceCapacity  # noqa: PLC0415

    plan = solve(Scenario(times, max_new=2, limit_min=LIMIT_MIN, capacity=ServiceCapacity()))
    sites = plan.sites
    assert sites["people_served_after"].sum() == pytest.approx(plan.after.people_served)
    assert sites["places_used_before"].sum() == pytest.approx(plan.before.people_served)
    closed = sites.index.difference(plan.after.open_sites)
    assert sites.loc[closed, "places_used_after"].isna().all()


def test_units_are_the_sums_of_their_cells_on_the_study_s_outlines(plan: Plan) -> None:
    units, cells = plan.units, plan.cells
    assert list(units.index) == [("township", one) for one in ("west", "east", "empty")]
    part = cells.groupby(np.where(CELL_KM < 2.5, "west", "east"))
    for when in ("before", "after"):
        served = units.loc["township"][f"served_{when}"].dropna()
        assert served.to_dict() == part[f"people_served_{when}"].sum().to_dict()
    assert units["share_after"].loc[("township", "east")] == 1.0
    assert units.loc[("township", "empty"), "people":"unreachable"].isna().all()  # type: ignore[misc]
    assert units.geometry.geom_equals(outlines().set_axis(units.index, axis=0).geometry).all()
    assert units.crs == cells.crs


def test_people_outside_every_unit_are_counted_under_an_empty_id() -> None:
    times = street_times()
    demand = times.demand.copy()
    demand.loc["km5", ["township", "township_name"]] = ""
    context = StudyContext(boundaries={"township": outlines().iloc[:2]})
    plan = solve(Scenario(dataclasses.replace(times, demand=demand, study=context), max_new=1))
    units = plan.units.loc["township"]
    assert units.loc["", "people"] == PEOPLE[5]
    assert units.loc["", "geometry"] is None
    assert units["served_after"].sum() == plan.after.people_served


def test_without_units_or_outlines_the_columns_are_the_same(plan: Plan) -> None:
    times = street_times()
    bare = times.demand.drop(columns=["township", "township_name"])
    without = solve(Scenario(dataclasses.replace(times, demand=bare), max_new=1)).units
    unknown = solve(Scenario(times, max_new=1)).units
    assert without.empty
    assert unknown.geometry.isna().all()
    assert list(without.columns) == list(unknown.columns) == list(plan.units.columns)
    assert without.index.names == unknown.index.names == ["level", "unit_id"]
    assert without.crs == unknown.crs == times.demand.crs


def test_a_distance_is_told_in_metres() -> None:
    times = dataclasses.replace(street_times(), unit="m")
    cells = solve(Scenario(times, max_new=0)).cells
    assert "metres_before" in cells
    assert cells["metres_before"].to_numpy() == pytest.approx(WALK_S_PER_KM * CELL_KM)
