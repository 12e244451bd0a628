"""What stands at the head and the foot of a memo: whose application it is, and what it was computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...common.words import NO_WORDS, Words


@dataclass(frozen=True, kw_only=True)
class MemoInput:
    """A file that a check was computed from.

    Parameters
    ----------
    name
        The file's name, without its folder.
    sha256
        Hash of its content, in hexadecimal digits; the memo shows the first ones.
    rows
        Rows that were read; None where it has none, such as a file of roads.
    """

    name: str
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class MemoHead:
    """Whose application a memo is of, and what its figures were computed from.

    Parameters
    ----------
    id
        The number of the check, under which the register has it.
    date
        When it was made.
    title, service
        What the study and the service are called.
    project, applicant
        Name of the project, and who applies; where they are empty the memo leaves room to write them in.
    parameters
        What was asked, by name; names and texts are put into the memo's language where the catalogue has them.
    inputs
        The files that were read.
    hash
        Of the inputs and the parameters, in hexadecimal digits: equal questions of equal data have equal ones.
    standards
        What the standards are called that the study was checked against; empty where none were.
    notes
        What was not counted, a sentence each.
    tables
        The file that holds what has no room in the memo.
    """

    id: str
    date: dt.date
    title: Words = NO_WORDS
    service: Words = NO_WORDS
    project: str = ""
    applicant: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    inputs: tuple[MemoInput, ...] = ()
    hash: str = ""
    standards: Words = NO_WORDS
    notes: tuple[str, ...] = ()
    tables: str = "check.xlsx"
