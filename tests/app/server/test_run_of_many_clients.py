"""Fifty clients at once: no error, no lost line of the register, and no memory that grows."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
import psutil
import pytest
from halfhour.app.example_study import street_study
from halfhour.data.register.read import read_register

pytestmark = pytest.mark.thorough

CLIENTS = 50
KEPT = 200
"""Checks that a server keeps: until it has made so many its memory grows."""


@dataclass
class Asked:
    """What clients saw."""

    saved: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    answers: int = 0


def ask(address: str, key: str, number: int, until: float, asked: Asked) -> None:
    """Check, save, list and fetch memos at random until the time is over, and at least once."""
    some = random.Random(number)  # noqa: S311 - no secret
    with httpx.Client(base_url=address, timeout=120, headers={"X-Halfhour-Key": key}) as client:
        while True:
            place = [120 + some.random() * 0.036, 40 + some.random() * 1e-4]
            answer = client.post("/api/checks", json={"service": "clinic", "at": place})
            answers = [answer]
            if answer.status_code == 200:
                check = answer.json()["id"]
                kind = some.random()
                if kind < 0.5:
                    saved = client.post("/api/register", json={"check_id": check})
                    answers.append(saved)
                    if saved.status_code == 201:
                        asked.saved.append(check)
                elif kind < 0.6:
                    answers.append(client.get(f"/api/checks/{check}/check.json"))
                elif kind < 0.65:
                    answers.append(client.get("/api/register?limit=10"))
            asked.answers += len(answers)
            asked.failures += [one.text for one in answers if not one.is_success]
            if time.monotonic() > until:
                return


def ask_at_once(address: str, seconds: float) -> Asked:
    key = httpx.get(f"{address}/api/session").json()["key"]
    asked, until = Asked(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=ask, args=(address, key, number, until, asked))
        for number in range(CLIENTS)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return asked


class Served:
    """A server in a process of its own."""

    def __init__(self, study: Path) -> None:
        arguments = ["serve", str(study), "--port", "0", "--no-browser"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "halfhour", *arguments],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HALFHOUR_COMPILE_AHEAD": "off"},
        )
        for line in self.process.stderr:
            if found := re.search(r"http://[\d.]+:\d+", line):
                self.address = found[0]
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        while httpx.get(f"{self.address}/health").json()["ready"] == 0:
            time.sleep(0.1)

    @property
    def memory_mb(self) -> float:
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.process.stderr.close()


def test_fifty_clients_ask_and_save_at_once(tmp_path) -> None:
    study = street_study(tmp_path)
    with Served(study) as served:
        asked = ask_at_once(served.address, 1.0)
    assert not asked.failures
    assert asked.answers >= CLIENTS
    assert sorted(read_register(tmp_path / "register.gpkg")["check_id"]) == sorted(asked.saved)


@pytest.mark.prove
def test_fifty_clients_ask_and_save_for_a_minute(tmp_path) -> None:
    study = street_study(tmp_path)
    with Served(study) as served:
        saved = []
        while len(saved) < KEPT:
            began = ask_at_once(served.address, 2)
            assert not began.failures
            saved += began.saved
        before_mb = served.memory_mb
        asked = ask_at_once(served.address, 60)
        after_mb = served.memory_mb
    assert not asked.failures
    kept = read_register(tmp_path / "register.gpkg")["check_id"]
    assert sorted(kept) == sorted(saved + asked.saved)
    assert after_mb < 1.1 * before_mb
