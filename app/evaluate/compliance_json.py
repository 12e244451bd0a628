"""``compliance.json``: verdicts on a plan's standards, and what they were made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from ...common.packages.version import halfhour_version
from ...coverage.standards.shipped import shipped_standards
from ...data.input_records.record import file_sum
from ..results.parts.provenance_json import (
    InputPart,
    RunPart,
    relative_path,
    run_part,
    study_file_part,
)
from ..study.layers import Layers

NAME = "compliance.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StandardsPart(_Part):
    """The standards that counted."""

    title: str
    name: str
    """Of their file."""
    path: str | None
    """Where it lies from the study file's folder; null of the standards that come with Halfhour."""
    size_bytes: int
    sha256: str
    given: bool
    """Whether it was named beside the study, with ``--standards``."""


class ComplianceFile(_Part):
    """The whole of ``compliance.json``."""

    kind: Literal["compliance"] = "compliance"
    study: str
    notice: str
    year: int
    compare: int | None
    """An earlier year that stands beside."""
    standards: StandardsPart
    verdicts: list[dict[str, Any]]
    """The rows of ``compliance.csv``; null where a row has no value."""
    contrasts: list[dict[str, Any]]
    """Poor against other units, urban against rural, as the workbook has them."""
    inputs: list[InputPart]
    run: RunPart
    """What it takes to run it again; its scenario is empty."""
    version: str


def compliance_file(
    *,
    layers: Layers,
    standards: tuple[str, Path | None],
    years: tuple[int, int | None],
    verdicts: pd.DataFrame,
    contrasts: pd.DataFrame,
    folder: Path,
) -> ComplianceFile:
    """Put verdicts into the form of ``compliance.json``.

    Parameters
    ----------
    layers
        The study's layers.
    standards
        What the standards are called, and the file that was named beside the study; None for none.
    years
        The year, and the earlier one; None for none.
    verdicts, contrasts
        The tables.
    folder
        Where the file goes.
    """
    return ComplianceFile(
        study=layers.file.name,
        notice=layers.file.notice.said("en"),
        year=years[0],
        compare=years[1],
        standards=_standards(layers, *standards),
        verdicts=_rows(verdicts),
        contrasts=_rows(contrasts),
        inputs=[
            InputPart.of(one, layers.path, layers.demand.crs.to_string()) for one in layers.inputs
        ],
        run=run_part("", study_file_part(layers.path, folder), services=layers.sites),
        version=halfhour_version(),
    )


def _standards(layers: Layers, title: str, given: Path | None) -> StandardsPart:
    own = layers.file.standards.file
    file = given or own or shipped_standards()
    return StandardsPart(
        title=title,
        path=None if given is None and own is None else relative_path(file, layers.path.parent),
        given=given is not None,
        **vars(file_sum(file)),
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    known = table.astype(object).where(table.notna(), None)
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in known.to_dict("records")
    ]


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
