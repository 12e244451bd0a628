"""The study folder of a fetched place: its study file, its README, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import yaml

from ...common.written.geopackages import reproducible_geopackages
from .admin_units import level_name
from .people.datasets import Dataset
from .people.fetch_people import PEOPLE_FILE, FetchedPeople

ASSUMED_SHARES: Final = {"elderly": 0.187, "disabled": 0.0634}
"""China's shares of people aged 60 and over (census 2020) and of disabled people (Second China National Sample
Survey on Disability, 2006: 82.96 million, 6.34 %), until the user puts in the place's own."""

_OSM_CREDIT: Final = "Roads and facilities © OpenStreetMap contributors"
_OSM_LICENCE: Final = (
    "ODbL 1.0, (c) OpenStreetMap contributors (https://www.openstreetmap.org/copyright)"
)

_HEAD: Final = """\
# Fetched from OpenStreetMap; data (c) OpenStreetMap contributors, ODbL 1.0.
"""
_HEAD_WITHOUT_PEOPLE: Final = """\
# Before this study can be opened, put people.csv beside this file, with the columns
# cell_id, lon, lat (degrees, EPSG:4326) and residents (people).
# The shares under `groups:` are China's as a whole. Replace them by the place's own, or leave them
# out and count the groups in columns of people.csv, named under `columns:`.
"""
_HEAD_WITH_PEOPLE: Final = """\
# people.tif is modelled, not counted: SOURCES.txt says by whom. Compare its total with official figures.
# The shares under `groups:` are China's as a whole. Replace them by the place's own.
"""


_TO_DO: Final = """\
To do: add people.csv to this folder, with the columns cell_id, lon, lat (degrees, EPSG:4326) and
residents (people); the head of study.yaml says where elderly and disabled people come from. Then run:"""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a fetched folder holds, as its texts tell it.

    Parameters
    ----------
    name
        The place's name.
    facilities
        How many facilities each service has.
    margin_m
        Metres around the boundary that were fetched too.
    units_level
        The OSM level of the units inside; None without.
    people
        Where the people come from; None without.
    """

    name: str
    facilities: Mapping[str, int]
    margin_m: float
    units_level: int | None = None
    people: Dataset | None = None


def study_yaml(contents: Contents, *, road_tags: Sequence[str]) -> str:
    """Return the text of the study file.

    Parameters
    ----------
    contents
        What the folder holds.
    road_tags
        The OSM keys that are columns of the road layer, ``highway`` first.
    """
    credit = "" if contents.people is None else contents.people.credit
    study = {
        "name": contents.name,
        "credits": f"{_OSM_CREDIT}; people {credit}" if credit else _OSM_CREDIT,
        "area": "boundary.gpkg",
        "roads": {
            "file": "roads.gpkg",
            "columns": {"class": "highway"} | {key: key for key in road_tags[1:]},
        },
        "people": _people(contents.people),
        "units": [
            *([] if contents.units_level is None else [_units(level_name(contents.units_level))]),
            _units("place", file="boundary.gpkg"),
        ],
        "services": {
            service: {
                "existing": {
                    "file": f"{service}.gpkg",
                    "columns": {"site_id": "site_id", "name": "name", "tier": "tier"},
                }
            }
            for service, count in contents.facilities.items()
            if count
        },
    }
    head = _HEAD + (_HEAD_WITHOUT_PEOPLE if contents.people is None else _HEAD_WITH_PEOPLE)
    text = head + yaml.safe_dump(study, allow_unicode=True, sort_keys=False)
    # Without a facility there is nothing under the key yet; braces would close it to what the user adds.
    text = text.replace("services: {}\n", "services:\n")
    # A service without any layer is not valid, so it stands as a comment until there is one.
    for service in (service for service, count in contents.facilities.items() if count == 0):
        text += f"  # {service}: OpenStreetMap has none here; add `existing:` or `candidates:`\n"
    return text


def _people(people: Dataset | None) -> dict[str, object]:
    """Return the entry of the people."""
    if people is not None:
        year = {} if people.year is None else {"year": people.year}
        return {"file": PEOPLE_FILE, **year, "groups": dict(ASSUMED_SHARES)}
    return {
        "file": "people.csv",
        "crs": "EPSG:4326",
        "columns": {"cell_id": "cell_id", "x": "lon", "y": "lat", "residents": "residents"},
        "groups": dict(ASSUMED_SHARES),
    }


def _units(level: str, file: str = "units.gpkg") -> dict[str, object]:
    """Return the entry of a level of units."""
    return {"level": level, "file": file, "columns": {"unit_id": "unit_id", "name": "name"}}


def readme(contents: Contents) -> str:
    """Return the text of the folder's README."""
    counts = "\n".join(
        f"  {service}: {count or 'none found; study.yaml leaves it out'}"
        for service, count in contents.facilities.items()
    )
    to_do = (
        _TO_DO
        if contents.people is None
        else "People: people.tif, of which those inside the boundary count. The head of study.yaml says where\n"
        "elderly and disabled people come from. SOURCES.txt says whose the data are. Run:"
    )
    return f"""{contents.name}

Roads, boundary and facilities from OpenStreetMap, (c) OpenStreetMap contributors, ODbL 1.0
(https://www.openstreetmap.org/copyright). Roads and facilities reach {contents.margin_m:,.0f} m beyond the
boundary.

{to_do}
halfhour plan study.yaml --out results

Facilities:
{counts}

OpenStreetMap is not an official register: some facilities are missing, and one may be drawn twice,
as a point and as an area. Compare the layers with your own lists.
"""


def sources(
    contents: Contents, servers: Sequence[str], people: FetchedPeople | None, *, day: str
) -> str:
    """Return the text that says where each file comes from, when it came, and under which licence.

    Parameters
    ----------
    contents
        What the folder holds.
    servers
        The Overpass server and the Nominatim server.
    people
        The people; None without.
    day
        The day in UTC on which the oldest part was fetched.
    """
    overpass, nominatim = servers
    layers = ["roads", *(["units"] if contents.units_level is not None else [])]
    layers += [service for service, count in contents.facilities.items() if count]
    files = {"boundary.gpkg": nominatim} | {f"{layer}.gpkg": overpass for layer in layers}
    parts = [
        f"{file}\n  source: OpenStreetMap, by {server}\n  fetched: {day}\n  licence: {_OSM_LICENCE}"
        for file, server in files.items()
    ]
    if people is not None:
        dates = [
            f"\n  address: {url}" + (f"\n  last modified: {modified}" if modified else "")
            for url, modified in zip(people.urls, people.modified, strict=True)
        ]
        year = "not known" if people.dataset.year is None else str(people.dataset.year)
        parts.append(
            f"{PEOPLE_FILE}\n  source: {people.dataset.title}{''.join(dates)}\n  year: {year}\n"
            f"  fetched: {day}\n  licence: {people.dataset.licence}\n"
            f"  people: {people.residents:,.1f} inside the boundary, "
            f"{people.residents_in_window:,.1f} with the margin"
        )
    return f"{contents.name}\n\n" + "\n\n".join(parts) + "\n"


def write_folder(
    folder: Path,
    layers: Mapping[str, gpd.GeoDataFrame],
    texts: Mapping[str, str],
    files: Mapping[str, bytes],
) -> None:
    """Write layers and texts to a folder, beside first and then renamed.

    Parameters
    ----------
    folder
        Must not exist, or be empty.
    layers
        GeoPackages by name without suffix.
    texts
        Text files by name.
    files
        Other files by name.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    unfinished.mkdir()
    try:
        with reproducible_geopackages():
            for name, layer in layers.items():
                path = unfinished / f"{name}.gpkg"
                layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
        for name, text in texts.items():
            (unfinished / name).write_text(text, encoding="utf-8", newline="\n")
        for name, content in files.items():
            (unfinished / name).write_bytes(content)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
