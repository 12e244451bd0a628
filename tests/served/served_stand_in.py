"""A study that is served, without a study: it answers at once, and counts what it is asked."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI
from halfhour.app.server.answers.problem import Refused
from halfhour.app.server.answers.register_answers import RegisterLine
from halfhour.app.server.answers.study_answers import Said, ServiceDescription, StudyDescription
from halfhour.app.server.application import study_app
from halfhour.app.server.settings import ServerSettings

T = TypeVar("T")

ADDRESS = "http://127.0.0.1:8765"
KEY = "key-of-the-tests"
TOKEN = "a-token-that-is-long-enough"  # noqa: S105 - of tests
ANY = "0.0.0.0"  # noqa: S104 - never bound to
CHANGES = {"X-Halfhour-Key": KEY, "Content-Type": "application/json"}


@dataclass(frozen=True)
class StandInReport:
    id: str
    asked: dict[str, object]

    def to_dict(self) -> dict[str, object]:
        return {"newly_served": 7.0, "mean_fall": float("nan"), "asked": repr(self.asked)}

    def save(self, out: Path, *, lang: str, pdf: bool) -> list[Path]:
        names = ["check.html", "check.json", "check.xlsx", *(["check.pdf"] if pdf else [])]
        for name in names:
            (out / name).write_text(f"{name} {lang} {self.id}", encoding="utf-8")
        return [out / name for name in names]


@dataclass
class StandInDesk:
    problem: Exception | None = None

    def report(self, **asked: object) -> StandInReport:
        if self.problem is not None:
            raise self.problem
        digest = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()
        return StandInReport(id=f"20261129-{digest[:8]}", asked=asked)


@dataclass
class StandInRegister:
    kept: list[RegisterLine] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, report: StandInReport, *, lang: str, note: str) -> RegisterLine:
        line = RegisterLine(
            check_id=report.id,
            obstacles=lang,
            time="2026-11-29T09:00:00Z",
            service="clinic",
            lon=119.52,
            lat=39.91,
            applicant=report.asked["names"][0],
            note=note,
        )
        with self.lock:
            self.kept.append(line)
        return line

    def lines(self) -> list[RegisterLine]:
        return self.kept[::-1]

    def decide(
        self, check_id: str, decision: str, *, reason: str, date: dt.date | None, opens_year: int
    ) -> RegisterLine:
        for number, line in enumerate(self.kept):
            if line.check_id == check_id:
                self.kept[number] = line.model_copy(
                    update={
                        "decision": decision,
                        "reason": reason,
                        "decided": date,
                        "opens_year": opens_year,
                    }
                )
                return self.kept[number]
        raise Refused(404, "unknown_check", "There is no such check.")


@dataclass
class StandInStudy:
    desks: dict[str, StandInDesk] = field(default_factory=lambda: {"clinic": StandInDesk()})
    register: StandInRegister = field(default_factory=StandInRegister)

    def description(self) -> StudyDescription:
        services = [
            ServiceDescription(
                name=name,
                title=Said(en=name, zh=name),
                state="ready",
                tier_needed=False,
                counts_places=False,
                limit=15,
                limit_unit="min",
                limit_max=30,
                group="residents",
            )
            for name in self.desks
        ]
        return StudyDescription(
            name="One street",
            title=Said(en="One street", zh="一条街"),
            year=2020,
            bounds=(119.0, 39.0, 120.0, 40.0),
            services=tuple(services),
            pdf=False,
            version="0.1.0",
        )

    def desk(self, service: str) -> StandInDesk:
        if service not in self.desks:
            raise Refused(404, "not_found", "There is no such service.")
        return self.desks[service]

    def named(self, report: StandInReport, *, applicant: str, project: str) -> StandInReport:
        return StandInReport(report.id, report.asked | {"names": [applicant, project]})

    def shown(self, _: StandInReport) -> dict[str, object]:
        return {"told": {}, "map": {"at": [119.52, 39.91]}}

    def page(self, lang: str) -> str:
        return (
            f'<!DOCTYPE html><html lang="{lang}"><head><title>t</title></head>'
            "<body><script>1</script></body></html>"
        )


def on_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run something on an event loop in a thread of its own: Playwright may hold one in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@dataclass(frozen=True)
class Asker:
    """Asks an application in this process, each time on a loop of its own."""

    app: FastAPI
    address: str = ADDRESS

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: object) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: object) -> httpx.Response:
        async def asked() -> httpx.Response:
            # What a server would see: errors are answers.
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.address) as client:
                return await client.request(method, path, **options)

        return on_a_loop(asked())


def asker(study: StandInStudy | None = None, **settings: object) -> Asker:
    """Return what asks a server for a study."""
    return Asker(study_app(study or StandInStudy(), ServerSettings(**{"key": KEY, **settings})))
