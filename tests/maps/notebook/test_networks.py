from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.notebook.networks import road_network_html, travel_times_html
from html_reader import read


def number(text: str) -> float:
    return float(text.removesuffix(" km").replace(" ", ""))


def test_a_network_says_how_long_its_roads_are(town) -> None:
    network = dataclasses.replace(town.plan.after.times.network, source="<roads>.pbf")
    page = read(road_network_html(network))
    rows = dict(page.rows)
    assert page.text == ["<roads>.pbf"]
    assert number(rows["Nodes"]) == len(network.node_xy)
    assert number(rows["Edges"]) == len(network.start)
    assert number(rows["Length"]) == pytest.approx(network.length_m.sum() / 1000, abs=0.5)
    kinds = sum(number(rows[kind]) for kind in ("primary", "secondary", "residential"))
    assert kinds == pytest.approx(number(rows["Length"]), abs=2)
    closed = dict(network.forward_s) | {"drive": np.full(len(network.start), np.inf)}
    walkers = dataclasses.replace(network, forward_s=closed, backward_s=closed)
    assert dict(read(road_network_html(walkers)).rows)["by car"] == "0 km"


def test_travel_times_say_what_is_on_no_road(town) -> None:
    times = town.plan.after.times
    rows = dict(read(travel_times_html(times)).rows)
    assert rows["Travel"] == "on foot"
    assert rows["Limit"] == "30 min"
    assert number(rows["Cells"]) == len(times.demand)
    assert number(rows["Pairs within the limit"]) == times.costs.nnz
    assert number(rows["Existing sites"]) == 4
    assert number(rows["Candidates"]) == 20
    assert number(rows["Cells on no road"]) == (times.cell_reason != "").sum() > 0
    chinese = dict(read(travel_times_html(times, lang="zh")).rows)
    assert chinese["出行方式"] == "步行"
    with pytest.raises(InputError, match="no messages in this language"):
        travel_times_html(times, lang="fr")
