"""Equal inputs give equal bytes, whatever the order of rows: but for seconds and the inputs' own records.

These say which files were read: their hashes, and where the study lies.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from halfhour.app.plan.plan_study import plan_study
from halfhour.common.kept.kept_parts import kept_files
from malformed_kinds import STUDY, write_study


def street(folder: Path, seed: int) -> Path:
    """Write a study whose people are fractions, so that the order of a sum shows in its last digit."""
    folder.mkdir()
    write_study(folder)
    values = np.random.default_rng(1)
    count = 60
    tables = {
        "cells.csv": pd.DataFrame(
            {
                "cell_id": [f"c{number}" for number in range(count)],
                "lon": 120 + values.random(count) * 0.036,
                "lat": 40 + values.normal(0, 0.002, count),
                "residents": values.random(count) * 100,
            }
        ),
        "places.csv": pd.DataFrame(
            {
                "site_id": [f"p{number}" for number in range(8)],
                "lon": 120 + np.arange(8) * 0.0045,
                "lat": 40.0,
            }
        ),
        "clinics.csv": pd.DataFrame(
            {"site_id": ["first", "second"], "lon": [120.012, 120.03], "lat": 40.0}
        ),
    }
    line = [
        [[120 + 0.006 * step, 40.0 - 0.003 * side], [120 + 0.006 * (step + 1 - side), 40.0]]
        for step in range(6)
        for side in (0, 1)
    ]
    corners = [(0, 39.9), (0.015, 39.9), (0.015, 40.1), (0, 40.1), (0, 39.9)]
    shapes = {
        "roads.geojson": [({"highway": "residential"}, "LineString", points) for points in line],
        "units.geojson": [
            (
                {"unit_id": f"U{n}", "name": f"N{n}"},
                "Polygon",
                [[[119.99 + 0.015 * n + x, y] for x, y in corners]],
            )
            for n in range(4)
        ],
    }
    for name, table in tables.items():
        rows = table.sample(frac=1, random_state=seed) if seed else table
        rows.to_csv(folder / name, index=False)
    for name, records in shapes.items():
        turned = records[seed:] + records[:seed]
        features = [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": kind, "coordinates": points},
            }
            for properties, kind, points in turned
        ]
        (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    study = yaml.safe_load(STUDY)
    study["services"]["clinic"]["limit_min"] = 6
    study["scenarios"]["one"].update(max_new=2, frontier="sites")
    (folder / "study.yaml").write_text(yaml.safe_dump(study))
    return folder / "study.yaml"


def results(folder: Path) -> dict[str, bytes]:
    """Return the files of the results, seconds and the inputs' hashes left out."""
    found = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    plan = found["plan.json"].decode()
    plan = re.sub(r'"sha256": "\w+"', '"sha256": ""', plan)
    plan = re.sub(r'"path": "[./]*/(?:s\d|study)/study.yaml"', '"path": ""', plan)
    found["plan.json"] = re.sub(r'"seconds": [-+.\de]+', '"seconds": 0', plan).encode()
    frontier = pd.read_csv(folder / "frontier.csv", dtype=str).drop(columns="seconds")
    found["frontier.csv"] = frontier.to_csv().encode()
    return found


def test_rows_in_another_order_give_equal_bytes(tmp_path: Path) -> None:
    found = []
    for seed in (0, 3):
        [written] = plan_study(street(tmp_path / f"s{seed}", seed), tmp_path / f"out{seed}")
        found.append(results(written.folder))
    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


def test_other_numbers_of_threads_give_equal_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, found = street(tmp_path / "study", 0), []
    for count in (1, 2, 5):
        # All of Halfhour asks here how many threads to use.
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        [written] = plan_study(study, tmp_path / f"out{count}")
        found.append(results(written.folder))
    assert found[0] == found[1] == found[2]


def test_what_earlier_runs_kept_gives_equal_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    study, cache, found = street(tmp_path / "study", 0), tmp_path / "cache", []
    for number, folder in enumerate(("off", cache, cache)):
        monkeypatch.setenv("HALFHOUR_CACHE", str(folder))
        [written] = plan_study(study, tmp_path / f"out{number}")
        found.append(results(written.folder))
    what = {file.what.partition(" ")[0] for file in kept_files(cache)}
    read, made = (
        {"people", "roads", "units", "sites"},
        {"positions", "travel", "today", "connections"},
    )
    assert what == {*read, *made, "access", "basemap"}
    assert found[0] == found[1] == found[2]


RUN = """\
import os
os.cpu_count = lambda: THREADS
from halfhour.app.cli import main
main()
"""


@pytest.mark.prove
def test_other_hash_seeds_and_threads_give_equal_bytes(tmp_path: Path) -> None:
    plan = ["plan", str(street(tmp_path / "study", 0)), "--out"]
    found = []
    for seed in ("0", "1", "2"):
        for threads in ("1", "2"):
            out = tmp_path / f"{seed} {threads}"
            subprocess.run(
                [sys.executable, "-c", RUN.replace("THREADS", threads), *plan, str(out)],
                env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
                check=True,
            )
            found.append(results(out / "one"))
    assert all(one == found[0] for one in found[1:])
