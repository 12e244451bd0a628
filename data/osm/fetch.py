"""A study folder for a place, fetched from OpenStreetMap.

Nominatim gives the place's boundary, Overpass the roads and the facilities, both through osmnx.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from .answers import osmnx_answers, place_boundary
from .bounds import FetchBounds
from .client import OsmClient
from .downloads import ROAD_COLUMNS, fetch_features, fetch_roads
from .outlines import fetch_outline
from .servers import NOMINATIM_URL, OVERPASS_URL
from .services import FEATURE_TAGS, OSM_SERVICES, facilities_of
from .study_folder import readme, study_yaml, write_folder

MARGIN_M: Final = 3000.0
"""How far around the boundary roads and facilities are fetched: both serve from outside too."""


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

    See Also
    --------
    fetch_place : Fetch a place.

    Examples
    --------
    >>> import pathlib
    >>> import halfhour as hh
    >>> report = hh.FetchReport(
    ...     place="Beidaihe",
    ...     name="Beidaihe District, Qinhuangdao",
    ...     study=pathlib.Path("beidaihe/study.yaml"),
    ...     roads=2500,
    ...     facilities={"clinic": 12, "shelter": 0},
    ...     margin_m=2000.0,
    ... )
    >>> report.empty
    ('shelter',)
    >>> print(report)
    Beidaihe District, Qinhuangdao: 2,500 road lines, with 2,000 m around the boundary
    clinic: 12 facilities
    shelter: 0 facilities
    OpenStreetMap has no shelter here: add your own layer to the study file
    wrote beidaihe/study.yaml; add people.csv beside it
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
    bounds: FetchBounds = FetchBounds(),  # noqa: B008 - frozen
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
    bounds
        How much time, how many bytes and requests it may take, and how large the area may be.
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
        reached, answers with something that cannot be used, or goes beyond a bound.

    See Also
    --------
    FetchReport : What is returned.
    FetchBounds : What a fetch may take.
    open_study : Open the study that was written.
    read_roads : Read a road network from a file.
    """
    folder = Path(out_dir).resolve()
    _require_arguments(place, folder, services, margin_m)
    say = report or _say_nothing
    overpass = overpass_url.rstrip("/").removesuffix("/interpreter")
    nominatim = nominatim_url.rstrip("/").removesuffix("/search")
    client = OsmClient(bounds, say)
    say(f"asking {nominatim} for the boundary of {place}")
    boundary = place_boundary(place, client, nominatim, bounds=bounds)
    around = fetch_outline(boundary, margin_m, place=place, bounds=bounds)
    keys = {*ROAD_COLUMNS, *FEATURE_TAGS}
    with osmnx_answers(client, overpass, bounds=bounds, way_tags=ROAD_COLUMNS, keys=keys):
        say(f"asking {overpass} for roads")
        roads = fetch_roads(around, place)
        say(f"asking {overpass} for facilities")
        features = fetch_features(around, services)
    layers = {service: facilities_of(features, service) for service in services}
    facilities = {service: len(layer) for service, layer in layers.items()}
    found = {service: layer for service, layer in layers.items() if len(layer)}
    name = str(boundary["name"].iloc[0])
    say(f"writing {folder}")
    write_folder(
        folder,
        {"boundary": boundary, "roads": roads, **found},
        {
            "study.yaml": study_yaml(name, facilities, road_tags=ROAD_COLUMNS),
            "README.txt": readme(name, facilities, margin_m),
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
