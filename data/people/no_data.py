"""Records of people that have no data: blank ones of a grid, and numbers that mean none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...common.arrays import Bools
from ...common.sentences import Sentence, tell
from ..formats.layer import Layer
from ..formats.values import as_text, is_unknown


def without_data(
    raw: pd.DataFrame, layer: Layer, counted: Sequence[str], *, blank: bool
) -> tuple[pd.DataFrame, Bools]:
    """Return a file's records with 0 people where they have no data, and which these are.

    A record of which some of these columns have a number and others one that means no data is no such record:
    there the number is blank, which is a fault to who reads it.

    Parameters
    ----------
    raw
        The records as the file has them.
    layer
        The layer; its ``nodata`` are numbers that mean no data.
    counted
        The columns that count people.
    blank
        Whether a record of which all these columns are blank has no data; else that is a fault, which is told
        by who reads the numbers.
    """
    none = np.zeros(len(raw), dtype=bool)
    if not counted or not (blank or layer.nodata):
        return raw, none
    texts = [as_text(raw[name]) for name in counted]
    coded = [_means_none(text, layer) for text in texts]
    missing = [
        np.asarray((is_unknown(text) if blank else False) | means_none)
        for text, means_none in zip(texts, coded, strict=True)
    ]
    none = np.logical_and.reduce(missing)
    if any(means_none.any() for means_none in coded) or none.any():
        raw = raw.copy()
    for name, means_none in zip(counted, coded, strict=True):
        if means_none.any():
            raw[name] = raw[name].mask(means_none, "" if raw[name].dtype == object else np.nan)
    if none.any():
        for name in counted:
            raw[name] = raw[name].where(~none, "0" if raw[name].dtype == object else 0)
        tell(
            Sentence(
                "{file}: {count:,} records without data on people are left out.",
                file=layer.name,
                count=int(none.sum()),
            )
        )
    return raw, none


def _means_none(text: pd.Series, layer: Layer) -> Bools:
    if not layer.nodata:
        return np.zeros(len(text), dtype=bool)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    return np.asarray(
        np.logical_or.reduce([np.isclose(numbers, one, rtol=1e-6, atol=0) for one in layer.nodata])
    )
