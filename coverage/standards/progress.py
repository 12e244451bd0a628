"""How figures changed between two years."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ..rules.verdicts import Verdicts

_KEYS: Final = ["rule", "level", "unit"]


def with_earlier(now: Verdicts, earlier: Verdicts) -> pd.DataFrame:
    """Return a year's verdicts with those of an earlier one beside.

    Parameters
    ----------
    now, earlier
        The verdicts of two years on the same rules.

    Returns
    -------
    pandas.DataFrame
        The rows of `now` in their order, with columns ``earlier_year``, ``earlier_figure``,
        ``earlier_passed`` and ``change`` (of the figure, in its own unit). Where the earlier year has no such
        row these are missing.
    """
    before = earlier.table.set_index(_KEYS)[["year", "figure", "passed"]].add_prefix("earlier_")
    table = now.table.join(before, on=_KEYS)
    table["earlier_year"] = table["earlier_year"].astype("Int64")
    return table.assign(change=table["figure"] - table["earlier_figure"])
