"""Small studies whose roads are easily read wrongly, with the right answers that their authors worked out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from halfhour.app.study.study import Study, open_study
from halfhour.common.errors import InputError


@pytest.fixture
def case(tmp_path: Path, shared_case: Callable[[str], Path]) -> Callable[[str], Path]:
    """Copy a case and return its study file."""

    def copy(name: str) -> Path:
        shutil.copytree(shared_case("faults") / name, tmp_path / name)
        return tmp_path / name / "study.yaml"

    return copy


def minutes(study: Study) -> dict[str, float]:
    cost = study.assessments["clinic"].cells["cost"]
    return {str(cell): round(float(seconds) / 60, 1) for cell, seconds in cost.items()}


@pytest.mark.parametrize("mapped", [True, False])
def test_a_bridge_with_a_vertex_above_the_street(case, mapped: bool) -> None:  # noqa: FBT001
    path = case("bridge_shared_vertex")
    if not mapped:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(", layer: layer", ""), encoding="utf-8")
    study = open_study(path)
    assert study.assessments["clinic"].people_served == 0
    assert "1 place where lines cross on different levels" in study.layers.notes[0]
    # 15 km on foot. Nobody gets on in the middle of a long bridge, so only the level says that it is one.
    roads = path.with_name("roads.geojson")
    roads.write_text(roads.read_text(encoding="utf-8").replace('"T"', '"F"'), encoding="utf-8")
    wide = path.read_text(encoding="utf-8").replace("limit_min: 90", "limit_min: 200")
    path.write_text(wide, encoding="utf-8")
    assert minutes(open_study(path))["a"] == pytest.approx(180, abs=0.3)


def test_a_side_street_that_ends_on_a_street_without_a_vertex(case) -> None:
    study = open_study(case("t_junction_without_vertex"))
    assert minutes(study) == {"a": 7.5, "b": 12.0}
    (note,) = study.layers.notes
    assert "roads.geojson: lines were joined" in note
    assert "1 between two" in note


def test_a_street_in_sixty_pieces_with_noise_at_their_ends(case) -> None:
    study = open_study(case("end_noise_1mm"))
    assert study.assessments["clinic"].people_served == 600
    assert minutes(study)["c59"] == 17.7
    assert "roads.geojson: lines were joined" in study.layers.notes[0]


def test_one_way_streets_whose_code_means_two_things_are_refused(case) -> None:
    path = case("oneway_f_without_b")
    with pytest.raises(InputError, match=r"roads\.geojson, oneway = 'F \(2\)'.*values: \{oneway"):
        open_study(path)
    roads = "roads: {file: roads.geojson, values: {oneway: {F: forward}}}"
    text = path.read_text(encoding="utf-8").replace("roads: {file: roads.geojson}", roads)
    path.write_text(text, encoding="utf-8")
    study = open_study(path)
    assert study.assessments["clinic"].people_served == 0
    path.write_text(text + "    limit_min: 60\n", encoding="utf-8")
    assert minutes(open_study(path)) == {"a": 37.5}


def test_one_way_streets_in_codes_of_another_maker(case) -> None:
    path = case("oneway_codes_0_1_2_3")
    with pytest.raises(InputError, match=r"roads\.geojson, dir = '2 \(1\)'"):
        open_study(path)
    text = path.read_text(encoding="utf-8")
    columns = "columns: {class: highway, oneway: dir}"
    assert columns in text
    values = "values: {oneway: {0: both, 1: both, 2: forward, 3: backward}}"
    text = text.replace(columns, f"{columns}, {values}") + "    limit_min: 60\n"
    path.write_text(text, encoding="utf-8")
    assert minutes(open_study(path)) == {"a": 37.5, "b": 1.5}


def test_a_graded_track_is_a_track(case) -> None:
    study = open_study(case("geofabrik_track_grade"))
    assert minutes(study) == {"a": 26.4, "b": 9.6}


def test_an_extract_with_history_is_refused(case) -> None:
    with pytest.raises(InputError, match=r"roads\.osh\.pbf: has a history.*osmium time-filter"):
        open_study(case("history_osh"))


def test_ways_before_nodes(case) -> None:
    assert minutes(open_study(case("ways_before_nodes"))) == {"a": 24.0, "b": 12.0}
