"""What a study says of other years: growth, new estates, and figures that offices report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from ...data.formats.layer import Layer
from ...data.kept_reading import KeptReading
from ...data.tables.estates import YEAR, read_estates
from ...data.tables.growth import read_growth
from ...data.tables.indicators import read_indicators
from ...geo.tables import groups
from .entries.objective_entry import LAST_YEAR
from .schema import StudyFile


@dataclass(frozen=True, kw_only=True, eq=False)
class YearLayers:
    """The layers that speak of years.

    Parameters
    ----------
    people_year
        The year that the population layer counts; None where the study does not say.
    growth
        Growth factors as `read_growth` returns them.
    growth_level
        The level of their units.
    growth_file
        The name of their file, for messages.
    estates
        New estates as `read_estates` returns them; their places are among the cells.
    reported
        Figures of offices as `read_indicators` returns them.
    """

    people_year: int | None = None
    growth: pd.DataFrame | None = None
    growth_level: str = ""
    growth_file: str = "growth"
    estates: gpd.GeoDataFrame | None = None
    reported: pd.DataFrame | None = None

    @property
    def changing(self) -> bool:
        """Whether people differ from year to year."""
        return self.growth is not None or self.estates is not None

    def people(self, demand: gpd.GeoDataFrame, year: int) -> pd.DataFrame:
        """Return the people of a year by cell and group.

        A cell's people are those of the population layer times its unit's growth factor: that of the last
        year up to `year` that has one; 1 in the layer's own year where the unit has none for it, and in every
        year where it has none at all. An estate's people are added from its year on, unless the population
        layer counts them already.

        Raises
        ------
        InputError
            If the study does not tell the people of this year: nothing is carried beyond the last factor.
        """
        self.require(year, file=self.growth_file, column="year")
        people = demand[groups(demand)].astype("float64")
        if self.growth is not None:
            factors = self._anchored(self.growth).ffill(axis=1)
            known = [one for one in map(int, factors.columns) if one <= year]
            factor = demand[self.growth_level].map(factors[known[-1]]).fillna(1.0)
            people = people.mul(factor, axis=0)
        return self._with_estates(people, until=year)

    def carried_to(self, year: int) -> tuple[YearLayers, int | None]:
        """Return the same with each unit's last growth factor for a year beyond the last, and that last year.

        None where the year is told, or is before the first.
        """
        _, last, _ = self._told(year)
        if self.growth is None or last is None or year <= last:
            return self, None
        growth = self._anchored(self.growth).ffill(axis=1)
        growth[year] = growth.iloc[:, -1]
        return replace(self, growth=growth.sort_index(axis=1)), last

    def ever(self, demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return the cells with the people of all estates besides: whoever lives there in some year."""
        people = demand[groups(demand)].astype("float64")
        later = self._with_estates(people, until=LAST_YEAR)
        return demand.assign(**{str(group): later[group] for group in later})

    def _with_estates(self, people: pd.DataFrame, *, until: int) -> pd.DataFrame:
        """Return people by cell with those of estates that the population layer does not count yet."""
        if self.estates is None or self.people_year is None:
            return pd.DataFrame(people)
        new = self.estates[self.estates[YEAR].between(self.people_year + 1, until)]
        grown = {
            str(group): people[group].add(new[group].reindex(people.index, fill_value=0.0))
            for group in people
            if group in new
        }
        return pd.DataFrame(people).assign(**grown)

    def new_people(self, year: int) -> pd.DataFrame | None:
        """Return the people of estates that are lived in by a year, by cell and group; None without estates.

        Estates that the population layer counts already are among them: new they are all the same.
        """
        if self.estates is None:
            return None
        lived_in = self.estates[self.estates[YEAR] <= year]
        return pd.DataFrame(lived_in.drop(columns=[YEAR, "geometry"]))

    def require(self, year: int, *, file: str, column: str | None = None) -> None:
        """Check that the study tells the people of a year.

        Growth factors do so from the first to the last year of each unit, the population layer for its own
        year. Without factors the same people live there in every year; with estates alone not before the
        layer's own year.

        Parameters
        ----------
        year
            The year.
        file, column
            Who names it, for the fault.

        Raises
        ------
        InputError
            If it does not.
        """
        if not self.changing:
            return
        first, last, unit = self._told(year)
        if (first is None or year >= first) and (last is None or year <= last):
            return
        name, of_unit = self.growth_file, f" of unit {unit}" if unit else ""
        if self.growth is None:
            cause = f"is before {first}, the year that the people layer counts"
            fix = f"name {first} or a later year, or give growth factors back to {year}"
        elif last is not None and year > last:
            cause = f"is beyond the growth factors{of_unit} in {name}, which end in {last}"
            fix = f"add factors up to {year} to {name}, or name a year up to {last}"
        else:
            cause = f"is before the growth factors{of_unit} in {name}, which begin in {first}"
            fix = f"add factors from {year} on to {name}, or name a year from {first} on"
        raise InputError(Fault(file=file, column=column, value=year, cause=cause, fix=fix))

    def _anchored(self, growth: pd.DataFrame) -> pd.DataFrame:
        """Return growth factors by year with 1 for the population layer's own year where none is given."""
        factors = growth.rename(columns=int)
        if self.people_year is not None:
            own = factors.get(self.people_year, pd.Series(1.0, index=factors.index))
            factors[self.people_year] = own.fillna(1.0)
        return factors.sort_index(axis=1)

    def _told(self, year: int) -> tuple[int | None, int | None, str]:
        """Return the first and last year that are told of every unit, and the unit that sets the end.

        It is named only where units differ in the end that `year` is beyond.
        """
        if self.growth is None:
            return self.people_year, None, ""
        told = self._anchored(self.growth).notna()
        first, last = told.idxmax(axis=1), told.iloc[:, ::-1].idxmax(axis=1)
        begins, ends = int(first.max()), int(last.min())
        nearest, unit = (last, last.idxmin()) if year > ends else (first, first.idxmax())
        return begins, ends, "" if nearest.eq(nearest.iloc[0]).all() else str(unit)


def read_estates_of(
    file: StudyFile, crs: object, rows: dict[Path, int], kept: KeptReading
) -> gpd.GeoDataFrame | None:
    """Read a study's new estates, if it has any."""
    if file.estates is None:
        return None
    estates = kept.read(
        "estates", [file.estates], partial(read_estates, file.estates, crs=crs), crs
    )
    rows[file.estates.file] = len(estates)
    return estates


def read_years(
    file: StudyFile,
    units: Mapping[str, gpd.GeoDataFrame] | None,
    estates: gpd.GeoDataFrame | None,
    rows: dict[Path, int],
    kept: KeptReading,
) -> YearLayers:
    """Read what a study says of other years.

    Parameters
    ----------
    file
        The study.
    units
        Its areas by level; None where they could not be read, and so are not asked for.
    estates
        Its new estates.
    rows
        By file how many records were read; filled in.
    kept
        Reads what no run has read yet.

    Raises
    ------
    InputError
        If a layer has faults, or the units of growth factors are those of no level.
    """
    growth, reported, level = None, None, ""
    if file.growth is not None:
        growth = kept.read("growth", [file.growth], partial(read_growth, file.growth))
        rows[file.growth.file] = int(growth.count().sum())
        level = "" if units is None else _level_of(file.growth, growth, units)
    if file.indicators is not None:
        read = partial(read_indicators, file.indicators)
        reported = kept.read("indicators", [file.indicators], read)
        rows[file.indicators.file] = len(reported)
    return YearLayers(
        people_year=file.people.year,
        growth=growth,
        growth_level=level,
        growth_file="growth" if file.growth is None else file.growth.name,
        estates=estates,
        reported=reported,
    )


def _level_of(layer: Layer, growth: pd.DataFrame, units: Mapping[str, gpd.GeoDataFrame]) -> str:
    level = max(units, key=lambda name: growth.index.isin(units[name].index).sum(), default="")
    strange = growth.index if not level else growth.index[~growth.index.isin(units[level].index)]
    if len(strange):
        raise InputError(
            Fault(
                file=layer.name,
                column="unit",
                value=", ".join(strange[:5]),
                cause=f"there are no such units of level {level}"
                if level
                else "no `units:` are areas",
                fix="write the ids of one level of `units:`",
            )
        )
    return level
