"""Where figures come from, in ``plan.json``: files and what was read of them, the run, and versions."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Self

import pyogrio
import pyproj
import shapely
from pydantic import BaseModel, ConfigDict

from ....common.packages.version import halfhour_version
from ....data.input_records.readings import Reading
from ....data.input_records.record import DATABASE, IN_MEMORY, InputRecord, file_sum
from ....data.kept_reading import environment
from ..choice_file import Choice

_LIBRARIES: Final = (
    "geopandas",
    "highspy",
    "numba",
    "numpy",
    "osmium",
    "pandas",
    "PuLP",
    "pyogrio",
    "pyproj",
    "rasterio",
    "scikit-learn",
    "scipy",
    "shapely",
)
"""Libraries that figures come from; `highspy` has the version of HiGHS."""

_PASSWORD: Final = re.compile(r"(://[^\s/:@\"']*):[^\s/@\"']*@")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileSumPart(_Part):
    """A file that belongs to an input, such as the table of a Shapefile."""

    name: str
    size_bytes: int
    sha256: str


class ReadingPart(_Part):
    """What was made of a file when it was read."""

    layer: str
    """Layer of a GeoPackage or sheet of a workbook; empty where the file has one alone."""
    encoding: str
    """Of text; empty where the format has one of its own."""
    separator: str
    """Of a table of text, ``tab`` for a tabulator; else empty."""
    crs_from: str
    """In which its coordinates were read; empty for records without places."""
    crs_to: str
    """Into which they were converted: the study's; empty likewise."""
    rows_read: int | None
    """Records of the file, of a raster its pixels; null where nobody counted them."""
    left_out: dict[str, int]
    """By reason how many of them were left out: ``only``, ``sums``, ``outside the area`` ..."""

    @classmethod
    def of(cls, reading: Reading, crs: str) -> Self:
        """Return a reading in the form of the file; `crs` is the study's."""
        return cls(
            layer=reading.layer,
            encoding=reading.encoding,
            separator=reading.separator,
            crs_from=reading.crs,
            crs_to=crs if reading.crs else "",
            rows_read=reading.rows_read,
            left_out=dict(reading.left_out),
        )


class InputPart(_Part):
    """A file that the plan was made from."""

    name: str
    path: str | None
    """Where it lies from the study file's folder; null where no such path leads there."""
    format: str
    size_bytes: int
    """0 of what is no file."""
    sha256: str
    """Of a register of checks that of its approved sites, of a table in memory that of its values."""
    rows: int
    """Records of it that the study has."""
    beside: list[FileSumPart]
    readings: list[ReadingPart]

    @classmethod
    def of(cls, record: InputRecord, study: Path, crs: str) -> Self:
        """Return a record in the form of the file.

        Parameters
        ----------
        record
            The record.
        study
            The study file.
        crs
            The study's CRS.
        """
        is_file = record.format not in {DATABASE, IN_MEMORY}
        return cls(
            name=record.name,
            path=relative_path(record.path, study.parent) if is_file else None,
            format=record.format,
            size_bytes=record.size_bytes,
            sha256=record.sha256,
            rows=record.rows,
            beside=[FileSumPart(**vars(one)) for one in record.beside],
            readings=[ReadingPart.of(one, crs) for one in record.readings],
        )


class StudyFilePart(_Part):
    """The study file that was answered, or what was given in its place."""

    name: str
    path: str | None
    """Where it lies from the folder of this file; null where no such path leads there."""
    size_bytes: int
    sha256: str
    text: str
    """All that it says; passwords of addresses are left out."""
    in_memory: bool = False
    """Whether it was given in Python as keys and values, so that no file can be run again."""


class RunPart(_Part):
    """What was asked, and of which program: what it takes to run it again."""

    scenario: str
    """Its name under ``scenarios:`` or ``joint:``; empty for a check of standards."""
    services: list[str]
    """Services that the run read, those of other questions too: notes and inputs speak of all of them."""
    study: StudyFilePart
    choice: Choice | None
    """A choice that was exported from a page, whose sites were opened in any case."""
    time_limit_s: float | None
    """Seconds after which the search was to stop; without a limit figures do not depend on the machine."""
    jobs: int | None
    """How many scenarios were to be answered at once, where a search was stopped; null for the default."""
    python: str
    system: str
    libraries: dict[str, str]
    """Versions by name; ``GDAL``, ``GEOS`` and ``PROJ`` are those that the libraries bring."""
    variables: list[str]
    """Names of environment variables that may change what libraries make of a file."""


def relative_path(path: Path, folder: Path) -> str | None:
    """Return a path from a folder, with slashes; None where none leads there, as to another drive.

    Parameters
    ----------
    path, folder
        The file, and where the path starts.
    """
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return None


def study_file_part(study: Path, folder: Path, keys_text: str | None = None) -> StudyFilePart:
    """Return the record of a study.

    Parameters
    ----------
    study
        The study file.
    folder
        Where the file that holds the record goes.
    keys_text
        The keys and values that were given in place of a file, as text; None where there is one.
    """
    if keys_text is not None:
        text = _without_passwords(keys_text)
        data = text.encode()
        return StudyFilePart(
            name=study.name,
            path=None,
            size_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            text=text,
            in_memory=True,
        )
    own = file_sum(study)
    return StudyFilePart(
        name=own.name,
        path=relative_path(study, folder),
        size_bytes=own.size_bytes,
        sha256=own.sha256,
        text=_without_passwords(study.read_text(encoding="utf-8-sig", errors="replace")),
    )


def _without_passwords(text: str) -> str:
    return _PASSWORD.sub(r"\1:***@", text)


def run_part(
    scenario: str,
    study: StudyFilePart,
    *,
    services: Iterable[str] = (),
    choice: Choice | None = None,
    time_limit_s: float | None = None,
    jobs: int | None = None,
    stopped: bool = False,
) -> RunPart:
    """Return what it takes to run something again.

    Parameters
    ----------
    scenario
        Its name.
    study
        The study, as `study_file_part` returns it.
    services
        Those that were read.
    choice, time_limit_s, jobs
        As `RunPart` has them.
    stopped
        Whether a search did not come to its end: only then it matters what ran beside.
    """
    return RunPart(
        scenario=scenario,
        services=list(services),
        study=study,
        choice=choice,
        time_limit_s=time_limit_s,
        jobs=jobs if stopped else None,
        python=platform.python_version(),
        system=_system(),
        libraries=library_versions(),
        variables=sorted(environment()),
    )


def versions_now() -> dict[str, str]:
    """Return the versions of the program, of Python, of the system and of libraries, by name."""
    return {**library_versions(), "Python": platform.python_version(), "system": _system()}


def _system() -> str:
    return f"{platform.system()} {platform.machine()}"


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that figures come from, by name."""
    found = {"halfhour": halfhour_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    found["GDAL"] = str(pyogrio.__gdal_version_string__)
    found["GEOS"] = shapely.geos_version_string
    found["PROJ"] = pyproj.proj_version_str
    return found
