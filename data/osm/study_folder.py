"""The study folder of a fetched place: its study file, its README, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import yaml

from ...common.written.geopackages import reproducible_geopackages

ASSUMED_SHARES: Final = {"elderly": 0.187, "disabled": 0.0634}
"""China's shares of people aged 60 and over (census 2020) and of disabled people (Second China National Sample
Survey on Disability, 2006: 82.96 million, 6.34 %), until the user puts in the place's own."""

_HEAD: Final = """\
# Fetched from OpenStreetMap; data (c) OpenStreetMap contributors, ODbL 1.0.
# Before this study can be opened, put people.csv beside this file, with the columns
# cell_id, lon, lat (degrees, EPSG:4326) and residents (people).
# The shares under `groups:` are China's as a whole. Replace them by the place's own, or leave them
# out and count the groups in columns of people.csv, named under `columns:`.
"""


def study_yaml(name: str, facilities: Mapping[str, int], *, road_tags: Sequence[str]) -> str:
    """Return the text of the study file.

    Parameters
    ----------
    name
        The place's name.
    facilities
        How many facilities each service has.
    road_tags
        The OSM keys that are columns of the road layer, ``highway`` first.
    """
    study = {
        "name": name,
        "credits": "Roads and facilities © OpenStreetMap contributors",
        "area": "boundary.gpkg",
        "roads": {
            "file": "roads.gpkg",
            "columns": {"class": "highway"} | {key: key for key in road_tags[1:]},
        },
        "people": {
            "file": "people.csv",
            "crs": "EPSG:4326",
            "columns": {"cell_id": "cell_id", "x": "lon", "y": "lat", "residents": "residents"},
            "groups": dict(ASSUMED_SHARES),
        },
        "units": [
            {
                "level": "place",
                "file": "boundary.gpkg",
                "columns": {"unit_id": "unit_id", "name": "name"},
            }
        ],
        "services": {
            service: {
                "existing": {
                    "file": f"{service}.gpkg",
                    "columns": {"site_id": "site_id", "name": "name", "tier": "tier"},
                }
            }
            for service, count in facilities.items()
            if count
        },
    }
    text = _HEAD + yaml.safe_dump(study, allow_unicode=True, sort_keys=False)
    # Without a facility there is nothing under the key yet; braces would close it to what the user adds.
    text = text.replace("services: {}\n", "services:\n")
    # A service without any layer is not valid, so it stands as a comment until there is one.
    for service in (service for service, count in facilities.items() if count == 0):
        text += f"  # {service}: OpenStreetMap has none here; add `existing:` or `candidates:`\n"
    return text


def readme(name: str, facilities: Mapping[str, int], margin_m: float) -> str:
    """Return the text of the folder's README."""
    counts = "\n".join(
        f"  {service}: {count or 'none found; study.yaml leaves it out'}"
        for service, count in facilities.items()
    )
    return f"""{name}

Roads, boundary and facilities from OpenStreetMap, (c) OpenStreetMap contributors, ODbL 1.0
(https://www.openstreetmap.org/copyright). Roads and facilities reach {margin_m:,.0f} m beyond the
boundary.

To do: add people.csv to this folder, with the columns cell_id, lon, lat (degrees, EPSG:4326) and
residents (people); the head of study.yaml says where elderly and disabled people come from. Then run:
halfhour plan study.yaml --out results

Facilities:
{counts}

OpenStreetMap is not an official register: some facilities are missing, and one may be drawn twice,
as a point and as an area. Compare the layers with your own lists.
"""


def write_folder(
    folder: Path, layers: Mapping[str, gpd.GeoDataFrame], texts: Mapping[str, str]
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
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
