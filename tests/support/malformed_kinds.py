"""Kinds of malformed inputs: a small good study, one mutation, and what the message has to say."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Change = Callable[[Path], object]

STUDY = """\
name: Street
roads: {file: roads.geojson}
people: {file: cells.csv, year: 2020}
units:
  - {level: county, file: units.geojson}
services:
  clinic:
    mode: walk
    limit_min: 15
    existing: {file: clinics.csv}
    candidates: {file: places.csv}
scenarios:
  one: {service: clinic, max_new: 1}
"""
STANDARDS = """\
name: One rule
levels: {county: {zh: 县, en: county}}
groups: [residents]
services: {clinic: {title: {zh: 医疗, en: clinics}, mode: walk}}
rules:
  - id: clinic.access
    kind: access
    clause: {section: §1, words: 步行}
    title: {zh: 可达, en: clinics within reach}
    service: clinic
    group: residents
    minutes: 15
    target: 90 %
"""
CHOICE = {"format": "halfhour-choice/1", "service": "clinic", "open_sites": ["last"]}


def _feature(properties: dict[str, str], kind: str, coordinates: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


ROADS = _collection(
    _feature({"highway": "residential"}, "LineString", [[120.0, 40.0], [120.036, 40.0]])
)
UNITS = _collection(
    _feature(
        {"unit_id": "U1", "name": "West"},
        "Polygon",
        [[[119.9, 39.9], [120.1, 39.9], [120.1, 40.1], [119.9, 40.1], [119.9, 39.9]]],
    )
)

FILES = {
    "study.yaml": STUDY,
    "standards.yaml": STANDARDS,
    "choice.json": json.dumps(CHOICE),
    "roads.geojson": ROADS,
    "units.geojson": UNITS,
    "cells.csv": "cell_id,lon,lat,residents\nwest,120,40,400\nmid,120.018,40,50\neast,120.036,40,100\n",
    "clinics.csv": "site_id,lon,lat,capacity\nfirst,120.012,40,300\n",
    "places.csv": "site_id,lon,lat,cost\nmiddle,120.024,40,2\nlast,120.036,40,1\n",
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of malformed input.

    Parameters
    ----------
    change
        Spoils the study in a folder.
    told
        Words that the message has: of file, row or key, value, cause and fix.
    command
        Which command meets it.
    """

    change: Change
    told: tuple[str, ...]
    command: str = "validate"


def write_study(folder: Path) -> None:
    """Write the good study."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")


def arguments(command: str, folder: Path) -> list[str]:
    """Return the command line of a command."""
    study = str(folder / "study.yaml")
    if command == "evaluate":
        rules = ["--standards", str(folder / "standards.yaml")]
        return ["evaluate", study, *rules, "--out", str(folder / "checked")]
    if command == "choice":
        choice = ["--scenario", "one", "--open-sites", str(folder / "choice.json")]
        return ["plan", study, *choice, "--out", str(folder / "out")]
    return [command, study]


def text(name: str, old: str, new: str) -> Change:
    """Return a change of one piece of a file's text."""

    def change(folder: Path) -> None:
        before = (folder / name).read_text(encoding="utf-8")
        assert old in before, f"{name} has no {old}"
        (folder / name).write_text(before.replace(old, new, 1), encoding="utf-8")

    return change


def whole(name: str, content: bytes | str) -> Change:
    """Return a change of a whole file."""
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data)


def gone(name: str) -> Change:
    """Return a change after which a file is missing."""
    return lambda folder: (folder / name).unlink()


def instead(name: str, make: Callable[[Path], object]) -> Change:
    """Return a change after which something else stands where a file is to be."""

    def change(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return change


def loop(path: Path) -> None:
    """Make a link that leads to itself."""
    path.symlink_to(path)


def pipe(path: Path) -> None:
    """Make a named pipe, which would be read for ever."""
    os.mkfifo(path)
