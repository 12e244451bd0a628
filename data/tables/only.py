"""The records of a file that a layer's ``only:`` names."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.errors import Fault, InputError
from ..formats.layer import Layer
from ..input_records.facts import tell_left_out


def chosen_records(texts: Mapping[str, pd.Series], layer: Layer) -> npt.NDArray[np.bool_]:
    """Return which records have every value that the layer's ``only:`` asks for.

    Parameters
    ----------
    texts
        By the file's name of each of its columns, what the records hold, as text.
    layer
        The layer; without ``only:`` all records are chosen.

    Raises
    ------
    InputError
        If there are none.
    """
    length = len(next(iter(texts.values()), ()))
    chosen = np.ones(length, dtype=bool)
    faults = []
    for column, values in layer.only_one_of.items():
        known = set(texts[column])
        faults += [_no_such(layer, column, value, known) for value in values if value not in known]
        chosen &= texts[column].isin(values).to_numpy()
    if faults:
        raise InputError(*faults)
    if layer.only and not chosen.any():
        raise InputError(
            Fault(
                file=layer.file.name,
                column="only",
                value=", ".join(
                    f"{column}: {' or '.join(values)}"
                    for column, values in layer.only_one_of.items()
                ),
                cause="no record has these values together",
                fix="leave one of them out, or correct it",
            )
        )
    tell_left_out(layer.file, "only", int(length - chosen.sum()))
    return chosen


def _no_such(layer: Layer, column: str, value: str, known: set[str]) -> Fault:
    near = difflib.get_close_matches(value, sorted(known), 1)
    return Fault(
        file=layer.file.name,
        column=column,
        value=value,
        cause="no record has this value",
        fix=f"did you mean {near[0]}?" if near else f"correct `only: {{{column}: ...}}`",
    )
