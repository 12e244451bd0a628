"""Access of people in poor units against others, and of urban against rural people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.sentences import Sentence
from ..rule_kinds.access import AccessRule
from ..rules.evidence import Evidence, MissingEvidenceError
from .standards import Standards

CONTRAST_COLUMNS: Final = (
    "rule",
    "title_zh",
    "title_en",
    "year",
    "part",
    "people",
    "served",
    "share",
    "difference_points",
    "detail",
)
"""Columns of the table of contrasts."""

_NOBODY: Final = Sentence("nobody of the group lives in such a unit")
_PAIRS: Final = (("poor", ("poor", "other")), ("urban", ("urban", "rural")))


def contrasts(standards: Standards, evidence: Evidence) -> pd.DataFrame:
    """Compare access of poor with other units, and of urban with rural ones.

    A cell has the marks of the smallest area that it lies in, such as its township; where it lies in
    none of these, those of the larger one. Cells in no unit at all count for neither side.

    Parameters
    ----------
    standards
        The rules; those of kind access are compared.
    evidence
        The state of a year.

    Returns
    -------
    pandas.DataFrame
        Four rows per rule, the columns of `CONTRAST_COLUMNS`: ``part`` is poor, other, urban or rural;
        ``difference_points`` is this part's share less that of its counterpart, in percentage points.
        Where the study lacks what is needed, figures are NaN and ``detail`` says what is missing.

    See Also
    --------
    read_standards : Read a standards file.
    evaluate : Check a study against standards.
    assess : Who is served, by unit too.

    Examples
    --------
    Two counties, of which the poor one has no clinic within 15 minutes:

    >>> import halfhour as hh
    >>> from halfhour.coverage.standards.example_rule import one_rule, two_counties
    >>> standards, evidence = one_rule(), two_counties()
    >>> table = hh.contrasts(standards, evidence).set_index("part")
    >>> table.loc[["poor", "other"], "share"].tolist()
    [0.0, 1.0]
    >>> table.loc[["poor", "other"], "difference_points"].tolist()
    [-100.0, 100.0]
    """
    rows = [
        row
        for rule in standards.rules
        if isinstance(rule, AccessRule)
        for row in _of_rule(rule, evidence, standards)
    ]
    return pd.DataFrame(rows, columns=list(CONTRAST_COLUMNS))


def _of_rule(
    rule: AccessRule, evidence: Evidence, standards: Standards
) -> Iterator[dict[str, object]]:
    same = {
        "rule": rule.id,
        "title_zh": rule.title.zh,
        "title_en": rule.title.en,
        "year": evidence.year,
    }
    try:
        people = evidence.people(rule.group)
        served = people * rule.share_served(evidence)
    except MissingEvidenceError as lacking:
        nothing = dict.fromkeys(("people", "served", "share", "difference_points"), np.nan)
        for _, parts in _PAIRS:
            for part in parts:
                yield {**same, **nothing, "part": part, "detail": lacking.args[0]}
        return
    for mark, (marked, unmarked) in _PAIRS:
        known, is_marked = _marks(evidence, standards, mark)
        sides = {marked: known & is_marked, unmarked: known & ~is_marked}
        sums = {
            part: (float(people[side].sum()), float(served[side].sum()))
            for part, side in sides.items()
        }
        share = {part: done / total if total else np.nan for part, (total, done) in sums.items()}
        for part, other in ((marked, unmarked), (unmarked, marked)):
            yield {
                **same,
                "part": part,
                "people": sums[part][0],
                "served": sums[part][1],
                "share": share[part],
                "difference_points": 100 * (share[part] - share[other]),
                "detail": "" if sums[part][0] else _NOBODY,
            }


def _marks(
    evidence: Evidence, standards: Standards, mark: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return whether each cell lies in a unit, and whether the smallest such unit has the mark."""
    known = np.zeros(len(evidence.cells), dtype=bool)
    marked = np.zeros(len(evidence.cells), dtype=bool)
    # From the largest level down, so that the smallest has the last word.
    for level in standards.header.levels:
        if level not in evidence.units or level not in evidence.cells.columns:
            continue
        marks = evidence.units[level][mark].astype(bool)
        cell_unit = evidence.cells[level]
        inside = cell_unit.isin(marks.index).to_numpy(dtype=bool)
        here = cell_unit.isin(marks.index[marks]).to_numpy(dtype=bool)
        marked = np.where(inside, here, marked)
        known |= inside
    return known, marked
