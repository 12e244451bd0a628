"""Checking a study against its standards: from Python, and as files."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import xlsxwriter

from ..coverage.contrasts import contrasts
from ..coverage.evaluate import evaluate as evaluate_rules
from ..coverage.progress import with_earlier
from ..coverage.standards import Standards
from ..coverage.verdicts import Verdicts
from ..geo.errors import Fault, InputError
from .layers import Layers, Report, read_layers, say_nothing
from .result_folder import require_folder
from .service_travel import ServiceTravel
from .study import Study
from .study_standards import standards_of
from .year_evidence import year_evidence

_WIDEST: Final = 60
"""Letters that a column of a sheet is wide at most."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Compliance:
    """What a year's check came to.

    Parameters
    ----------
    standards
        The rules, with what the study sets otherwise.
    verdicts
        What was found.
    earlier
        What was found for the year that it is compared with; None for none.
    contrasts
        Poor against other units, urban against rural.
    """

    standards: Standards
    verdicts: Verdicts
    earlier: Verdicts | None
    contrasts: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """The verdicts, with those of the earlier year beside if there are any."""
        if self.earlier is None:
            return self.verdicts.table
        return with_earlier(self.verdicts, self.earlier)

    def save(self, folder: str | Path) -> tuple[Path, Path]:
        """Write ``compliance.csv`` and ``compliance.xlsx``, beside first and then renamed.

        Returns
        -------
        tuple
            The two paths. Excel reads both with Chinese names.

        Raises
        ------
        InputError
            If a file stands where the folder is to be.
        """
        folder = Path(folder)
        require_folder(folder)
        with tempfile.TemporaryDirectory(prefix=".compliance-", dir=folder) as beside:
            csv, xlsx = Path(beside) / "compliance.csv", Path(beside) / "compliance.xlsx"
            # With a byte order mark, so that Excel reads Chinese.
            self.table.to_csv(csv, index=False, encoding="utf-8-sig", lineterminator="\n")
            _write_workbook(xlsx, {"compliance": self.table, "contrasts": self.contrasts})
            return csv.replace(folder / csv.name), xlsx.replace(folder / xlsx.name)


def evaluate(
    study: Study | str | Path,
    standards: str | Path | None = None,
    *,
    year: int | None = None,
    report: Report = say_nothing,
) -> Verdicts:
    """Check a study against standards.

    Parameters
    ----------
    study
        An opened study, or the path of a study file.
    standards
        A standards file; by default the one that the study names, or the one that comes with Halfhour.
    year
        Which year's facilities, people and targets; by default the year that the people layer counts.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    Verdicts
        ``.failing()`` are the rules and units that fall short, ``.by("county")`` the rows of one level.

    Raises
    ------
    InputError
        If the study or the standards have faults, or nothing says which year is meant.
    """
    return check_compliance(study, standards, year=year, report=report).verdicts


def check_compliance(
    study: Study | str | Path,
    standards: str | Path | None = None,
    *,
    year: int | None = None,
    compare: int | None = None,
    report: Report = say_nothing,
) -> Compliance:
    """Check a study against standards, as `evaluate` does, and compare with another year.

    Parameters
    ----------
    study, standards, year, report
        As of `evaluate`.
    compare
        An earlier year whose figures are put beside.
    """
    layers = study.layers if isinstance(study, Study) else read_layers(study, report=report)
    year = year_of(layers, year)
    if compare is not None and compare >= year:
        raise InputError(
            Fault(
                file="compare",
                value=compare,
                cause=f"is not earlier than {year}",
                fix="name an earlier year to put beside",
            )
        )
    rules = standards_of(layers.file, standards)
    travel = ServiceTravel(layers, rules)
    evidence = year_evidence(layers, rules, year, travel=travel, report=report)
    report(f"{year}: {len(rules.rules)} rules")
    verdicts = evaluate_rules(rules, evidence)
    earlier = None
    if compare is not None:
        before = year_evidence(layers, rules, compare, travel=travel, report=report)
        earlier = evaluate_rules(rules, before)
    return Compliance(
        standards=rules,
        verdicts=verdicts,
        earlier=earlier,
        contrasts=contrasts(rules, evidence),
    )


def year_of(layers: Layers, year: int | None) -> int:
    """Return the year that is meant: this one, or the one that the people layer counts.

    Raises
    ------
    InputError
        If nothing says which.
    """
    year = layers.file.people.year if year is None else year
    if year is None:
        raise InputError(
            Fault(
                file=layers.file.name,
                column="people.year",
                cause="nothing says which year is meant",
                fix="name it (--year 2020, year=2020), or write the `year:` that the people layer counts",
            )
        )
    return year


def _write_workbook(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    """Write tables as sheets with a frozen header and a filter, the same bytes for the same tables."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the file knows no zones
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [str(column) for column in table.columns], bold)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
            for number, column in enumerate(table.columns):
                values = table[column].astype(object).where(table[column].notna(), None).tolist()
                sheet.write_column(1, number, values)
                longest = max((len(str(value)) for value in values), default=0)
                width = min(max(len(str(column)), longest) + 2, _WIDEST)
                sheet.set_column(number, number, width)
