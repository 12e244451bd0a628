"""A fetched folder opens with the readers that every study uses, and plans once people are added."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import CommandRun, halfhour
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.data.osm.fetch import fetch_place
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from osm_server import OsmServer, running
from osm_town import osm_town


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's folder as fetched, without people; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("fetched") / "town"
    with running(osm_town()) as server:
        fetch_place("Town", folder, **server.urls)
    return folder


@pytest.fixture
def study(fetched: Path, tmp_path: Path) -> Path:
    """The study file of a copy to which only people.csv was added."""
    folder = Path(shutil.copytree(fetched, tmp_path / "town"))
    pd.DataFrame(
        {
            "cell_id": ["a", "b", "c"],
            "lon": [10.004, 10.012, 10.018],
            "lat": [0.004, 0.012, 0.018],
            "residents": [100, 200, 300],
        }
    ).to_csv(folder / "people.csv", index=False)
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def roads(fetched: Path) -> RoadNetwork:
    return read_roads(fetched / "roads.gpkg")


def test_without_people_it_says_what_is_missing(fetched: Path) -> None:
    with pytest.raises(InputError, match=r"people\.csv.*there is no such file"):
        open_study(fetched / "study.yaml")


def test_every_layer_is_read_whole(study: Path) -> None:
    layers = validate_study(study)
    assert layers.roads is not None
    assert {record.name: record.rows for record in layers.inputs} == {
        "people.csv": 3,
        "boundary.gpkg": 1,
        "roads.gpkg": len(layers.roads.start),
        "clinic.gpkg": 4,
        "elderly_care.gpkg": 1,
        "rehab.gpkg": 1,
    }
    assert layers.units["place"]["name"].tolist() == ["Town"]
    clinic = layers.sites["clinic"]
    assert clinic["tier"].to_dict() == {
        "n60": "hospital",
        "n61": "doctor",
        "n62": "clinic",
        "w120": "hospital",
    }
    assert clinic.loc["n60", "name"] == "医院"
    assert (clinic["status"] == "existing").all()


def test_with_people_it_plans(study: Path, tmp_path: Path) -> None:
    written = plan_study(study, tmp_path / "results")
    plans = {item.service: item.plan for item in written}
    assert set(plans) == {"clinic", "elderly_care", "rehab"}
    assert plans["clinic"].before.people_total == 600
    assert plans["clinic"].before.people_served > 0
    # Who is elderly or disabled is a share of the residents until the user counts them.
    assert plans["elderly_care"].before.people_total == pytest.approx(600 * 0.187)
    assert plans["rehab"].before.people_total == pytest.approx(600 * 0.0634)
    page = (tmp_path / "results" / "clinic_today" / "plan.html").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in page


def test_one_way_streets_keep_their_direction(roads: RoadNetwork) -> None:
    primary = roads.road_class == "primary"
    forward = np.isfinite(roads.forward_s["drive"][primary])
    backward = np.isfinite(roads.backward_s["drive"][primary])
    assert len(forward) > 0
    assert (forward != backward).all()
    assert np.isfinite(roads.backward_s["walk"][primary]).all()
    start_xy = roads.node_xy[roads.start[primary]]
    end_xy = roads.node_xy[roads.end[primary]]
    eastward = ((end_xy - start_xy)[:, 0] > 0) == forward
    # The southern street is drawn eastward with oneway=yes, the northern one likewise with -1.
    northern = start_xy[:, 1] > roads.node_xy[:, 1].mean()
    assert northern.any()
    assert not northern.all()
    assert (eastward == ~northern).all()


def test_speed_limits_count_when_driving(roads: RoadNetwork) -> None:
    street = roads.road_class == "residential"
    kph = 3.6 * roads.length_m[street] / roads.forward_s["drive"][street]
    assert len(kph) > 0
    assert kph == pytest.approx(30)  # as tagged; residential streets without a tag have 20


def _fetch(server: OsmServer, folder: Path) -> CommandRun:
    urls = server.urls
    return halfhour(
        *("fetch", "Town", "--out", folder),
        *("--overpass-url", urls["overpass_url"], "--nominatim-url", urls["nominatim_url"]),
    )


def test_the_command_fetches_a_study_folder(fetched: Path, tmp_path: Path) -> None:
    with running(osm_town()) as server:
        done = _fetch(server, tmp_path / "town")
    assert done.returncode == 0, done.stderr
    assert "for roads" in done.stderr
    assert "clinic: 4 facilities" in done.stdout
    assert "OpenStreetMap has no shelter here" in done.stdout
    assert "add people.csv" in done.stdout
    for path in fetched.iterdir():
        if path.name != "SOURCES.txt":  # says when
            assert (tmp_path / "town" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_command_ends_with_a_message_when_the_server_fails(tmp_path: Path) -> None:
    with running(osm_town()) as server:
        server.answer = (500, "oops")
        done = _fetch(server, tmp_path / "town")
    assert done.returncode == 2
    assert "answered 500" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
