from __future__ import annotations

import copy
import dataclasses
import json

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.maps.document.offline import (
    CONTENT_SECURITY_POLICY,
    OfflineFigure,
    SlimMap,
    script_json,
)
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.proof import proof_said
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from jinja2 import Template

ATTACKS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "${alert(1)}")


def renamed(plan, names):
    """The same plan with sites of other names."""
    sites = plan.before.times.sites.copy()
    sites.loc[list(plan.opened), "name"] = names[: len(plan.opened)]
    sites.loc[plan.before.open_sites[0], "name"] = names[-1]
    times = dataclasses.replace(plan.before.times, sites=sites)
    return dataclasses.replace(
        plan,
        before=dataclasses.replace(plan.before, times=times),
        after=dataclasses.replace(plan.after, times=times),
    )


def test_same_inputs_give_the_same_bytes(town):
    first = plan_map(town.plan, units=town.units, title="A")
    assert plan_map(town.plan, units=town.units, title="A").html() == first.html()


def test_certificate_notice_and_title_are_in_the_page_itself(town):
    """Figures are drawn by its scripts: tests/browser/test_key_figures.py."""
    html = plan_map(town.plan, notice="Synthetic sample data").html()
    assert "within reach, lost at speeds {percent}% lower" in html
    assert str(town.plan.certificate) in html
    assert proof_said(town.plan, "en") in html
    assert "Synthetic sample data" in html
    assert "three_clinics" in html


def test_policy_comes_first_and_nothing_is_linked(town):
    html = plan_map(town.plan, units=town.units).html()
    head = html[: html.index("<script")]
    assert CONTENT_SECURITY_POLICY in head
    assert "<link" not in html
    assert 'src="http' not in html
    assert "sourceMappingURL" not in html


def test_attacks_in_names_are_text(town):
    units = town.units.copy()
    units["name"] = ATTACKS[:2]
    plan = renamed(town.plan, ATTACKS)
    html = plan_map(plan, units=units, title=ATTACKS[0], notice=ATTACKS[1]).html()
    assert "<script>alert" not in html
    assert "<img" not in html
    # No template is left to be filled in; scripts read the signs as they were.
    assert "{{7*7}}" not in html
    assert "\\u007b\\u007b7*7}}" in html
    assert "&lt;script&gt;alert(1)" in html


def test_script_json_leaves_no_way_out_of_a_script():
    assert "<" not in script_json("</script><!--")
    attack = {"a": ["{{7*7}}", "{% x %}", "{# x #}", "{{{{", {"b": {}}]}
    assert json.loads(script_json(attack)) == attack
    assert Template(script_json(attack)).render() == script_json(attack)
    signs = "东港镇\u2028\ud800\ufeffé"
    assert json.loads(script_json(signs)) == signs
    assert script_json(signs).encode().decode().startswith('"东港镇\\u2028\\ud800')
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json([float("nan")])


def test_unknown_link_raises():
    figure = OfflineFigure(title="", panel="", data="{}")
    page = SlimMap(tiles=None)
    folium.plugins.Fullscreen().add_to(page)
    figure.add_child(page)
    with pytest.raises(ValueError, match="no local copy of https://"):
        figure.render()


def test_folium_itself_is_left_as_it_was(town):
    before = copy.deepcopy((folium.Map.default_js, folium.Map.default_css))
    plan_map(town.plan)
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert len(folium.Map.default_js) > 1


def test_save_replaces_the_file_and_leaves_nothing_beside(town, tmp_path):
    path = tmp_path / "plan.html"
    path.write_text("old")
    page = plan_map(town.plan)
    assert page.save(path) == path
    assert path.read_text(encoding="utf-8") == page.html()
    assert [file.name for file in tmp_path.iterdir()] == ["plan.html"]


def test_save_into_a_missing_folder_raises(town, tmp_path):
    with pytest.raises(FileNotFoundError):
        plan_map(town.plan).save(tmp_path / "nowhere" / "plan.html")


def test_notebook_frame_carries_the_page(town):
    frame = plan_map(town.plan, title='5 "new"')._repr_html_()
    assert frame.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert "5 &quot;new&quot;" in frame
    assert "<script" not in frame


def test_other_limit_cells_or_unit_columns_are_refused(town):
    today = assess(town.plan.before.times, limit_min=10)
    units = gpd.GeoDataFrame(geometry=town.units.geometry)
    with pytest.raises(InputError) as caught:
        plan_map(town.plan, today, units=units)
    assert {fault.column for fault in caught.value.faults} == {"limit", "level", "name"}


def test_inputs_are_not_changed(town):
    units, sites = town.units.copy(), town.plan.before.times.sites.copy()
    plan_map(town.plan, units=units)
    assert units.equals(town.units)
    assert sites.equals(town.plan.before.times.sites)


def test_units_without_people_by_level_are_outlined_only(town):
    html = plan_map(town.plan, units=town.units.assign(level="village")).html()
    assert '"label":["Units: {level}",{"level":["village",{}]}]' in html
    assert '"label":["Share served by {level}' not in html


def test_page_of_a_city_is_small(city_times):
    plan = solve(Scenario(city_times, max_new=3))
    assert len(plan_map(plan).html().encode()) < 3_000_000


def test_a_town_without_any_major_road_shows_what_it_has(town):
    times = town.plan.before.times
    network = dataclasses.replace(
        times.network, road_class=np.full(len(times.network.road_class), "residential")
    )
    plan = solve(Scenario(dataclasses.replace(times, network=network), max_new=1))
    html = plan_map(plan).html()
    assert "Land, water and roads" in html
    assert '"roads":[{"zoom":0,' in html


def test_today_must_count_places_as_the_plan_does(town):
    times = town.plan.before.times
    sites = times.sites.assign(capacity=500.0)
    rule = ServiceCapacity()
    plan = solve(
        Scenario(dataclasses.replace(times, sites=sites), max_new=1, capacity=rule, limit_min=20)
    )
    with pytest.raises(InputError, match=r"reach alone.*system assignment, 1 places a person"):
        plan_map(plan, assess(plan.scenario.times, limit_min=20))
    same = ServiceCapacity(need={"residents": 1.0})
    assert plan_map(plan, assess(plan.scenario.times, limit_min=20, capacity=same)).title
