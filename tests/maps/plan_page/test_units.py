from __future__ import annotations

import json

from halfhour.maps.plan_page.units import gap_circle_layers, unit_layers
from halfhour.maps.signs.classes import SHARE_CLASSES


def data(layers):
    return [(layer.kind, layer.show, json.loads(layer.json)) for layer in layers]


def test_a_level_with_figures_is_outlined_and_coloured(town):
    demand = town.plan.before.times.demand
    (kind, shown, outlines), (other, hidden, shares) = data(unit_layers(town.units, demand))
    assert (kind, shown, other, hidden) == ("shapes", True, "shares", False)
    assert [one["popup"]["unit"] for one in outlines["features"]] == [
        {"level": "county", "id": unit} for unit in town.units.index
    ]
    assert [one["popup"]["title"] for one in shares["features"]] == list(town.units["name"])
    assert shares["colours"] == [colour for _, colour, _ in SHARE_CLASSES]
    assert (outlines["group"], shares["group"]) == ("units", "units")


def test_a_level_without_figures_is_outlined_only(town):
    demand = town.plan.before.times.demand
    ((kind, _, outlines),) = data(unit_layers(town.units.assign(level="village"), demand))
    assert kind == "shapes"
    assert all("unit" not in one["popup"] for one in outlines["features"])


def test_circles_are_there_for_each_level_of_the_demand_table(town):
    demand = town.plan.before.times.demand
    assert [json.loads(one.json)["level"] for one in gap_circle_layers(demand)] == ["county"]
    assert gap_circle_layers(demand[["residents", "geometry"]]) == []
