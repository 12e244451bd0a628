"""A fetched folder opens with the readers that every study uses, and plans once people are added."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from halfhour.app.plan_study import plan_study
from halfhour.app.study import open_study
from halfhour.data.fetch import fetch_place
from halfhour.geo.errors import InputError
from osm_server import running
from osm_town import osm_town


def add_people(folder: Path) -> None:
    pd.DataFrame(
        {
            "cell_id": ["a", "b", "c"],
            "lon": [10.004, 10.012, 10.018],
            "lat": [0.004, 0.012, 0.018],
            "residents": [100, 200, 300],
        }
    ).to_csv(folder / "people.csv", index=False)


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fetched") / "town"
    with running(osm_town()) as server:
        fetch_place("Town", folder, **server.urls)
    return folder


def test_without_people_it_says_what_is_missing(fetched: Path) -> None:
    (fetched / "people.csv").unlink(missing_ok=True)
    with pytest.raises(InputError, match=r"people\.csv.*there is no such file"):
        open_study(fetched / "study.yaml")


def test_with_people_it_plans(fetched: Path, tmp_path: Path) -> None:
    add_people(fetched)
    plans = {item.service: item.plan for item in plan_study(fetched / "study.yaml", tmp_path)}
    assert set(plans) == {"clinic", "elderly_care", "rehab"}
    assert plans["clinic"].before.people_total == 600
    assert plans["clinic"].before.people_served > 0
    assert plans["elderly_care"].before.people_total == pytest.approx(600 * 0.187)
    page = (tmp_path / "clinic_today" / "plan.html").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in page


def test_one_way_streets_and_speed_limits_arrive(fetched: Path) -> None:
    add_people(fetched)
    roads = open_study(fetched / "study.yaml", services=["clinic"]).layers.roads
    primary = roads.road_class == "primary"
    assert primary.any()
    one_way = np.isfinite(roads.forward_s["drive"]) != np.isfinite(roads.backward_s["drive"])
    assert one_way[primary].all()
    assert np.isfinite(roads.backward_s["walk"][primary]).all()
    residential = roads.road_class == "residential"
    kph = 3.6 * roads.length_m[residential] / roads.forward_s["drive"][residential]
    assert 30 in kph.round(6)


def test_the_command_fetches_a_study_folder(tmp_path: Path) -> None:
    with running(osm_town()) as server:
        options = [
            part
            for name, url in server.urls.items()
            for part in (f"--{name.replace('_', '-')}", url)
        ]
        done = subprocess.run(
            [sys.executable, "-m", "halfhour", "fetch", "Town", "--out", tmp_path / "t", *options],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "clinic: 4 facilities" in done.stdout
    assert (tmp_path / "t" / "study.yaml").is_file()
