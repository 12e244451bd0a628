"""The approved sites of a study's register, and what is said where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ....common.sentences import Sentence
from ....data.input_records.record import REGISTER, InputRecord
from ....data.register.approved import approved_digest, read_approved
from ....data.register.database import NotARegisterError
from ..entries.register_entry import IGNORE
from ..schema import StudyFile
from .register_path import register_path


@dataclass(frozen=True, kw_only=True, eq=False)
class PlannedSites:
    """The approved sites of a study's register.

    Parameters
    ----------
    path
        The register.
    approved
        As `read_approved` returns them.
    notes
        What is to be said where nothing is read.
    """

    path: Path
    approved: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str | None:
        """SHA-256 of the approved sites; None where there are none."""
        none = self.approved is None or self.approved.empty
        return None if none or self.approved is None else approved_digest(self.approved)

    def inputs(self) -> tuple[InputRecord, ...]:
        """Return the register as a file that was read; none where no site is approved."""
        if self.approved is None or self.digest is None:
            return ()
        rows = len(self.approved)
        return (InputRecord(self.path.name, self.digest, rows, self.path, format=REGISTER),)


def read_planned(file: StudyFile, study: Path) -> PlannedSites:
    """Read the approved sites of a study's register.

    Parameters
    ----------
    file
        What the study file says.
    study
        The study file.

    Raises
    ------
    InputError
        If the register cannot be read, or one that the study names is none.
    """
    path = register_path(file, study)
    there = path.exists()
    if file.register_of_checks == IGNORE:
        ignored = Sentence(
            "{file} is not read, since the study says `register: ignore`", file=path.name
        )
        return PlannedSites(path=path, notes=(ignored,) if there else ())
    named = file.register_of_checks is not None
    if not there:
        absent = Sentence("{file}: there is no such register of checks yet", file=path.name)
        return PlannedSites(path=path, notes=(absent,) if named else ())
    try:
        approved = read_approved(path)
    except NotARegisterError:
        if named:
            raise
        other = Sentence("{file} is no register of checks, and is not read", file=path.name)
        return PlannedSites(path=path, notes=(other,))
    if approved.empty:
        none = Sentence(
            "{file}: no site is approved, so that no planned site counts", file=path.name
        )
        return PlannedSites(path=path, notes=(none,))
    known = approved["service"].isin([*file.services])
    strange = tuple(map(str, pd.unique(approved["service"][~known])))
    unknown = Sentence(
        "{file}: approved sites of {services} do not count, since the study has no such service",
        file=path.name,
        services=strange,
    )
    notes = (unknown,) if strange else ()
    return PlannedSites(path=path, approved=gpd.GeoDataFrame(approved[known]), notes=notes)
