"""What must accompany new housing: for a study, a place and a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from ...common.large_work import Report, say_nothing
from ...coverage.site_check.place import SitePlace, site_place
from ..study.study import Study
from .answer import HousingAnswer
from .card import housing_card
from .files import write_files
from .housing_json import housing_file
from .prepare import answer_parts


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HousingCheck(HousingAnswer):
    """What must accompany new housing, and which eligible parcels are to be reserved for it.

    Parameters
    ----------
    study_name
        What the study is called.
    date
        When it was checked.
    place
        Where the housing stands.
    year
        From when on people live there; what is missing must be open by then.
    people
        By group how many move in.
    services
        By service what they need and find (``need``), and the parcels (``parcels``).
    assumptions
        What had to be assumed of the year and of the groups.
    left_out
        Services of which nothing can be said, with the reason.
    obstacles
        What stands against the place: no road, water, forbidden land.
    rules
        What the plan's rules about new communities ask for in the unit around.
    clauses, clauses_of
        What the plan says of facilities for new housing, and what the plan is called.
    inputs
        The files that it comes from.
    parameters
        What was asked.
    hash
        SHA-256 of inputs, parameters and version: the same question on the same data has the same one.
    notes
        What is to be known of the data.
    context
        What maps show of the study.

    See Also
    --------
    check_housing : Make one.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate at its east end:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = hh.check_housing(street_study(folder), at=(120.036, 40), people=60, year=2028)
    ...     written = [path.name for path in found.save(pathlib.Path(folder) / "out")]
    >>> found.short, written
    (('clinic',), ['housing.json', 'housing.xlsx'])
    >>> clinic = found.service("clinic")
    >>> clinic.need.short, clinic.parcels.opened, clinic.parcels.parcels["lost"].to_dict()
    (60.0, ('last',), {'last': 60.0})
    """

    def _repr_html_(self) -> str:
        return housing_card(self)

    def to_dict(self) -> dict[str, object]:
        """Return the answer as plain values: what ``housing.json`` holds."""
        return housing_file(self).model_dump(mode="json")

    def save(self, out: str | Path, *, lang: str = "en") -> list[Path]:
        """Write ``housing.json`` and ``housing.xlsx``, beside first, then in place as one set.

        Parameters
        ----------
        out
            Folder; made if need be.
        lang
            Language of the workbook, ``"en"`` or ``"zh"``.

        Returns
        -------
        list
            The paths that were written.

        Raises
        ------
        InputError
            If a file stands where the folder is to be, files of these names are not of an earlier check, or
            there is no such language.
        """
        return write_files(self, Path(out), lang=lang)


def check_housing(  # noqa: PLR0913 - where, who, when, and what they are held against
    study: Study | str | Path,
    *,
    at: tuple[float, float] | BaseGeometry | SitePlace,
    people: float | Mapping[str, float],
    year: int | None = None,
    crs: str = "wgs84",
    services: Collection[str] | None = None,
    standards: str | Path | None = None,
    date: dt.date | None = None,
    report: Report = say_nothing,
) -> HousingCheck:
    """Work out what must accompany new housing, and which eligible parcels are to be reserved for it.

    Parameters
    ----------
    study
        An opened study, or the path of a study file.
    at
        Longitude and latitude, or x and y, in `crs`; or the geometry of the estate; or a `SitePlace`.
    people
        How many people move in, or how many of each group; groups that are not named have the share that they
        have in the unit around.
    year
        From when on they live there; by default the year that the people layer counts. The people and the
        facilities of that year count, and the study's own new estates that are lived in by then.
    crs
        What the coordinates are given in: ``"wgs84"``, ``"gcj02"``, ``"bd09"``, or a CRS such as
        ``"EPSG:4547"``.
    services
        Which services; by default all with travel.
    standards
        A standards file; by default the one that the study names, else the one that comes with Halfhour.
    date
        When it was checked; by default today.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    HousingCheck
        Its figures equal those of a full assessment with the people added.

    Raises
    ------
    InputError
        If the place lies outside the study, people are negative or nobody, there is no such service or group,
        or the study does not tell the people of the year.

    See Also
    --------
    HousingCheck : What is returned.
    check_site : What one more site would change.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic after 1 km and a candidate at its east end:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = hh.open_study(street_study(folder))
    ...     beside = hh.check_housing(study, at=(120.012, 40), people={"residents": 60}, year=2028)
    ...     far = hh.check_housing(study, at=(120.036, 40), people=60, year=2028)
    >>> beside.short, beside.service("clinic").need.hosts.index.tolist()
    ((), ['first'])
    >>> far.short
    ('clinic',)
    """
    place = at if isinstance(at, SitePlace) else site_place(at, crs=crs)
    parts = answer_parts(
        study,
        place,
        people,
        year=year,
        services=services,
        standards=standards,
        date=date,
        report=report,
    )
    return HousingCheck(**parts)
