"""How long `halfhour serve` takes to answer a click: wall time of the client, and the server's processor time.

::

    python benchmarks/site_server.py                 # the sample city
    python benchmarks/site_server.py study.yaml --clicks 300 --service clinic --tier station --capacity 80

Clicks come one after the other, at random places within half a kilometre of people. The first ten do not count.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import halfhour as hh
import numpy as np
import psutil

WARM = 10
AROUND_DEG = 0.005


def main() -> None:
    """Start a server, click, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("study", nargs="?", type=Path, help="by default the sample city")
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument("--service", default="shelter")
    parser.add_argument("--tier")
    parser.add_argument("--capacity", type=float, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = asked.study
        if study is None:
            shutil.copytree(hh.sample_study().parent, folder, dirs_exist_ok=True)
            study = Path(folder) / hh.sample_study().name
        clicks(study, asked)


def clicks(study: Path, asked: argparse.Namespace) -> None:
    """Ask a server about random places."""
    arguments = ["serve", str(study), "--port", "0", "--no-browser", "--service", asked.service]
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "halfhour", *arguments], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None  # noqa: S101 - it is a pipe
        found = (re.search(r"http://[\d.]+:\d+", line) for line in server.stderr)
        address = next(one[0] for one in found if one)
        print(f"serves after {time.perf_counter() - began:.1f} s")  # noqa: T201 - talks to whoever runs it
        while told(address + "/health")["ready"] == 0:
            time.sleep(0.1)
        print(f"is ready after {time.perf_counter() - began:.1f} s")  # noqa: T201 - talks to whoever runs it
        key = told(address + "/api/session")["key"]
        question: dict[str, Any] = {"service": asked.service}
        if told(address + "/api/study")["services"][0]["counts_places"]:
            question["capacity"] = asked.capacity
        if asked.tier:
            question["tier"] = asked.tier
        watched = psutil.Process(server.pid)
        walls, works = [], []
        for place in places(study, asked.service, asked.clicks + WARM):
            work, wall = sum(watched.cpu_times()[:2]), time.perf_counter()
            told(address + "/api/checks", {**question, "at": place}, key)
            walls.append(time.perf_counter() - wall)
            works.append(sum(watched.cpu_times()[:2]) - work)
        print(f"memory {watched.memory_info().rss / 1e6:.0f} MB")  # noqa: T201 - talks to whoever runs it
        server.terminate()
    for name, seconds in (("wall", walls[WARM:]), ("processor", works[WARM:])):
        middle, high = np.percentile(seconds, [50, 95])
        print(f"{name}: median {1000 * middle:.0f} ms, 95th percentile {1000 * high:.0f} ms")  # noqa: T201 - talks to whoever runs it


def places(study: Path, service: str, count: int) -> list[tuple[float, float]]:
    """Return places around people."""
    demand = hh.open_study(study, services=[service]).layers.demand.to_crs("EPSG:4326")
    some = random.Random(1)  # noqa: S311 - no secret
    cells = demand.geometry.sample(count, replace=True, random_state=1).centroid
    return [
        (
            point.x + some.uniform(-AROUND_DEG, AROUND_DEG),
            point.y + some.uniform(-AROUND_DEG, AROUND_DEG),
        )
        for point in cells
    ]


def told(url: str, question: dict[str, Any] | None = None, key: str = "") -> Any:  # noqa: ANN401 - JSON
    """Ask the server."""
    headers = {"X-Halfhour-Key": key, "Content-Type": "application/json"}
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - our own
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
        return json.load(answer)


if __name__ == "__main__":
    main()
