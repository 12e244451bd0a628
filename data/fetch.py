"""A study folder for a place, fetched from OpenStreetMap.

Nominatim gives the place's boundary, Overpass the roads and the facilities, both through osmnx.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import osmnx as ox
import pandas as pd
import pyogrio
import requests
import shapely
import yaml
from osmnx._errors import InsufficientResponseError  # osmnx offers it nowhere else

from ..geo.crs import WGS84
from ..geo.errors import Fault, InputError
from .osm_services import OSM_SERVICES, facilities_of, query_tags

OVERPASS_URL: Final = "https://overpass-api.de/api"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/"
MARGIN_M: Final = 3000.0
"""How far around the boundary roads and facilities are fetched: both serve from outside too."""

ROAD_COLUMNS: Final = (
    "highway",
    "oneway",
    "maxspeed",
    "name",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "foot",
    "bicycle",
    "oneway:foot",
    "oneway:bicycle",
    "oneway:motor_vehicle",
    "junction",
    "service",
)
"""The OSM tags that a road keeps: those that decide who may use it, which way, and how fast."""

_FORWARD: Final = ("yes", "true", "1", "F")
_BACKWARD: Final = ("-1", "reverse", "T")  # osmnx turns the nodes of these ways round
_BUSY: Final = frozenset({429, 504})
_BUSY_TRIES: Final = 3
_FILE_DATE: Final = "1970-01-01T00:00:00.000Z"  # in place of today, so that files are reproducible
_ELSEWHERE: Final = (
    "try again later, name another server (overpass_url, nominatim_url), or take the roads from a "
    "downloaded OSM extract (.osm.pbf) instead"
)
_HEAD: Final = """\
# Fetched from OpenStreetMap; data (c) OpenStreetMap contributors, ODbL 1.0.
# Before this study can be opened, put people.csv beside this file, with the columns
# cell_id, lon, lat (degrees, EPSG:4326) and residents (people).
# elderly_care is for the group elderly, rehab for disabled: add these as columns of people.csv and
# under `columns:`, or as shares of residents under `people:`, as in `groups: {elderly: 0.2}`, or
# write `group: residents` under the service.
"""


@dataclass(frozen=True, kw_only=True)
class FetchReport:
    """What a fetch found and wrote.

    Parameters
    ----------
    place
        The place as asked for.
    name
        The place that was found.
    study
        The study file that was written.
    roads
        Number of road lines.
    facilities
        Number of facilities by service.
    margin_m
        Metres around the boundary that were fetched too.
    """

    place: str
    name: str
    study: Path
    roads: int
    facilities: Mapping[str, int]
    margin_m: float

    @property
    def empty(self) -> tuple[str, ...]:
        """The services for which OpenStreetMap has no facility here."""
        return tuple(service for service, count in self.facilities.items() if count == 0)

    def __str__(self) -> str:
        lines = [
            f"{self.name}: {self.roads:,} road lines, with {self.margin_m:,.0f} m around the boundary",
            *(f"{service}: {count:,} facilities" for service, count in self.facilities.items()),
            *(
                f"OpenStreetMap has no {service} here: add your own layer to the study file"
                for service in self.empty
            ),
            f"wrote {self.study}; add people.csv beside it",
        ]
        return "\n".join(lines)


def fetch_place(
    place: str,
    out_dir: str | Path,
    *,
    overpass_url: str = OVERPASS_URL,
    nominatim_url: str = NOMINATIM_URL,
    services: Sequence[str] = tuple(OSM_SERVICES),
    margin_m: float = MARGIN_M,
    report: Callable[[str], None] | None = None,
) -> FetchReport:
    """Fetch boundary, roads and facilities of a place and write them as a study folder.

    Parameters
    ----------
    place
        A name that Nominatim knows as an area, for example ``"Haigang District, Qinhuangdao"``.
    out_dir
        The folder to write; must not exist, or be empty. It appears only when all is complete.
    overpass_url, nominatim_url
        The servers, without ``/interpreter`` and ``/search``.
    services
        Names from `OSM_SERVICES`.
    margin_m
        Metres around the boundary from which roads and facilities are fetched too.
    report
        Called with a line of text before each step.

    Returns
    -------
    FetchReport
        Counts, and the path of the study file. All layers are in EPSG:4326.

    Raises
    ------
    InputError
        If an argument is wrong, the folder is in use, the place is not found, or a server cannot be
        reached or answers with something that cannot be used.
    """
    folder = Path(out_dir).resolve()
    _require_arguments(place, folder, services, margin_m)
    say = report or _say_nothing
    overpass = overpass_url.rstrip("/").removesuffix("/interpreter")
    nominatim = nominatim_url.rstrip("/").removesuffix("/search")
    with _osmnx_settings(overpass, nominatim, say):
        say(f"asking {nominatim} for the boundary of {place}")
        with _usable_answers(nominatim):
            boundary = _boundary(place)
        around = _outline(boundary, margin_m)
        with _usable_answers(overpass):
            say(f"asking {overpass} for roads")
            roads = _roads(around, place)
            say(f"asking {overpass} for facilities")
            features = _features(around, services)
    layers = {service: facilities_of(features, service) for service in services}
    facilities = {service: len(layer) for service, layer in layers.items()}
    found = {service: layer for service, layer in layers.items() if len(layer)}
    name = str(boundary["name"].iloc[0])
    say(f"writing {folder}")
    _write_folder(
        folder,
        {"boundary": boundary, "roads": roads, **found},
        {
            "study.yaml": _study_yaml(name, facilities),
            "README.txt": _readme(name, facilities, margin_m),
        },
    )
    return FetchReport(
        place=place,
        name=name,
        study=Path(out_dir) / "study.yaml",
        roads=len(roads),
        facilities=facilities,
        margin_m=margin_m,
    )


def _say_nothing(_line: str) -> None:
    pass


def _require_arguments(place: str, folder: Path, services: Sequence[str], margin_m: float) -> None:
    faults = []
    if not place.strip():
        faults.append(
            Fault(
                file="place", value=place, cause="is empty", fix="name a town, county or district"
            )
        )
    if not services:
        faults.append(
            Fault(
                file="services", cause="none is named", fix=f"choose from {', '.join(OSM_SERVICES)}"
            )
        )
    faults += [
        Fault(
            file="services",
            value=service,
            cause="is not a service with known OpenStreetMap tags",
            fix=f"choose from {', '.join(OSM_SERVICES)}; add layers of other services by hand",
        )
        for service in services
        if service not in OSM_SERVICES
    ]
    if not (math.isfinite(margin_m) and margin_m >= 0):
        faults.append(
            Fault(file="margin_m", value=margin_m, cause="is not 0 or more", fix="give metres")
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        faults.append(
            Fault(
                file=str(folder),
                cause="exists already and is not an empty folder",
                fix="name a new folder, or move this one away",
            )
        )
    if faults:
        raise InputError(*faults)


@contextlib.contextmanager
def _osmnx_settings(overpass: str, nominatim: str, say: Callable[[str], None]) -> Iterator[None]:
    """Set osmnx up for one fetch, and put everything back afterwards."""
    settings = {
        "overpass_url": overpass,
        "nominatim_url": f"{nominatim}/",
        # Only the public server is known to tell its load in the form that osmnx waits for.
        "overpass_rate_limit": overpass == OVERPASS_URL,
        "doh_url_template": None,
        "use_cache": False,
        # Every way once, in the order of its nodes, with its own oneway tag.
        "all_oneway": True,
        "useful_tags_way": list(ROAD_COLUMNS),
        "http_user_agent": "Halfhour facility coverage planner (with OSMnx)",
        "requests_kwargs": {
            **ox.settings.requests_kwargs,
            "hooks": {"response": _AnswerCheck(say)},
        },
    }
    before = {name: getattr(ox.settings, name) for name in settings}
    # osmnx replaces this function to pin a server's address, and never puts it back.
    getaddrinfo = socket.getaddrinfo
    try:
        for name, value in settings.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = getaddrinfo


class _AnswerCheck:
    """Refuse the answers that osmnx would take for empty or whole, or wait for without end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._busy = 0

    def __call__(self, response: requests.Response, *_: object, **__: object) -> None:
        path = urlsplit(response.url).path
        if response.is_redirect or path.endswith("/status"):
            return
        status = f"{response.status_code} {response.reason}"
        if response.status_code in _BUSY:
            self._busy += 1
            if self._busy < _BUSY_TRIES:
                self._say(f"the server is busy ({status}); asking again in a minute")
                return
        if not response.ok:
            raise _refused(response, f"answered {status}")
        try:
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise _refused(response, "answered something that is not JSON") from error
        if path.endswith("/interpreter"):
            if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
                raise _refused(response, "did not answer as an Overpass server does")
            # A query that ran out of time or memory still answers 200, with a part of the data.
            if "error" in str(answer.get("remark", "")):
                raise _refused(response, f"gave only a part: {answer['remark']}")
        elif not isinstance(answer, list):
            raise _refused(response, "did not answer as a Nominatim server does")


def _refused(response: requests.Response, cause: str) -> InputError:
    response.close()  # nobody reads it any more, and its socket would stay open
    return _bad_answer(response.url, cause)


def _bad_answer(url: str, cause: str) -> InputError:
    return InputError(Fault(file=url.split("?", maxsplit=1)[0], cause=cause, fix=_ELSEWHERE))


@contextlib.contextmanager
def _usable_answers(server: str) -> Iterator[None]:
    try:
        yield
    except requests.RequestException as error:
        raise _bad_answer(server, f"cannot be reached ({type(error).__name__})") from error
    except (ValueError, KeyError) as error:
        raise _bad_answer(server, f"sent data that cannot be used ({error})") from error


def _boundary(place: str) -> gpd.GeoDataFrame:
    try:
        found = ox.geocode_to_gdf(place)
    except (InsufficientResponseError, TypeError) as error:
        area = isinstance(error, TypeError)
        raise InputError(
            Fault(
                file="place",
                value=place,
                cause="has no area in OpenStreetMap, only a point or line"
                if area
                else "is not found",
                fix="be more specific (district, city, country), or write a study file with your own "
                "boundary and roads files",
            )
        ) from error
    row = found.iloc[0]
    known = {"osm_type", "osm_id"} <= set(found.columns)
    return gpd.GeoDataFrame(
        {
            "unit_id": [f"{str(row['osm_type'])[0]}{row['osm_id']}" if known else "place"],
            "name": [str(row.get("name") or place)],
        },
        geometry=[shapely.make_valid(row.geometry)],
        crs=WGS84,
    )


def _outline(boundary: gpd.GeoDataFrame, margin_m: float) -> shapely.Polygon | shapely.MultiPolygon:
    """Return the area to fetch: at least the margin, with few corners, for they go into the query."""
    slack_m = min(100.0, margin_m / 10)
    metric = boundary.to_crs(boundary.estimate_utm_crs())
    wide = metric.buffer(margin_m + slack_m).simplify(slack_m)
    outline: shapely.Polygon | shapely.MultiPolygon = wide.to_crs(WGS84).make_valid().iloc[0]
    return outline


def _roads(around: shapely.Polygon | shapely.MultiPolygon, place: str) -> gpd.GeoDataFrame:
    try:
        graph = ox.graph_from_polygon(
            around, network_type="all", simplify=False, retain_all=True, truncate_by_edge=True
        )
    except ValueError as error:
        empty = isinstance(error, InsufficientResponseError) or "no graph nodes" in str(error)
        if not empty:
            raise
        raise InputError(
            Fault(
                file="roads",
                value=place,
                cause="the Overpass server has no road there",
                fix="check that the server covers the place, or name another one with overpass_url",
            )
        ) from error
    return _road_table(dict(graph.nodes(data=True)), list(graph.edges(data=True)))


def _road_table(
    nodes: Mapping[int, Mapping[str, Any]],
    segments: Sequence[tuple[int, int, Mapping[str, Any]]],
) -> gpd.GeoDataFrame:
    """Join the graph's segments to one line per way, or to several where a way meets itself."""
    edges = sorted(segments, key=lambda edge: (edge[2]["osmid"], edge[0], edge[1]))
    osm_ids = np.array([tags["osmid"] for _, _, tags in edges])
    at = {node: (place["x"], place["y"]) for node, place in nodes.items()}
    pieces = shapely.linestrings([(at[start], at[end]) for start, end, _ in edges])
    _, first, way = np.unique(osm_ids, return_index=True, return_inverse=True)
    lines = shapely.line_merge(shapely.multilinestrings(pieces, indices=way), directed=True)
    tags = pd.DataFrame(
        {key: [str(edges[row][2].get(key, "")) for row in first] for key in ROAD_COLUMNS}
    )
    backward = tags["oneway"].isin(_BACKWARD).to_numpy()
    forward = tags["oneway"].isin(_FORWARD).to_numpy()
    tags["oneway"] = np.select([backward, forward], ["-1", "yes"], "")
    lines = np.where(backward, shapely.reverse(lines), lines)
    return gpd.GeoDataFrame(tags, geometry=lines, crs=WGS84).explode(ignore_index=True)


def _features(
    around: shapely.Polygon | shapely.MultiPolygon, services: Sequence[str]
) -> gpd.GeoDataFrame:
    try:
        return ox.features_from_polygon(around, query_tags(services))
    except InsufficientResponseError:
        # The answer was well formed, or _AnswerCheck had refused it: there is no facility at all.
        index = pd.MultiIndex.from_arrays([[], []], names=["element", "id"])
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], index=index), crs=WGS84)


def _study_yaml(name: str, facilities: Mapping[str, int]) -> str:
    study = {
        "name": name,
        "area": "boundary.gpkg",
        "roads": {
            "file": "roads.gpkg",
            "columns": {"class": "highway"} | {column: column for column in ROAD_COLUMNS[1:]},
        },
        "people": {
            "file": "people.csv",
            "crs": "EPSG:4326",
            "columns": {"cell_id": "cell_id", "x": "lon", "y": "lat", "residents": "residents"},
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
    # A service without any layer is not valid, so it stands as a comment until there is one.
    for service in (service for service, count in facilities.items() if count == 0):
        text += f"  # {service}: OpenStreetMap has none here; add `existing:` or `candidates:`\n"
    return text


def _readme(name: str, facilities: Mapping[str, int], margin_m: float) -> str:
    counts = "\n".join(
        f"  {service}: {count or 'none found; study.yaml leaves it out'}"
        for service, count in facilities.items()
    )
    return f"""{name}

Roads, boundary and facilities from OpenStreetMap, (c) OpenStreetMap contributors, ODbL 1.0
(https://www.openstreetmap.org/copyright). Roads and facilities reach {margin_m:,.0f} m beyond the
boundary.

To do: add people.csv to this folder, with the columns cell_id, lon, lat (degrees, EPSG:4326) and
residents (people); the head of study.yaml says how to add elderly and disabled people. Then run:
halfhour plan study.yaml --out results

Facilities:
{counts}

OpenStreetMap is not an official register: some facilities are missing, and one may be drawn twice,
as a point and as an area. Compare the layers with your own lists.
"""


def _write_folder(
    folder: Path, layers: Mapping[str, gpd.GeoDataFrame], texts: Mapping[str, str]
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    unfinished.mkdir()
    date_before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    try:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FILE_DATE})
        for name, layer in layers.items():
            layer.to_file(unfinished / f"{name}.gpkg", layer=name, driver="GPKG", engine="pyogrio")
        for name, text in texts.items():
            (unfinished / name).write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date_before})
        shutil.rmtree(unfinished, ignore_errors=True)
