"""A new study: files are looked at, and a commented study file is written that names them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...data.inspection.inspect_file import FORMATS, inspect_file
from ...data.inspection.report import FileReport
from ...data.osm.file_forms import is_osm_file
from ...maps.wording.messages import require_lang
from .assumed_degrees import with_assumed_degrees
from .choice import chosen
from .counts_by_unit import counts_by_unit
from .study_text import study_text
from .template import template_text
from .word_proposal import proposal_text

STUDY_FILE: Final = "study.yaml"
_SCHEMA: Final = Path(__file__).parents[2] / "docs" / "study.schema.json"


@dataclass(frozen=True, kw_only=True, eq=False)
class NewStudy:
    """A study file that was written.

    Parameters
    ----------
    path
        The study file.
    reports
        What each file is.
    services
        The services that it has.

    See Also
    --------
    new_study : Write one.

    Examples
    --------
    A template, since there are no files:

    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = hh.new_study(folder)
    >>> study
    <NewStudy study.yaml: 0 files, a template>
    """

    path: Path
    reports: tuple[FileReport, ...]
    services: tuple[str, ...]

    def __repr__(self) -> str:
        services = ", ".join(self.services) or "a template"
        return f"<NewStudy {self.path.name}: {len(self.reports)} files, {services}>"


def new_study(
    folder: str | Path,
    files: Iterable[str | Path] = (),
    *,
    lang: str = "en",
    report: Report = say_nothing,
) -> NewStudy:
    """Write a commented study file for some files.

    Parameters
    ----------
    folder
        Where ``study.yaml`` is written; made where it is not there.
    files
        Roads, people, lists of facilities, units, candidates, in any order; of a folder the files in it.
        Without any, a template is written that explains each key.
    lang
        Language of the comments, ``"en"`` or ``"zh"``.
    report
        Called with one line of text when a file is looked at.

    Returns
    -------
    NewStudy
        The path of the study file, and what each file is.

    Raises
    ------
    InputError
        If there is a study file already: nothing is written over.

    See Also
    --------
    inspect_file : Look at one file.
    validate_study : Check the study file and all its layers.
    plan_study : Answer its scenarios and write the files.

    Examples
    --------
    A list of clinics, and no other file yet:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "clinics.csv"
    ...     _ = file.write_text(chr(10).join(["id,lon,lat", "1,119.5,39.9"]), encoding="utf-8")
    ...     study = hh.new_study(folder, [file])
    ...     text = study.path.read_text(encoding="utf-8")
    >>> study
    <NewStudy study.yaml: 1 files, clinic>
    >>> [line for line in text.splitlines() if "clinics.csv" in line]
    ["    existing: {file: clinics.csv, crs: 'EPSG:4326', columns: {site_id: id, x: lon, y: lat}}"]
    """
    words = require_lang(lang)
    folder = Path(folder)
    path = folder / STUDY_FILE
    if path.exists() or path.is_symlink():
        raise InputError(
            Fault(
                file=str(path),
                cause="is there already, and nothing is written over",
                fix="name another folder, or move the file away",
            )
        )
    reports = []
    for file in _each_file(files):
        report(f"looking at {file.name}")
        reports.append(inspect_file(file))
    reports = with_assumed_degrees(reports)
    folder.mkdir(parents=True, exist_ok=True)
    name = folder.resolve().name or "study"
    services: tuple[str, ...] = ()
    beside: dict[str, str] = {}
    if reports:
        choice = chosen(reports)
        text = study_text(
            name,
            choice,
            folder,
            lang=words,
            schema=schema_address(folder),
            counts=counts_by_unit(choice),
        )
        services = tuple(one.name for one in choice.services) or ("clinic",)
        proposals = (one.proposal for one in choice.services if one.proposal is not None)
        beside = {one.name: proposal_text(one, lang=words) for one in proposals}
    else:
        text = template_text(name, lang=words, schema=schema_address(folder))
    for name_, text_ in {**beside, STUDY_FILE: text}.items():
        _write_anew(folder / name_, text_)
    return NewStudy(path=path, reports=tuple(reports), services=services)


def _write_anew(path: Path, text: str) -> None:
    """Write a file that was not there; what somebody else wrote stays.

    Raises
    ------
    InputError
        If it is there.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(
            Fault(
                file=str(path),
                cause="is there already, and nothing is written over",
                fix="name another folder, or move the file away",
            )
        ) from error


def schema_address(folder: Path) -> str:
    """Return the path of the schema of study files as seen from a folder of the checkout; empty elsewhere."""
    root = _SCHEMA.parents[1].resolve()
    if not _SCHEMA.is_file() or not folder.resolve().is_relative_to(root):
        return ""
    return Path(os.path.relpath(_SCHEMA, folder.resolve())).as_posix()


def _each_file(files: Iterable[str | Path]) -> Iterator[Path]:
    for one in map(Path, files):
        if not one.is_dir():
            yield one
            continue
        inside = sorted(path for path in one.iterdir() if path.is_file())
        # Files that go with others, such as a .dbf, are none to look at.
        yield from (p for p in inside if p.suffix.lower() in FORMATS or is_osm_file(p))
