"""Where the people of a fetched place come from: WorldPop, GHSL, or a GeoTIFF on the web."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ....common.errors import Fault, InputError

YEAR: Final = 2020
"""The year that is taken where none is named: the last one near a round of censuses."""

_YEARS: Final = {
    "worldpop": range(2000, 2031),
    "ghsl": range(1975, 2031, 5),
}
_YEARS_OF_FILES: Final = range(1900, 2201)


@dataclass(frozen=True, kw_only=True)
class PeopleSource:
    """Where the people of a fetched place come from.

    Parameters
    ----------
    name
        ``"worldpop"``: WorldPop's raster of the place's country, 100 m: until 2014 people anywhere on land,
        from 2015 (R2025A, which goes on to 2030 as a projection) only where buildings are.
        ``"ghsl"``: GHS-POP R2023A of the European Commission, 3 seconds of arc (about 100 m), in tiles of
        10 degrees. ``"auto"``: WorldPop where Nominatim names the place's country, else nobody.
        Or the address of a GeoTIFF of people per pixel, ``http://`` or ``https://``.
    year
        The year; WorldPop has 2000 to 2030, GHSL every fifth from 1975 to 2030. By default 2020; of
        an address it is only recorded.
    whole_files
        Whether a whole file may be downloaded where its server gives no parts, or where it is an archive.
    server
        Another server with WorldPop's or GHSL's paths.

    Raises
    ------
    InputError
        If the name is none of these, or there is no such year.

    See Also
    --------
    fetch_place : Takes a source.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.PeopleSource(name="ghsl", year=2025).year
    2025
    """

    name: str = "worldpop"
    year: int | None = None
    whole_files: bool = False
    server: str | None = None

    def __post_init__(self) -> None:
        faults = []
        if not self.is_address and self.name not in {*_YEARS, "auto"}:
            faults.append(
                Fault(
                    file="people",
                    value=self.name,
                    cause="is no source of people",
                    fix="choose worldpop, ghsl or none, or give the address of a GeoTIFF (https://...)",
                )
            )
        elif self.year is not None and self.year not in self._years():
            years = self._years()
            every = f", every {years.step} years" if years.step > 1 else ""
            faults.append(
                Fault(
                    file="people",
                    column="year",
                    value=self.year,
                    cause=f"is not one of {self.name}",
                    fix=f"choose from {years[0]} to {years[-1]}{every}",
                )
            )
        if self.server is not None and not _is_address(self.server):
            faults.append(
                Fault(
                    file="people",
                    column="server",
                    value=self.server,
                    cause="is no address on the web",
                    fix="give it with https:// or http://",
                )
            )
        if faults:
            raise InputError(*faults)

    @property
    def is_address(self) -> bool:
        """Whether it is the address of a file."""
        return _is_address(self.name)

    def _years(self) -> range:
        if self.is_address:
            return _YEARS_OF_FILES
        return _YEARS["worldpop" if self.name == "auto" else self.name]


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
