"""Which units a rule is about."""

from __future__ import annotations

import difflib

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from .evidence import UNIT_DEFAULTS, Evidence, MissingEvidenceError
from .header import WHOLE, StandardsHead
from .rule import Rule


def selected_units(rule: Rule, evidence: Evidence, standards: StandardsHead) -> pd.DataFrame:
    """Return the units of the rule's level that its filter lets pass.

    Raises
    ------
    InputError
        If the filter names a unit that the study does not have.
    MissingEvidenceError
        If the study has no such level.
    """
    assert rule.level is not None  # noqa: S101 - the file's check has seen to it
    if rule.level == WHOLE:
        return pd.DataFrame(dict(UNIT_DEFAULTS) | {"name": WHOLE}, index=pd.Index([WHOLE]))
    units = evidence.units_of(rule.level)
    wanted = rule.units
    chosen = pd.Series(data=True, index=units.index)
    if wanted.classes:
        chosen &= units["class"].isin(wanted.classes)
    if wanted.names:
        _require_names(rule, units, standards)
        chosen &= units["name"].isin(wanted.names) | units.index.isin(wanted.names)
    for mark in ("poor", "urban"):
        asked = getattr(wanted, mark)
        if asked is not None:
            chosen &= units[mark].eq(asked)
    return units[chosen]


def in_units(
    table: pd.DataFrame, what: str, rule: Rule, evidence: Evidence, standards: StandardsHead
) -> npt.NDArray[np.bool_]:
    """Return which rows of a table lie in the units that the rule is about.

    Parameters
    ----------
    table
        With a column of unit ids for the rule's level.
    what
        What the table holds, for the message where it has no such column.
    rule, evidence, standards
        The rule, its study and its file.
    """
    if rule.level is None or rule.units.takes_all:
        return np.ones(len(table), dtype=bool)
    units = selected_units(rule, evidence, standards)
    return np.asarray(unit_column(table, what, rule.level).isin(units.index), dtype=bool)


def unit_column(table: pd.DataFrame, what: str, level: str) -> pd.Series:
    """Return the ids of the units of a level that the rows lie in.

    Raises
    ------
    MissingEvidenceError
        If the table does not say.
    """
    if level == WHOLE:
        return pd.Series(WHOLE, index=table.index)
    if level not in table.columns:
        raise MissingEvidenceError(
            Sentence(
                "the study does not say in which {level} {what} are",
                level=Sentence(level),
                what=what,
            )
        )
    return table[level]


def facilities_said(service: str) -> Sentence:
    """Return what a service's facilities are called in a message."""
    return Sentence("the facilities of service {service}", service=Sentence(service))


def _require_names(rule: Rule, units: pd.DataFrame, standards: StandardsHead) -> None:
    known = [*units["name"].astype(str), *units.index.astype(str)]
    faults = []
    for name in rule.units.names:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 1, cutoff=0.4)
        faults.append(
            Fault(
                file=standards.file,
                key=standards.at(rule.id),
                column="units.names",
                value=name,
                cause=f"the study has no {rule.level} of this name or id",
                fix=f"did you mean {near[0]}?" if near else f"write one of {', '.join(known[:7])}",
            )
        )
    if faults:
        raise InputError(*faults)
