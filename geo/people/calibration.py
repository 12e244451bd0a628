"""Fitting the people of cells to official counts by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ..tables import groups
from .calibration_notes import fitting_notes, untold_notes
from .raking import Margin, raked, sums_by_unit
from .steps import RESIDENTS, more_than_residents

_SHOWN: Final = 5


@dataclass(frozen=True, eq=False)
class OfficialCounts:
    """People by unit and group, as an office counted them.

    Parameters
    ----------
    table
        Index: the units' ids; one column of numbers per group, NaN where nothing was counted.
    unit
        By cell the id of its unit; empty where it lies in none.
    names
        By id the units' names.
    level
        What these units are called.
    file
        The file, for messages.
    """

    table: pd.DataFrame
    unit: pd.Series
    names: Mapping[str, str]
    level: str
    file: str


@dataclass(frozen=True, eq=False)
class Calibrated:
    """People fitted to official counts: what `halfhour.calibrate` returns.

    Parameters
    ----------
    demand
        The demand table with the fitted people.
    factors
        One row per unit and group with a count: ``level``, ``unit``, ``name``, ``group``, ``before``,
        ``official`` (people) and ``factor``, by which the unit's people were multiplied; NaN where nobody
        lived there.
    notes
        What is to be said of it.

    See Also
    --------
    calibrate : Fits people to official counts.

    Examples
    --------
    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import shapely
    >>> import halfhour as hh
    >>> units = gpd.GeoDataFrame(
    ...     {"name": ["West county"], "level": ["county"]},
    ...     geometry=[shapely.box(0, 0, 1000, 1000)],
    ...     index=pd.Index(["W"], name="unit_id"),
    ...     crs="EPSG:32650",
    ... )
    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [400.0]},
    ...     geometry=gpd.points_from_xy([500], [500], crs="EPSG:32650"),
    ...     index=pd.Index(["c1"], name="cell_id"),
    ... )
    >>> hh.calibrate(demand, pd.DataFrame({"unit": ["W"], "residents": [600]}), units=units)
    <Calibrated: residents 400 became 600>
    """

    demand: gpd.GeoDataFrame
    factors: pd.DataFrame
    notes: tuple[Sentence, ...]

    def __repr__(self) -> str:
        sums = self.factors.groupby("group", sort=False)[["before", "official"]].sum()
        said = [
            f"{group} {before:,.0f} became {official:,.0f}"
            for group, before, official in sums.itertuples()
        ]
        return f"<Calibrated: {', '.join(said)}>"


def calibrated(
    demand: gpd.GeoDataFrame, counts: Sequence[OfficialCounts], *, inside: Bools
) -> Calibrated:
    """Multiply the people of cells so that they add up to official counts.

    Parameters
    ----------
    demand
        A demand table.
    counts
        One or more tables of counts; of several each group is fitted to all that count it, in turn.
    inside
        Which cells the notes are about: those of the area that is planned.

    Returns
    -------
    Calibrated
        Each group adds up to the counts of each unit. Cells in no unit, and in units without a count, keep
        their people. Groups without a count there change as the residents of their cells do, so that their
        shares stay; a group that only the counts know lives where the residents do.

    Raises
    ------
    InputError
        With every unit that has people by its count and none in the cells, every group that cannot be placed,
        and counts of several tables that contradict each other.
    """
    result, notes, tables = demand.copy(), [], []
    known = groups(demand)
    asked = list(dict.fromkeys(str(group) for one in counts for group in one.table.columns))
    # The residents first: others may follow them.
    asked.sort(key=lambda group: group != RESIDENTS)
    faults: list[Fault] = []
    for group in asked:
        of_group = [(one, *_margin(one, group)) for one in counts if group in one.table]
        people = _people(result, group, of_group)
        if people is None:
            faults += [_no_such_group(one, group, known) for one, _, _ in of_group]
            continue
        empty = [
            fault
            for one, margin, ids in of_group
            for fault in _empty(one, group, people, margin, ids)
        ]
        if empty:
            faults += empty
            continue
        fitted = raked(people, [margin for _, margin, _ in of_group])
        if not fitted.fits:
            faults += _contradictions(group, of_group, fitted.misses)
            continue
        result[group] = fitted.people
        if group == RESIDENTS:
            result = _followed(demand, result, [one for one in known if one != RESIDENTS])
        if group not in known:
            notes.append(
                Sentence(
                    "The people layer does not count {group}: they are placed where the residents live.",
                    group=Sentence(group),
                )
            )
        for one, margin, ids in of_group:
            before = np.asarray(demand[group], dtype=np.float64) if group in known else people
            factors = _factors(one, group, before, margin, ids)
            tables.append(factors)
            notes += fitting_notes(factors, file=one.file)
            if group == RESIDENTS or RESIDENTS not in asked:
                # Other groups follow the residents where they have no count.
                notes += untold_notes(one, margin.unit < 0, before, inside, group=group)
    if faults:
        raise InputError(*faults)
    notes += _following_notes(known, asked)
    geometry = result.geometry.name
    columns = [*(name for name in result.columns if name != geometry), geometry]
    return Calibrated(
        demand=result[columns],
        factors=pd.concat(tables, ignore_index=True),
        notes=(*dict.fromkeys(notes), *more_than_residents(result)),
    )


def _margin(counts: OfficialCounts, group: str) -> tuple[Margin, pd.Index]:
    """Return the sums of a group, and the ids of their units."""
    wanted = counts.table[group].dropna()
    unit = wanted.index.get_indexer(pd.Index(counts.unit))
    return Margin(np.asarray(unit, dtype=np.int64), wanted.to_numpy(dtype=np.float64)), wanted.index


def _people(
    fitted: gpd.GeoDataFrame,
    group: str,
    of_group: Sequence[tuple[OfficialCounts, Margin, pd.Index]],
) -> Floats | None:
    """Return a group's people by cell; of one that the cells do not count the residents, by its usual share."""
    if group in groups(fitted):
        return np.asarray(fitted[group], dtype=np.float64)
    if RESIDENTS not in groups(fitted):
        return None
    residents = np.asarray(fitted[RESIDENTS], dtype=np.float64)
    inside = np.logical_or.reduce([margin.unit >= 0 for _, margin, _ in of_group])
    most = max(float(margin.wanted.sum()) for _, margin, _ in of_group)
    whole = float(residents[inside].sum())
    return residents * (most / whole) if whole > 0 and most > 0 else residents


def _factors(
    counts: OfficialCounts, group: str, people: Floats, margin: Margin, ids: pd.Index
) -> pd.DataFrame:
    before = sums_by_unit(people, margin.unit, len(ids))
    return pd.DataFrame(
        {
            "level": counts.level,
            "unit": ids,
            "name": [counts.names.get(str(one), str(one)) for one in ids],
            "group": group,
            "before": before,
            "official": margin.wanted,
            "factor": np.divide(
                margin.wanted, before, out=np.full(len(ids), np.nan), where=before > 0
            ),
        }
    )


def _empty(
    counts: OfficialCounts, group: str, people: Floats, margin: Margin, ids: pd.Index
) -> list[Fault]:
    """Return a fault for each unit in which nobody lives whom one could multiply."""
    sums = sums_by_unit(people, margin.unit, len(ids))
    return [
        Fault(
            file=counts.file,
            key=f"unit {ids[row]} ({counts.names.get(str(ids[row]), ids[row])})",
            column=group,
            value=float(margin.wanted[row]),
            cause="has people by its count, and in the people layer no cell with anybody of this group",
            fix="check the CRS and the extent of the people layer and of the units; where cells are larger "
            f"than the unit, divide them at its border: people: {{split_by: {counts.level}}}",
        )
        for row in map(int, np.flatnonzero((sums <= 0) & (margin.wanted > 0)))
    ]


def _contradictions(
    group: str,
    of_group: Sequence[tuple[OfficialCounts, Margin, pd.Index]],
    misses: Sequence[Floats],
) -> list[Fault]:
    faults = []
    for (counts, margin, ids), miss in zip(of_group, misses, strict=True):
        worst = [row for row in map(int, np.argsort(-miss)[:_SHOWN]) if miss[row] > 1e-9]
        faults += [
            Fault(
                file=counts.file,
                key=f"unit {ids[row]} ({counts.names.get(str(ids[row]), ids[row])})",
                column=group,
                value=float(margin.wanted[row]),
                cause="contradicts the counts of the other tables: it cannot be met nearer than "
                f"{miss[row]:.2%}",
                fix="give counts whose sums agree, or leave one of the tables out",
            )
            for row in worst
        ]
    return faults


def _no_such_group(counts: OfficialCounts, group: str, known: Sequence[str]) -> Fault:
    return Fault(
        file=counts.file,
        column=group,
        cause="is counted here, and the people layer has neither this group nor residents to place it by; "
        f"it has {', '.join(known)}",
        fix="map a column of the people layer to residents, or leave the group out",
    )


def _followed(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, others: Sequence[str]
) -> gpd.GeoDataFrame:
    """Change other groups as the residents of each cell were changed."""
    residents = before[RESIDENTS].to_numpy(dtype=np.float64)
    now = after[RESIDENTS].to_numpy(dtype=np.float64)
    factor = np.divide(now, residents, out=np.ones_like(now), where=residents > 0)
    return after.assign(**{group: after[group] * factor for group in others})


def _following_notes(known: Sequence[str], asked: Sequence[str]) -> list[Sentence]:
    others = [group for group in known if group not in asked]
    if RESIDENTS not in asked or RESIDENTS not in known or not others:
        return []
    return [
        Sentence(
            "Without counts of their own these groups were changed as the residents of their cells: {groups}.",
            groups=tuple(Sentence(group) for group in others),
        )
    ]
