"""The figures that offices report, looked up by indicator, unit and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...common.sentences import Sentence
from .evidence import Evidence
from .header import WHOLE, StandardsHead
from .verdicts import Finding, no_value


def reported_value(evidence: Evidence, indicator: str, unit: str, year: int) -> float:
    """Return what was reported; NaN if nothing was."""
    table = evidence.reported
    rows = table[
        (table["indicator"] == indicator)
        & (table["unit"].astype(str) == unit)
        & (table["year"] == year)
    ]
    return float(rows["value"].iloc[-1]) if len(rows) else np.nan


def reporting_units(
    evidence: Evidence, standards: StandardsHead, levels: Sequence[str]
) -> pd.DataFrame:
    """Return who may report: index the id in the table of reports, columns level, unit, unit_name.

    Of levels that the study has no units of nobody reports.
    """
    rows = [(standards.header.area_unit or WHOLE, WHOLE, WHOLE, WHOLE)]
    rows += [
        (str(unit), level, str(unit), str(name))
        for level in levels
        if level in evidence.units
        for unit, name in evidence.units[level]["name"].items()
    ]
    table = pd.DataFrame(rows, columns=["reporter", "level", "unit", "unit_name"])
    return table.set_index("reporter")


def reported_beside(
    indicator: str,
    target_share: float | None,
    evidence: Evidence,
    standards: StandardsHead,
    levels: Sequence[str],
) -> list[Finding]:
    """Return what offices report of an indicator in per cent, to be shown beside a computed figure.

    Parameters
    ----------
    indicator
        Its name in the table of reports.
    target_share
        The target, from 0 to 1.
    evidence, standards, levels
        Whose reports are looked up.
    """
    found = []
    for reporter, row in reporting_units(evidence, standards, levels).iterrows():
        value = reported_value(evidence, indicator, str(reporter), evidence.year)
        known = not np.isnan(value)
        if not known and row["level"] != WHOLE:
            continue
        found.append(
            Finding(
                level=row["level"],
                unit=row["unit"],
                unit_name=row["unit_name"],
                figure=value,
                figure_unit="%",
                target=None if target_share is None else target_share * 100,
                detail=Sentence("as reported") if known else no_value(evidence.year),
            )
        )
    return found
