"""The latest checks that this server made: only these can be saved, and only their memos can be had."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from .answers.problem import Refused
from .served import Report


class KeptChecks:
    """Reports by id; the one that nobody has asked for the longest makes room for a new one.

    Parameters
    ----------
    most
        How many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._reports: OrderedDict[str, Report] = OrderedDict()
        self._lock = Lock()

    def add(self, report: Report) -> None:
        """Keep a report."""
        with self._lock:
            self._reports[report.id] = report
            self._reports.move_to_end(report.id)
            while len(self._reports) > self._most:
                self._reports.popitem(last=False)

    def get(self, check_id: str) -> Report:
        """Return a report.

        Raises
        ------
        Refused
            If it is not kept.
        """
        with self._lock:
            if check_id in self._reports:
                self._reports.move_to_end(check_id)
                return self._reports[check_id]
        raise Refused(
            404,
            "unknown_check",
            f"This server has made no such check since it started, or more than {self._most} "
            "others since then: check the place again.",
        )
