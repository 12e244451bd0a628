"""Checking all rules of a plan against the state of a year."""

from __future__ import annotations

import pandas as pd

from ...common.errors import Fault, InputError
from ..rules.evidence import Evidence
from ..rules.verdicts import Verdicts, verdict_table
from .standards import Standards


def evaluate(standards: Standards, evidence: Evidence) -> Verdicts:
    """Say of each rule what is met, what is short, and where.

    Parameters
    ----------
    standards
        The rules.
    evidence
        The people, units, facilities and travel of a year.

    Returns
    -------
    Verdicts
        Every rule has at least one row. One that asks for what the study lacks has no verdict, and its
        ``detail`` says what is missing.

    Raises
    ------
    InputError
        If rules name units or columns that the study's tables do not have, or need a value that their class of
        facilities does not give; all of them are listed.
    """
    standards.require_values()
    tables = []
    faults: list[Fault] = []
    for rule in standards.rules:
        try:
            tables.append(rule.evaluate(evidence, standards))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    table = pd.concat(tables, ignore_index=True) if tables else verdict_table([])
    return Verdicts(table)
