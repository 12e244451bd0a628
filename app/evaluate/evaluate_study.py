"""Checking a study against its standards: from Python, and as files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.written.shown import Shown
from ...coverage.rules.verdicts import Verdicts
from ...coverage.standards.progress import with_earlier
from ...coverage.standards.standards import Standards
from ...geo.study_context import StudyContext
from ...maps.compliance_page.map import compliance_map
from ...maps.document.chromium import find_chromium
from ...maps.document.map_page import MapPage
from ...maps.wording.messages import require_lang
from ..results.file_set import mark_absent
from ..results.folder import require_folder
from ..results.table_files import Sheet, write_csv, write_workbook
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from ..study.asked_year import known_year, year_of
from ..study.layers import Layers, read_layers
from ..study.standards import standards_of
from ..study.study import Study
from ..study.study_context import study_context
from .compliance_json import NAME, ComplianceFile, compliance_file
from .year_verdicts import YearVerdicts


@dataclass(frozen=True, kw_only=True, eq=False)
class Compliance(Shown):
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
    layers
        The study's layers, for the map.
    standards_file
        The standards file that was named beside the study; None for none.

    See Also
    --------
    check_compliance : Check a study against standards.
    compliance_map : Draw the verdicts on a map.

    Examples
    --------
    A study of one street of 3 km through two counties with a clinic, and standards of one rule:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = hh.check_compliance(street_study(folder))
    ...     written = [path.name for path in found.save(pathlib.Path(folder) / "out")]
    >>> found.table.set_index("unit")["passed"].to_dict()
    {'all': False, 'E': False, 'W': True}
    >>> written
    ['compliance.csv', 'compliance.xlsx', 'compliance.json', 'compliance.html']
    """

    standards: Standards
    verdicts: Verdicts
    earlier: Verdicts | None
    contrasts: pd.DataFrame
    layers: Layers = field(repr=False)
    standards_file: Path | None = None

    def __repr__(self) -> str:
        return f"<Compliance with {self.standards.header.name!r}: {repr(self.verdicts)[1:-1]}>"

    @property
    def table(self) -> pd.DataFrame:
        """The verdicts, with those of the earlier year beside if there are any."""
        if self.earlier is None:
            return self.verdicts.table
        return with_earlier(self.verdicts, self.earlier)

    def map(self, *, lang: str = "en") -> MapPage:
        """Draw which rules are met in which unit, as `halfhour.compliance_map` does.

        Parameters
        ----------
        lang
            The language that the page opens in, ``"en"`` or ``"zh"``.

        Raises
        ------
        InputError
            If the study has no units, or there is no such language.
        """
        return compliance_map(self, lang=lang)

    @property
    def study(self) -> StudyContext:
        """What maps show of the study; its units are those of all levels that have verdicts."""
        return study_context(self.layers).given(units=self._units())

    def _units(self) -> gpd.GeoDataFrame:
        """Return the units of the levels that have verdicts, those that are points last."""
        layers, judged = self.layers, set(self.verdicts.table["level"])
        known = {**layers.units, **layers.point_units}
        columns = ["level", "name", "geometry"]
        nothing = gpd.GeoDataFrame({name: [] for name in columns}, crs=layers.demand.crs)
        tables = [table[columns] for level, table in known.items() if level in judged]
        return gpd.GeoDataFrame(pd.concat(tables or [nothing]), crs=layers.demand.crs)

    def save(self, folder: str | Path, *, lang: str = "en", pdf: bool = False) -> tuple[Path, ...]:
        """Write ``compliance.csv``, ``.xlsx``, ``.html`` and ``.json``, beside first, then in place as one set.

        Parameters
        ----------
        folder
            Made if need be.
        lang
            The language that the page opens in, ``"en"`` or ``"zh"``.
        pdf
            Whether the page is printed to ``compliance.pdf``, too; it takes a Chromium, Chrome or Edge.

        Returns
        -------
        tuple
            The paths; without the page where the study has no units to draw, and without the JSON file, which
            says what they were made from, where there is no study file. Excel reads the tables with Chinese
            names.

        Raises
        ------
        InputError
            If a file stands where the folder is to be, there is no such language, or no browser that prints.
        """
        folder = Path(folder)
        require_lang(lang)
        browser = find_chromium() if pdf else None
        require_folder(folder)
        with told_if_unwritable(folder), unfinished(folder, FILES) as beside:
            csv, xlsx, page, printed = (
                beside / f"compliance.{suffix}" for suffix in ("csv", "xlsx", "html", "pdf")
            )
            written = [csv, xlsx]
            write_csv(self.table, csv)
            sheets = {"compliance": self.table, "contrasts": self.contrasts}
            write_workbook(xlsx, {name: Sheet(table=table) for name, table in sheets.items()})
            # An earlier run's page and PDF do not belong to these tables.
            stale = all((folder / path.name).is_file() for path in written)
            if self.layers.file.keys_text is None and self.layers.path.is_file():
                written.append(beside / NAME)
                text = self.to_file(folder).model_dump_json(indent=2)
                written[-1].write_text(text + "\n", encoding="utf-8")
            elif stale:
                mark_absent(beside, NAME)
            drawn = self.map(lang=lang) if len(self._units()) else None
            if drawn is not None:
                written.append(drawn.save(page))
            elif stale:
                mark_absent(beside, page.name)
            if drawn is not None and browser is not None:
                written.append(drawn.save_pdf(printed, browser=browser))
            elif stale:
                mark_absent(beside, printed.name)
        return tuple(folder / path.name for path in written)

    def to_file(self, folder: str | Path) -> ComplianceFile:
        """Return what ``compliance.json`` holds.

        Parameters
        ----------
        folder
            Where it goes; the study file's path starts there.
        """
        earlier = None if self.earlier is None else int(self.earlier.table["year"].iloc[0])
        return compliance_file(
            layers=self.layers,
            standards=(self.standards.header.name, self.standards_file),
            years=(int(self.verdicts.table["year"].iloc[0]), earlier),
            verdicts=self.table,
            contrasts=self.contrasts,
            folder=Path(folder),
        )


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

    See Also
    --------
    check_compliance : The same, and the comparison with another year.
    Verdicts : What is returned.
    read_standards : Read a standards file.

    Examples
    --------
    A study of one street of 3 km through two counties with a clinic, and standards of one rule:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     verdicts = hh.evaluate(street_study(folder))
    >>> verdicts
    <Verdicts on 1 rules: 0 met, 1 failed, 0 without a verdict>
    >>> verdicts.table[["figure", "target", "shortfall"]].loc[0].tolist()
    [0.8, 0.9, 50.0]
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

    Returns
    -------
    Compliance
        The verdicts of the year, and of the earlier one if it was asked for.

    Raises
    ------
    InputError
        As `evaluate`; or if the year to compare with is not earlier.

    See Also
    --------
    evaluate : The verdicts alone.
    Compliance : What is returned.
    compliance_map : Draw the verdicts on a map.

    Examples
    --------
    A study of one street of 3 km through two counties with a clinic, and standards of one rule:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = hh.check_compliance(street_study(folder))
    >>> found
    <Compliance with 'One rule': Verdicts on 1 rules: 0 met, 1 failed, 0 without a verdict>
    >>> found.contrasts["part"].tolist()
    ['poor', 'other', 'urban', 'rural']
    """
    layers = study.layers if isinstance(study, Study) else read_layers(study, report=report)
    year = year_of(layers, year)
    if compare is not None and known_year(layers, compare, "--compare") >= year:
        raise InputError(
            Fault(
                file="compare",
                value=compare,
                cause=f"is not earlier than {year}",
                fix="name an earlier year to put beside",
            )
        )
    rules = standards_of(layers.file, standards)
    # Of an opened study nobody knows whether its tables were changed since.
    years = YearVerdicts(layers, rules, keep=not isinstance(study, Study), report=report)
    verdicts = years.verdicts(year)
    earlier = None if compare is None else years.verdicts(compare)
    return Compliance(
        standards=rules,
        verdicts=verdicts,
        earlier=earlier,
        contrasts=years.contrasts(year),
        layers=layers,
        standards_file=None if standards is None else Path(standards),
    )
