"""The files of WorldPop and GHSL that hold a place, and what is to be said of them.

Sources: hub.worldpop.org (doi:10.5258/SOTON/WP00645 and WP00839), and the GHSL Data Package 2023
(human-settlement.emergency.copernicus.eu, doi:10.2905/2FF68A52-5B5B-4A22-8F40-C41DA8332CFE).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from ....common.errors import Fault, InputError
from ..places import Area
from .source import YEAR, PeopleSource

WORLDPOP_URL: Final = "https://data.worldpop.org"
GHSL_URL: Final = "https://jeodpp.jrc.ec.europa.eu/ftp/jrc-opendata/GHSL"

_CONSTRAINED_SINCE: Final = 2015

_TILE_DEG: Final = 10.0
_WEST_DEG: Final = -180.0079166666667
_NORTH_DEG: Final = 89.0995833333333
"""The corner where GHSL's tiles of 3 seconds of arc begin: of row 1 and column 1."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Files of people per pixel that hold a place.

    Parameters
    ----------
    urls
        Their addresses; several are tiles of one raster, of which those in the sea do not exist.
    title
        What it is.
    credit
        Whose it is, in few words.
    licence
        Under which it may be used.
    year
        Whose people are counted; None where nobody said.
    """

    urls: tuple[str, ...]
    title: str
    credit: str
    licence: str
    year: int | None


def dataset_of(source: PeopleSource, country: str | None, around: Area) -> Dataset | None:
    """Return the files that hold a place.

    Parameters
    ----------
    source
        Where people come from.
    country
        The code of three letters of the place's country, where it is known.
    around
        The place with its margin, in degrees.

    Returns
    -------
    Dataset or None
        None where the source is ``"auto"``, and the country is not known.

    Raises
    ------
    InputError
        If WorldPop is asked for, and the country is not known.
    """
    if source.is_address:
        return Dataset(
            urls=(source.name,),
            title="people per pixel, as the file has them",
            credit="",
            licence="not known: ask who publishes the file",
            year=source.year,
        )
    year = YEAR if source.year is None else source.year
    if source.name == "ghsl":
        return _ghsl(source.server or GHSL_URL, year, around)
    if country is not None:
        return _worldpop(source.server or WORLDPOP_URL, year, country)
    if source.name == "auto":
        return None
    raise InputError(
        Fault(
            file="people",
            value=source.name,
            cause="has one file for each country, and Nominatim names no country of the place",
            fix="choose ghsl, or give the address of the country's file",
        )
    )


def _worldpop(server: str, year: int, country: str) -> Dataset:
    base, low = f"{server.rstrip('/')}/GIS/Population", country.lower()
    if year >= _CONSTRAINED_SINCE:
        path = (
            f"Global_2015_2030/R2025A/{year}/{country}/v1/100m/constrained/"
            f"{low}_pop_{year}_CN_100m_R2025A_v1.tif"
        )
        kind = "Global 2 R2025A v1, constrained to settlements, doi:10.5258/SOTON/WP00839"
    else:
        path = f"Global_2000_2020/{year}/{country}/{low}_ppp_{year}.tif"
        kind = "Global 2000-2020, unconstrained, doi:10.5258/SOTON/WP00645"
    return Dataset(
        urls=(f"{base}/{path}",),
        title=f"WorldPop, people per pixel of 3 seconds of arc, {country} {year} ({kind})",
        credit=f"WorldPop {year} (CC BY 4.0)",
        licence="CC BY 4.0, WorldPop (www.worldpop.org), University of Southampton",
        year=year,
    )


def _ghsl(server: str, year: int, around: Area) -> Dataset:
    product = f"GHS_POP_E{year}_GLOBE_R2023A_4326_3ss"
    base = f"{server.rstrip('/')}/GHS_POP_GLOBE_R2023A/{product}/V1-0/tiles"
    west, south, east, north = around.bounds
    columns = range(_tile(west - _WEST_DEG), _tile(east - _WEST_DEG) + 1)
    rows = range(_tile(_NORTH_DEG - north), _tile(_NORTH_DEG - south) + 1)
    return Dataset(
        urls=tuple(
            f"{base}/{product}_V1_0_R{row}_C{column}.zip" for row in rows for column in columns
        ),
        title=f"GHS-POP R2023A, people per pixel of 3 seconds of arc, {year}, "
        "doi:10.2905/2FF68A52-5B5B-4A22-8F40-C41DA8332CFE",
        credit=f"GHS-POP {year} © European Union",
        licence="free with attribution (Commission Decision 2011/833/EU): © European Union, GHSL",
        year=year,
    )


def _tile(degrees: float) -> int:
    return math.floor(degrees / _TILE_DEG) + 1
