"""A study folder for a place, fetched from OpenStreetMap and from a raster of people.

Nominatim gives the place's boundary, Overpass the roads, the facilities and units, the first two through osmnx.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.sentences import Sentence
from .admin_units import LEVELS, fetch_units
from .answers import osmnx_answers, place_boundary
from .bounds import FetchBounds
from .downloads import ROAD_COLUMNS, fetch_features, fetch_roads
from .fetch_report import FetchReport
from .outlines import fetch_outline
from .people.datasets import dataset_of
from .people.fetch_people import PEOPLE_FILE, FetchedPeople, fetch_people
from .people.source import PeopleSource
from .places import Area
from .servers import NOMINATIM_URL, OVERPASS_URL
from .services import FEATURE_TAGS, OSM_SERVICES, facilities_of
from .study_folder import Contents, readme, sources, study_yaml, write_folder
from .web.client import OsmClient
from .web.pieces import Pieces

MARGIN_M: Final = 3000.0
"""How far around the boundary roads and facilities are fetched: both serve from outside too."""


def fetch_place(  # noqa: PLR0913 - all but the place and the folder are options
    place: str,
    out_dir: str | Path,
    *,
    overpass_url: str = OVERPASS_URL,
    nominatim_url: str = NOMINATIM_URL,
    services: Sequence[str] = tuple(OSM_SERVICES),
    margin_m: float = MARGIN_M,
    people: PeopleSource | None = None,
    units_level: int | None = None,
    bounds: FetchBounds = FetchBounds(),  # noqa: B008 - frozen
    report: Callable[[str], None] | None = None,
) -> FetchReport:
    """Fetch boundary, roads, facilities and people of a place and write them as a study folder.

    Parameters
    ----------
    place
        A name that Nominatim knows as an area, for example ``"Haigang District, Qinhuangdao"``.
    out_dir
        The folder to write; must not exist, or be empty. It appears only when all is complete. Until then
        what has come is kept in the cache, and the same call goes on from there.
    overpass_url, nominatim_url
        The servers, without ``/interpreter`` and ``/search``.
    services
        Names from `OSM_SERVICES`.
    margin_m
        Metres around the boundary from which roads, facilities and people are fetched too: one limit,
        so that who lives at the edge has all that can be reached. 30 minutes on foot are 2,500 m.
    people
        Where people come from; None for nobody.
    units_level
        The OSM ``admin_level`` whose units inside the place are fetched too, 2 to 11; None for none.
    bounds
        How much time, how many bytes and requests it may take, and how large the area may be.
    report
        Called with a line of text before each step.

    Returns
    -------
    FetchReport
        Counts, and the path of the study file. Layers of OpenStreetMap are in EPSG:4326, people in
        their raster's CRS.

    Raises
    ------
    InputError
        If an argument is wrong, the folder is in use, the place is not found, or a server cannot be
        reached, answers with something that cannot be used, or goes beyond a bound; or if people are to
        be had only whole, and the source does not say ``whole_files``.

    See Also
    --------
    FetchReport : What is returned.
    PeopleSource : WorldPop, GHSL or a file of one's own.
    FetchBounds : What a fetch may take.
    open_study : Open the study that was written.
    read_roads : Read a road network from a file.
    """
    folder = Path(out_dir).resolve()
    _require_arguments(place, folder, services, margin_m, units_level)
    say = report or say_nothing
    overpass = overpass_url.rstrip("/").removesuffix("/interpreter")
    nominatim = nominatim_url.rstrip("/").removesuffix("/search")
    request = {
        "place": place,
        "servers": [overpass, nominatim],
        "services": list(services),
        "margin_m": margin_m,
        "people": None if people is None else {**asdict(people), "whole_files": False},
        "units_level": units_level,
    }
    pieces = Pieces.of(folder, request, say)
    client = OsmClient(bounds, say, pieces)
    with _what_is_kept_is_told(pieces, say):
        say(f"asking {nominatim} for the boundary of {place}")
        boundary = place_boundary(place, client, nominatim, bounds=bounds)
        country = str(boundary.pop("country").iloc[0])
        around = fetch_outline(boundary, margin_m, place=place, bounds=bounds)
        area: Area = boundary.geometry.iloc[0]
        # Before all that takes longer: whether its server gives parts decides whether there is a fetch.
        residents = _people(people, client, country, area, around)
        keys = {*ROAD_COLUMNS, *FEATURE_TAGS}
        with osmnx_answers(client, overpass, bounds=bounds, way_tags=ROAD_COLUMNS, keys=keys):
            say(f"asking {overpass} for roads")
            roads = fetch_roads(around, place)
            say(f"asking {overpass} for facilities")
            features = fetch_features(around, services)
        units, notes = None, _notes(people, residents)
        if units_level is not None:
            say(f"asking {overpass} for units of level {units_level}")
            units, broken = fetch_units(area, units_level, client, overpass, asked=around)
            notes = (*notes, *broken)
        layers = {service: facilities_of(features, service) for service in services}
        contents = Contents(
            name=str(boundary["name"].iloc[0]),
            facilities={service: len(layer) for service, layer in layers.items()},
            margin_m=margin_m,
            units_level=units_level,
            people=None if residents is None else residents.dataset,
        )
        say(f"writing {folder}")
        known = {"boundary": boundary, "roads": roads, "units": units}
        found = {service: layer for service, layer in layers.items() if len(layer)}
        write_folder(
            folder,
            {name: layer for name, layer in known.items() if layer is not None} | found,
            {
                "study.yaml": study_yaml(contents, road_tags=ROAD_COLUMNS),
                "README.txt": readme(contents),
                "SOURCES.txt": sources(
                    contents, [overpass, nominatim], residents, day=pieces.oldest.isoformat()
                ),
            },
            {} if residents is None else {PEOPLE_FILE: residents.raster},
        )
    pieces.drop()
    return FetchReport(
        place=place,
        name=contents.name,
        study=Path(out_dir) / "study.yaml",
        roads=len(roads),
        facilities=contents.facilities,
        margin_m=margin_m,
        people=residents,
        units=None if units is None else len(units),
        notes=notes,
    )


@contextmanager
def _what_is_kept_is_told(pieces: Pieces, say: Report) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if pieces.kept:
            say("what has come is kept: the same command goes on from there")
        raise


def _people(
    source: PeopleSource | None, client: OsmClient, country: str, area: Area, around: Area
) -> FetchedPeople | None:
    """Return the people of a place; None where none are asked for, or the country is not known."""
    if source is None:
        return None
    dataset = dataset_of(source, country or None, around)
    if dataset is None:
        return None
    return fetch_people(dataset, client, area, around, whole=source.whole_files)


def _notes(source: PeopleSource | None, people: FetchedPeople | None) -> tuple[str, ...]:
    """Return what is to be told where people were asked for and there are none."""
    if source is None or people is not None:
        return ()
    return (
        Sentence("no people: Nominatim names no country of the place; --people ghsl needs none"),
    )


def _require_arguments(
    place: str,
    folder: Path,
    services: Sequence[str],
    margin_m: float,
    units_level: int | None,
) -> None:
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
    if units_level is not None and units_level not in LEVELS:
        faults.append(
            Fault(
                file="units_level",
                value=units_level,
                cause=f"is not a whole number from {LEVELS[0]} to {LEVELS[-1]}",
                fix="give OpenStreetMap's admin_level, such as 8",
            )
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
