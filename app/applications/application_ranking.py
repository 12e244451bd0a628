"""A ranking of applications that can be saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...common.large_work import Report, say_nothing
from ...common.written.shown import Shown
from .files import write_ranking
from .ranking import RankedApplications


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ApplicationRanking(RankedApplications, Shown):
    r"""Applications ranked against each other.

    Parameters
    ----------
    study_name
        What the study is called.
    date
        When they were checked.
    path
        The table.
    services
        By service its applications.
    refused
        Rows that were not checked, with their reasons, in the order of the table.
    notes
        How the table was understood, and what was not counted.
    max_approved
        How many may be approved for each service; None for any number.
    context
        What maps show of the study.

    See Also
    --------
    rank_applications : Make one.
    SiteReport : The answer about one site.

    Examples
    --------
    A street of 3 km with a clinic, and an application at its east end:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "list.csv"
    ...     _ = file.write_text("id,lon,lat\na,120.03,40\nb,,40\n")
    ...     ranking = hh.rank_applications(street_study(folder), file, service="clinic")
    ...     written = [path.name for path in ranking.save(pathlib.Path(folder) / "out")]
    >>> ranking
    <ApplicationRanking of list.csv: clinic: 1 of 1 serve 100 more; 1 rows refused>
    >>> ranking.refused[0].row, str(ranking.refused[0].reason)
    (3, 'x: is missing.')
    >>> written
    ['applications.html', 'applications.json', 'applications.xlsx', 'a']
    """

    def save(
        self,
        out: str | Path,
        *,
        lang: str = "en",
        pdf: bool = False,
        all_memos: bool = False,
        report: Report = say_nothing,
    ) -> list[Path]:
        """Write a summary, and a folder with a memo for each of the first applications.

        Parameters
        ----------
        out
            Folder for ``applications.html``, ``applications.xlsx`` and ``applications.json``; made if need be.
        lang
            Language of the workbook, and the one that pages open in: ``"en"`` or ``"zh"``.
        pdf
            Whether the pages are printed, too; it takes a Chromium, Chrome or Edge.
        all_memos
            Whether every application gets a memo; else the first 50 by rank of each service.
        report
            Called with one line of text when a stage begins.

        Returns
        -------
        list
            The files of the summary, then the folders of memos.

        Raises
        ------
        InputError
            If a file of somebody else stands where one is to be, nothing can be written, there is no such
            language, or no browser that prints.
        """
        return write_ranking(
            self, Path(out), lang=lang, pdf=pdf, all_memos=all_memos, report=report
        )
