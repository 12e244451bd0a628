"""Where the files of a plan go, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyproj

from ....maps.wording.messages import Lang
from .provenance_json import RunPart


@dataclass(frozen=True, kw_only=True)
class PlanTarget:
    """Where the files of a plan go, and how they are written.

    Parameters
    ----------
    folder
        Their folder.
    lang
        Language of the workbook, and that the page and styles begin in.
    crs
        CRS of the layers; None for the study's.
    browser
        What prints the page to a PDF; None for no PDF.
    run
        What it takes to answer the question again; None where nobody knows.
    """

    folder: Path
    lang: Lang = "en"
    crs: pyproj.CRS | None = None
    browser: Path | None = None
    run: RunPart | None = None
