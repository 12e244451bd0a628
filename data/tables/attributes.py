"""What the columns of a site layer that nobody knows by name hold: marks, numbers or text."""

from __future__ import annotations

import pandas as pd

from ...geo.tables import SITE_COLUMNS
from ..formats.marks import NO, YES
from ..formats.values import as_text
from .site_columns import MARKS, SINCE, YEARS


def attributes_in(sites: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return sites with their attributes as they are in a year.

    Parameters
    ----------
    sites
        A site table without geometry.
    year
        The year.

    Returns
    -------
    pandas.DataFrame
        A column ``standardised_since`` becomes a mark ``standardised``: whether its year has come. A column of
        yes and no becomes one of True and False, one of numbers one of floats (NaN where empty); every other
        one is text.
    """
    known = {*SITE_COLUMNS, *MARKS, *YEARS}
    columns = {}
    for column in sites.columns:
        values = sites[column]
        if column in known:
            columns[column] = values
            continue
        text = as_text(values)
        numbers = pd.to_numeric(text.where(text != ""), errors="coerce")
        if column.endswith(SINCE):
            columns[column.removesuffix(SINCE)] = numbers <= year
        elif not (numbers.isna() & (text != "")).any():
            columns[column] = numbers.astype("float64")
        elif text.str.lower().isin([*YES, *NO, ""]).all():
            columns[column] = text.str.lower().isin(YES)
        else:
            columns[column] = text
    return pd.DataFrame(columns, index=sites.index)
