"""What rules are evaluated on: the people, units, facilities and travel of one year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from ...common.sentences import Sentence

UNIT_DEFAULTS: Final[Mapping[str, object]] = {
    "name": "",
    "class": "",
    "part_of": "",
    "reports_to": "",
    "urban": False,
    "poor": False,
    "residents": np.nan,
    "hosts_centre": False,
}
"""Columns of units, and what stands where a layer does not have them."""

FACILITY_DEFAULTS: Final[Mapping[str, object]] = {
    "name": "",
    "tier": "",
    "capacity": np.nan,
    "working": True,
}
"""Columns of facilities, and what stands where a layer does not have them."""

REPORTED_COLUMNS: Final = ("indicator", "unit", "year", "value")


class AccessKey(NamedTuple):
    """Which travel a rule asks for.

    Parameters
    ----------
    service
        To facilities of which service.
    tiers
        Of which tiers; empty for all.
    minutes
        The limit.
    mode
        How; empty for the study's own mode by tier.

    See Also
    --------
    Evidence : Has a table for each key.
    Standards.needs : The keys that rules ask for.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.AccessKey("clinic", tiers=("hospital",), minutes=60.0, mode="drive")
    AccessKey(service='clinic', tiers=('hospital',), minutes=60.0, mode='drive')
    >>> hh.AccessKey("clinic") == hh.AccessKey("clinic", minutes=30.0)
    True
    """

    service: str
    tiers: tuple[str, ...] = ()
    minutes: float = 30.0
    mode: str = ""


class PlacesKey(NamedTuple):
    """Which assignment of people to places a rule asks for.

    Parameters
    ----------
    access
        To which facilities, and how far.
    group
        Who looks for a place.
    need
        How much of the counted capacity one of them takes; None for what the study says.
    """

    access: AccessKey
    group: str
    need: float | None = None


class MissingEvidenceError(Exception):
    """A rule asks for something that the study does not have; its text says what.

    It never leaves `coverage`: rules turn it into rows without a verdict, contrasts into rows without figures.
    """


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """The state of one year.

    Parameters
    ----------
    year
        The year.
    cells
        Index ``cell_id``; a column of people per group, and per level of areas a column with the unit's
        id, ``""`` outside.
    units
        By level, index ``unit_id``, the columns of `UNIT_DEFAULTS`; missing ones are filled.
    facilities
        By service, index ``site_id``: every facility open in `year`, working or not. Columns of
        `FACILITY_DEFAULTS` (missing ones are filled), attributes (marks or numbers), and per level the
        unit where it stands, ``""`` for none. ``attrs["file"]`` may name the file for messages.
    access
        By key, on the cells' index: ``served``, ``minutes``, ``site_id``, ``reason``.
    places
        By key, on the cells' index: ``share`` (0 to 1) of a cell's people who have a place within the limit.
    unit_access
        By key, index ``unit_id`` of point units: ``served``, ``minutes``, ``site_id``.
    reported
        What offices report: `REPORTED_COLUMNS`.
    estates
        People of the new estates that are lived in by `year`, whether `cells` counts them as its own or not:
        index some of the cells, a column per group. None where the study has none.
    counts_places
        Services of which the study counts places: served means with a place there.

    See Also
    --------
    AccessKey : Which travel a rule asks for.
    evaluate : Check a study against standards.
    contrasts : Poor against other units, urban against rural.

    Examples
    --------
    Two counties with a clinic in one of them; columns that are left out are filled in:

    >>> import pandas as pd
    >>> import halfhour as hh
    >>> evidence = hh.Evidence(
    ...     year=2020,
    ...     cells=pd.DataFrame({"residents": [60.0, 40.0], "county": ["A", "B"]}, index=["c0", "c1"]),
    ...     units={"county": pd.DataFrame({"poor": [True, False]}, index=["A", "B"])},
    ...     facilities={"clinic": pd.DataFrame({"name": ["East clinic"]}, index=["s1"])},
    ...     access={hh.AccessKey("clinic"): pd.DataFrame({"served": [False, True]}, index=["c0", "c1"])},
    ...     places={},
    ...     unit_access={},
    ...     reported=pd.DataFrame(columns=["indicator", "unit", "year", "value"]),
    ... )
    >>> evidence.people("residents").tolist()
    [60.0, 40.0]
    >>> evidence.access_of(hh.AccessKey("clinic"))["served"].tolist()
    [False, True]
    >>> evidence.facilities_of("clinic")["working"].tolist()
    [True]
    >>> evidence.units_of("county")["urban"].tolist()
    [False, False]
    """

    year: int
    cells: pd.DataFrame
    units: Mapping[str, pd.DataFrame]
    facilities: Mapping[str, pd.DataFrame]
    access: Mapping[AccessKey, pd.DataFrame]
    places: Mapping[PlacesKey, pd.DataFrame]
    unit_access: Mapping[AccessKey, pd.DataFrame]
    reported: pd.DataFrame
    estates: pd.DataFrame | None = None
    counts_places: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return the year and what is known of it as text."""
        services, levels = ", ".join(self.facilities), ", ".join(self.units)
        return (
            f"<Evidence of {self.year}: {len(self.cells):,} cells, units by {levels or 'no level'}, "
            f"facilities of {services or 'no service'}>"
        )

    def __post_init__(self) -> None:
        """Fill missing columns, so that no rule need ask for them."""
        units = {level: _filled(table, UNIT_DEFAULTS) for level, table in self.units.items()}
        facilities = {
            service: _filled(table, FACILITY_DEFAULTS) for service, table in self.facilities.items()
        }
        object.__setattr__(self, "units", units)
        object.__setattr__(self, "facilities", facilities)

    def people(self, group: str) -> pd.Series:
        """Return the people of a group by cell.

        Raises
        ------
        MissingEvidenceError
            If the study has no such group.
        """
        if group not in self.cells.columns:
            raise MissingEvidenceError(
                Sentence("the study has no group {group}", group=Sentence(group))
            )
        return pd.Series(self.cells[group].astype("float64"))

    def newcomers(self, group: str) -> pd.Series:
        """Return the people of a group in new estates, by the estate's cell.

        Raises
        ------
        MissingEvidenceError
            If the study has no new estates, or these no such group.
        """
        if self.estates is None or group not in self.estates.columns:
            raise MissingEvidenceError(
                Sentence("the study has no new estates with {group}", group=Sentence(group))
            )
        return pd.Series(self.estates[group].astype("float64"))

    def units_of(self, level: str) -> pd.DataFrame:
        """Return the units of a level."""
        return _found(
            self.units,
            level,
            Sentence("the study has no units of level {level}", level=Sentence(level)),
        )

    def facilities_of(self, service: str) -> pd.DataFrame:
        """Return a service's facilities, working or not."""
        return _found(
            self.facilities,
            service,
            Sentence("the study has no service {service}", service=Sentence(service)),
        )

    def access_of(self, key: AccessKey) -> pd.DataFrame:
        """Return who reaches a service."""
        return self._travel(self.access, key, Sentence("no travel times"))

    def places_of(self, key: PlacesKey) -> pd.DataFrame:
        """Return who has a place at a service."""
        given = {
            one.access: table
            for one, table in self.places.items()
            if (one.group, one.need) == (key.group, key.need)
        }
        lacking = Sentence("no assignment of {group} to places", group=Sentence(key.group))
        return self._travel(given, key.access, lacking)

    def reached_by(self, key: AccessKey, group: str) -> pd.Series:
        """Return by cell the share of a group's people who reach a service.

        It is 1 or 0 but where the group travels in ways of its own.
        """
        frame = self.access_of(key)
        own = reached_column(group)
        reached = frame[own] if own in frame else frame["served"].eq(other=True) * 1.0
        return reached.reindex(self.cells.index).fillna(0.0).astype("float64")

    def unit_access_of(self, key: AccessKey) -> pd.DataFrame:
        """Return which point units reach a service."""
        return self._travel(self.unit_access, key, Sentence("no travel times from units"))

    def _travel(
        self, frames: Mapping[AccessKey, pd.DataFrame], key: AccessKey, lacking: str
    ) -> pd.DataFrame:
        self.facilities_of(key.service)
        service: str = Sentence(key.service)
        if key.tiers:
            tiers = tuple(map(Sentence, key.tiers))
            service = Sentence("{service} ({tiers})", service=service, tiers=tiers)
        if key.mode:
            service = Sentence("{service} by {mode}", service=service, mode=Sentence(key.mode))
        return _found(
            frames,
            key,
            Sentence(
                "the study has {lacking} for service {service} in {minutes:g} min",
                lacking=lacking,
                service=service,
                minutes=key.minutes,
            ),
        )


def reached_column(group: str) -> str:
    """Return the column of a frame of access that tells the share of a group which travels in its own ways."""
    return f"share of {group}"


_Key = TypeVar("_Key")


def _found(tables: Mapping[_Key, pd.DataFrame], key: _Key, lacking: str) -> pd.DataFrame:
    if key not in tables:
        raise MissingEvidenceError(lacking)
    return tables[key]


def _filled(table: pd.DataFrame, defaults: Mapping[str, object]) -> pd.DataFrame:
    filled = table.copy()
    for name, value in defaults.items():
        if name not in filled.columns:
            filled[name] = pd.Series(value, index=filled.index)
    filled.attrs = dict(table.attrs)
    return filled
