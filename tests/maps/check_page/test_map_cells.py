"""The cells of a memo's map, against a full assessment with the site among the others."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import pytest
from check_fixtures import checked
from halfhour.common.errors import InputError
from halfhour.geo.example_street import walked_street
from halfhour.maps.check_page.map_cells import STATES, map_cells
from page_fixtures import city, roads


def test_states_are_those_of_an_assessment_with_the_site() -> None:
    of = checked()
    cells = map_cells(of.check, of.today)
    # The same town with the site in its table, assessed anew.
    times = of.today.times
    point = gpd.GeoSeries.from_xy(*[[at] for at in of.check.at], crs="EPSG:4326").to_crs(
        times.sites.crs
    )
    new = times.sites.iloc[[0]].assign(name="new", status="existing")
    new = new.set_geometry(gpd.GeoSeries(point.to_numpy(), index=new.index, crs=point.crs))
    sites = pd.concat([times.sites, new.rename(index=lambda _: "new")])
    again = hh.travel_times(times.demand, sites, roads(40, 25), mode="walk", limit_min=30)
    after = hh.assess(again, limit_min=20)
    served, sooner = after.cells["served"], after.cells["cost"] < of.today.cells["cost"] - 1e-3
    was = of.today.cells["served"]
    expected = np.select(
        [served & ~was, served & sooner, served],
        ["Newly served", "Served as before, sooner", "Served as before"],
        "Still not served",
    )
    found = np.array([text for text, _ in STATES])[cells.state]
    assert found.tolist() == expected.tolist()
    assert {"Newly served", "Served as before, sooner"} <= set(found)
    assert cells.served.sum() == pytest.approx(after.people_served)


def test_where_places_count_those_without_one_are_told_apart() -> None:
    network, demand, sites = walked_street()
    few = hh.travel_times(demand, sites.assign(capacity=300.0), network, mode="walk", limit_min=30)
    today = hh.assess(few, limit_min=20, capacity=hh.ServiceCapacity())
    middle = gpd.GeoSeries.from_xy([501_500], [0], crs=network.crs).to_crs("EPSG:4326")
    check = hh.check_site(today, at=(middle.x[0], middle.y[0]), capacity=0)
    cells = map_cells(check, today)
    # Within reach of the site alone, which has no place.
    assert [STATES[state][0] for state in cells.state] == [
        "Within reach, not all have a place",
        "Within reach, not all have a place",
    ]


def test_cells_of_another_limit_are_refused() -> None:
    of = checked()
    other = hh.assess(of.today.times, limit_min=10)
    with pytest.raises(InputError, match=r"limit.*differs from that of the assessment"):
        map_cells(of.check, other)
    with pytest.raises(InputError, match=r"group.*differs"):
        map_cells(dataclasses.replace(of.check, group="elderly"), of.today)


def test_nobody_lives_where_no_cell_is_drawn() -> None:
    times = city(12, 8, existing=2, candidates=2)
    empty = times.demand.assign(
        residents=np.where(np.arange(len(times.demand)) < 5, 0.0, times.demand["residents"])
    )
    today = hh.assess(dataclasses.replace(times, demand=empty), limit_min=20)
    check = hh.check_site(today, at=(119.52, 39.87))
    assert (map_cells(check, today).state == -1).tolist() == (empty["residents"] == 0).tolist()
