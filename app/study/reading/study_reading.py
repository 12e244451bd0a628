"""What reading any of a study's layers has in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ....data.kept_reading import KeptReading
from ..fault_list import FaultList
from ..schema import StudyFile

_ANY_METRIC: Final = "EPSG:4087"
"""A CRS in metres with coordinates for every place, to check layers in where nobody lives anywhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyReading:
    """A study whose layers are being read, and what is counted and found on the way.

    Parameters
    ----------
    file
        The study.
    found
        Faults are added.
    kept
        Reads what no run has read yet, and reports when a stage begins.
    rows
        By file how many records were read; filled in.
    """

    file: StudyFile
    found: FaultList
    kept: KeptReading
    rows: dict[Path, int] = field(default_factory=dict)


def metric(crs: object) -> object:
    """Return a CRS for readers that cannot choose one themselves, as that of people can.

    Parameters
    ----------
    crs
        What the study says, or the CRS of its people.
    """
    return _ANY_METRIC if isinstance(crs, str) and crs == "auto" else crs
