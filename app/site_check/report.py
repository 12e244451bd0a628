"""The answer about one proposed site as it is filed: as plain values, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...common.written.shown import Shown
from .answer import SiteAnswer
from .check_json import check_file


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SiteReport(SiteAnswer, Shown):
    """The answer about one proposed site, ready to be filed.

    Parameters
    ----------
    study_name, service_title
        What the study and the service are called.
    service
        The service, as the study file names it.
    date
        When it was checked.
    check, comparison, verdict
        What forbids the site and what it brings; how it compares; what the study's thresholds say.
    inputs
        The files that it comes from.
    parameters
        What was asked.
    hash
        SHA-256 of inputs, parameters and version: the same question on the same data has the same one.
    notes
        What is to be known of the data.
    context
        What maps show of the study.
    today
        The coverage that the site was checked against; the memo's map shows its cells.
    standards
        What the standards are called that count; empty for none.
    project, applicant
        Name of the project and who applies, for the memo; they change no figure.

    See Also
    --------
    site_desk : Prepare a service, so that sites are checked at once.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate at its east end:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     desk = hh.site_desk(street_study(folder), "clinic")
    ...     report = desk.report(at=(120.03, 40.0))
    ...     written = [path.name for path in report.save(pathlib.Path(folder) / "out")]
    >>> report.check.newly_served, report.verdict.step, report.id[8:] == f"-{report.hash[:8]}"
    (100.0, None, True)
    >>> written[:2]
    ['check.json', 'check.xlsx']
    """

    def to_dict(self) -> dict[str, object]:
        """Return the answer as plain values: what ``check.json`` holds."""
        return check_file(self).model_dump(mode="json")

    def save(self, out: str | Path, *, lang: str = "en", pdf: bool = False) -> list[Path]:
        """Write ``check.json``, ``check.xlsx`` and ``check.html``, beside first, then in place as one set.

        Parameters
        ----------
        out
            Folder; made if need be.
        lang
            Language of the workbook and the page, ``"en"`` or ``"zh"``.
        pdf
            Whether the page is printed to ``check.pdf``, too; it takes a Chromium, Chrome or Edge.

        Returns
        -------
        list
            The paths that were written.

        Raises
        ------
        InputError
            If a file stands where the folder is to be, files of these names are not of an earlier check, there
            is no such language, or no browser that prints.
        """
        # Brings pages and workbooks, which no answer that is only shown should wait for.
        from .files import write_files  # noqa: PLC0415

        return write_files(self, Path(out), lang=lang, pdf=pdf)
