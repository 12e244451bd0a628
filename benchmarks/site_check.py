# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Processor time of a warm site check on the embedded city, service by service.

    python benchmarks/site_check.py [--checks 40]

Places are drawn at random from the box of the people, with a fixed seed.
"""

from __future__ import annotations

import argparse
import statistics
import time

import halfhour as hh
import numpy as np

SERVICES = ("clinic", "elderly_care", "shelter", "rehab")
SEED = 23


def main() -> None:
    """Print the median and the 95th percentile of the milliseconds of `SiteDesk.report` by service."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checks", type=int, default=40)
    checks = parser.parse_args().checks
    print("service          median ms   95 % ms   desk s")
    for service in SERVICES:
        begun_s = time.process_time()
        desk = hh.site_desk(hh.sample_study(), service)
        desk_s = time.process_time() - begun_s
        west, south, east, north = desk.study.layers.demand.to_crs("EPSG:4326").total_bounds
        rng = np.random.default_rng(SEED)
        places = zip(
            rng.uniform(west, east, checks + 1), rng.uniform(south, north, checks + 1), strict=True
        )
        spent_ms = []
        for at in places:
            begun_s = time.process_time()
            desk.report(at=(float(at[0]), float(at[1])), tier="", capacity=100)
            spent_ms.append(1000 * (time.process_time() - begun_s))
        # The first one loads what all others need.
        warm = spent_ms[1:]
        most = statistics.quantiles(warm, n=20)[-1]
        print(f"{service:15s} {statistics.median(warm):10.0f} {most:9.0f} {desk_s:8.1f}")


if __name__ == "__main__":
    main()
