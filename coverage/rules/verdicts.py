"""The tidy table of verdicts, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ...common.sentences import Sentence
from .header import WHOLE

VERDICT_COLUMNS: Final = (
    "rule",
    "kind",
    "clause",
    "title_zh",
    "title_en",
    "level",
    "unit",
    "unit_name",
    "year",
    "figure",
    "figure_unit",
    "target",
    "passed",
    "shortfall",
    "shortfall_unit",
    "basis",
    "detail",
    "due",
    "due_target",
    "to_go",
    "to_go_a_year",
    "responsible",
)
"""Columns of a table of verdicts.

``passed`` is missing where there is no verdict. Where that is because the target is not due yet, ``due`` is the
year in which it will be, ``due_target`` the target, ``to_go`` what is still missing, in ``shortfall_unit``, and
``to_go_a_year`` what each year until then would have to bring.
"""

UNCAPACITATED: Final = ".uncapacitated"
REPORTED: Final = ".reported"
STANDING: Final = ".standing"
"""Endings of a rule's id in rows that are shown beside its own: without capacities, as offices report, and of
all people where the rule is about those of new estates."""

BESIDE: Final = (UNCAPACITATED, REPORTED, STANDING)
"""All of these endings."""

SHARE: Final = "share"
"""The unit of a figure between 0 and 1."""

_NUMBERS: Final = ("figure", "target", "shortfall", "due_target", "to_go", "to_go_a_year")
_SHOWN: Final = (
    "rule",
    "title_zh",
    "title_en",
    "figure",
    "target",
    "passed",
    "shortfall",
    "detail",
)
_NAMES_SHOWN: Final = 10


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule finds in one unit.

    Parameters
    ----------
    level, unit, unit_name
        Where.
    figure, figure_unit
        What is there; NaN if unknown.
    target
        What is asked for, in the figure's unit; None for nothing.
    passed
        The verdict; None for none.
    shortfall, shortfall_unit
        How much is missing; NaN without a verdict.
    detail
        What else is to be said.
    """

    level: str = WHOLE
    unit: str = WHOLE
    unit_name: str = WHOLE
    figure: float = np.nan
    figure_unit: str = ""
    target: float | None = None
    passed: bool | None = None
    shortfall: float = np.nan
    shortfall_unit: str = ""
    detail: str = ""


def verdict_table(records: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Return records as a table with exactly `VERDICT_COLUMNS` and their types."""
    # As objects from the start: pandas would make plain text of sentences.
    table = pd.DataFrame(list(records), columns=list(VERDICT_COLUMNS), dtype=object)
    types = dict.fromkeys(VERDICT_COLUMNS, "object")
    types |= dict.fromkeys(_NUMBERS, "float64") | {"year": "int64", "passed": "boolean"}
    types |= {"due": "Int64"}
    return table.astype(types)


def listed(names: Sequence[str]) -> Sentence:
    """Return names as text, the first few and how many more."""
    more = len(names) - _NAMES_SHOWN
    shown = tuple(names[:_NAMES_SHOWN])
    if more > 0:
        return Sentence("{names} and {number:,} more", names=shown, number=more)
    return Sentence("{names}", names=shown)


def no_value(year: int) -> Sentence:
    """Return why there is no figure that offices should report."""
    return Sentence("no value is reported for {year}", year=year)


def reported_as(indicator: str) -> Sentence:
    """Return the basis of a figure that offices report."""
    return Sentence("reported as {indicator}", indicator=indicator)


def no_such_unit(level: str) -> Sentence:
    """Return why there is no figure of an area none of whose units a rule is about."""
    return Sentence("there is no {level} that the rule is about", level=Sentence(level))


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was found of all rules of a standards file in one year.

    Parameters
    ----------
    table
        One row per rule and unit, the columns of `VERDICT_COLUMNS`.

    See Also
    --------
    evaluate : Check a study against standards.
    compliance_map : Draw the verdicts on a map.

    Examples
    --------
    One rule, which county A meets and county B does not:

    >>> import pandas as pd
    >>> import halfhour as hh
    >>> table = pd.DataFrame(
    ...     {
    ...         "rule": "clinic.access",
    ...         "level": ["all", "county", "county"],
    ...         "unit": ["all", "A", "B"],
    ...         "figure": [0.8, 0.95, 0.6],
    ...         "passed": pd.array([False, True, False], dtype="boolean"),
    ...     }
    ... )
    >>> verdicts = hh.Verdicts(table)
    >>> verdicts
    <Verdicts on 1 rules: 0 met, 1 failed, 0 without a verdict>
    >>> verdicts.by("county")["figure"].tolist()
    [0.95, 0.6]
    >>> verdicts.failing()["unit"].tolist()
    ['all', 'B']
    >>> len(verdicts.without_verdict())
    0
    """

    table: pd.DataFrame

    def __repr__(self) -> str:
        counts = self.counts()
        return (
            f"<Verdicts on {counts['rules']} rules: {counts['met']} met, {counts['failed']} failed, "
            f"{counts['open']} without a verdict{self._ahead()}>"
        )

    def _ahead(self) -> str:
        """Return how many rules have no verdict because they are not due yet, as text; nothing if none."""
        rows = self.overall()
        if "due" not in rows:
            return ""
        beside = rows["rule"].astype(str).str.endswith(BESIDE)
        number = int((rows["due"].notna() & ~beside).sum())
        return f", of which {number} not due yet" if number else ""

    def _repr_html_(self) -> str:
        shown = self.overall()[list(_SHOWN)].to_html(
            index=False, float_format=lambda number: f"{number:,.4g}", na_rep=""
        )
        return f"<p>{repr(self)[1:-1]}</p>{shown}"

    def overall(self) -> pd.DataFrame:
        """Return the row of the whole area for each rule."""
        return self.by(WHOLE)

    def by(self, level: str) -> pd.DataFrame:
        """Return the rows of one level of units, such as ``"county"``, unit by unit."""
        rows = self.table[self.table["level"] == level]
        return rows.sort_values("unit", kind="stable").reset_index(drop=True)

    def failing(self) -> pd.DataFrame:
        """Return the rows whose verdict is no."""
        return self._rows(self.table["passed"].eq(other=False).fillna(value=False))

    def without_verdict(self) -> pd.DataFrame:
        """Return the rows that have no verdict; their ``detail`` says what was missing."""
        return self._rows(self.table["passed"].isna())

    def not_due(self) -> pd.DataFrame:
        """Return the rows whose target is not due yet; ``to_go`` says what is still missing."""
        return self._rows(self.table["due"].notna())

    def counts(self) -> dict[str, int]:
        """Return how many rules there are, are met, have failed and are open, in the whole area."""
        rows = self.overall()
        beside = rows["rule"].astype(str).str.endswith(BESIDE)
        passed = rows["passed"][~beside]
        return {
            "rules": len(passed),
            "met": int(passed.eq(other=True).sum()),
            "failed": int(passed.eq(other=False).sum()),
            "open": int(passed.isna().sum()),
        }

    def _rows(self, which: pd.Series) -> pd.DataFrame:
        return self.table[which.astype(bool)].reset_index(drop=True)
