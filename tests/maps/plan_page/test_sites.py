from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest
from halfhour.coverage.assessment import assess
from halfhour.geo.travel.road_times import travel_times
from halfhour.maps.plan_page.sites import candidate_layer, existing_layers, site_shapes
from halfhour.maps.signs.picture_states import tier_shapes
from halfhour.maps.signs.sites import sign_points
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

TIERS = ["station", "village_clinic", "station", "kiosk"]


def plan_of(existing, candidates):
    """A plan that opens nothing, with these tiers in these orders."""
    spots = [place(c, r) for c in range(6) for r in range(6)]
    sites = sites_at(spots[: len(existing)], spots[-len(candidates) :])
    sites["tier"] = [*existing, *candidates]
    times = travel_times(demand_at(spots, [10] * 36), sites, grid_town(), mode="walk")
    return solve(Scenario(times, max_new=0))


def data(layer):
    return json.loads(layer.json)


def test_each_tier_has_a_layer_of_its_own_shape():
    plan = plan_of(TIERS, [""])
    layers = [data(layer) for layer in existing_layers(plan.before)]
    names = [layer["label"][1]["tier"] for layer in layers]
    assert names == [["community health station", {}], ["village clinic", {}], "kiosk"]
    assert [[mark["id"] for mark in layer["marks"]] for layer in layers] == [
        ["e0", "e2"],
        ["e1"],
        ["e3"],
    ]
    shapes = tier_shapes(plan.before.times.sites.loc[list(plan.before.open_sites)])
    for layer, tier in zip(layers, dict.fromkeys(TIERS), strict=True):
        assert layer["signs"] == {shapes[tier]: [list(p) for p in sign_points(shapes[tier])]}
    assert ["Tier", ["village clinic", {}]] in layers[1]["marks"][0]["popup"]["rows"]
    assert ["Tier", "kiosk"] in layers[2]["marks"][0]["popup"]["rows"]


def test_one_tier_is_one_layer_without_a_name():
    for tier in ("", "station"):
        (layer,) = existing_layers(plan_of([tier, tier], [""]).before)
        assert data(layer)["label"] == ["Existing sites", {}]


def test_no_existing_site_has_no_layer():
    plan = plan_of(["station"], ["station"])
    nothing = assess(plan.before.times, open_sites=[])
    assert existing_layers(nothing) == []


def test_candidates_have_the_shapes_of_their_tiers():
    plan = plan_of(["station", "village_clinic"], ["village_clinic", "new", "station"])
    shapes = site_shapes(plan, plan.before)
    assert list(shapes) == ["station", "village_clinic", "new"]
    assert len(set(shapes.values())) == 3
    signs = [mark["sign"] for mark in data(candidate_layer(plan, plan.before))["marks"]]
    assert signs == [shapes[tier] for tier in ("village_clinic", "new", "station")]


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_tier_is_none(missing):
    plan = plan_of(["station", missing], [missing])
    names = [data(layer)["label"][1]["tier"] for layer in existing_layers(plan.before)]
    assert names == [["community health station", {}], ["no tier", {}]]


def test_many_sites_are_drawn_smaller():
    plan = plan_of(["station"], [""])
    sites = pd.concat([plan.before.times.sites.iloc[:1]] * 400)
    sites.index = pd.Index([f"n{number}" for number in range(400)], name="site_id")
    many = dataclasses.replace(plan.before.times, sites=sites)
    crowd = dataclasses.replace(plan.before, times=many, open_sites=tuple(sites.index))
    assert data(existing_layers(plan.before)[0])["size"] == 1
    assert data(existing_layers(crowd)[0])["size"] == 0.5
