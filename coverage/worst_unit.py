"""The unit where the smallest share of the people is served."""

from __future__ import annotations

from typing import NamedTuple

from .assessment import Assessment


class WorstUnit(NamedTuple):
    """A unit of a level, and the share of its people who are served."""

    level: str
    name: str
    share: float


def worst_unit(state: Assessment) -> WorstUnit | None:
    """Return the unit with the lowest share, of several the one with the most people not served.

    Units are those of the first level that the study draws, or else of the first that the demand table has;
    None without any unit where people live.
    """
    units, demand = state.times.study.units, state.times.demand
    levels = [
        str(column).removesuffix("_name") for column in demand if str(column).endswith("_name")
    ]
    if units is not None and not units.empty:
        levels = [str(units["level"].iloc[0])]
    if not levels or f"{levels[0]}_name" not in demand:
        return None
    rows = state.summary(levels[0])
    rows = rows[(rows["people"] > 0) & (rows.index != "")]
    if rows.empty:
        return None
    row = rows.sort_values(["share", "gap"], ascending=[True, False], kind="stable").iloc[0]
    return WorstUnit(levels[0], str(row["name"]), float(row["share"]))
