"""What values of results were called before, and which of them two runs need not have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from result_values import Values

RENAMED: Mapping[str, Mapping[str, str]] = {
    "plan.json": {
        "certificate.objective": "certificate.objective_value",
        "certificate.worth": "certificate.shadow_prices",
        "parameters.question": "parameters.objective",
    },
    "units.csv": {},
    "results.gpkg": {},
    "tables.xlsx": {},
}
"""By file the old name of a value, or of all below it, and the new one; of a column ``table.column``.

What has the new name already is left as it is. A name that is free only once another is given up comes
after that one.
"""

RENAMED_VALUES: Mapping[str, Mapping[str, str]] = {
    "parameters.objective": {
        "ServeMost": "maximal_covering",
        "ServeShare": "set_covering",
        "ServeFairly": "maximin_covering",
        "ServeGradually": "gradual_covering",
        "ServeWithRoom": "capacitated_covering",
        "ShortenAverage": "p_median",
        "ShortenWorst": "p_center",
        "BuildOverYears": "multi_period_covering",
    },
}
"""By new name what a value was, and what it is."""

IGNORED: Mapping[str, frozenset[str]] = {
    "plan.json": frozenset({"certificate.seconds", "certificate.solver", "version"}),
    "results.gpkg": frozenset({"layer_styles.update_time"}),
}
"""By file the new names of run time, dates, version and solver."""

IGNORED_ROWS = frozenset({"Solver", "求解器"})
"""The same in workbooks, by what stands in a row's first column."""


def within(table: str, name: str) -> str:
    """Return the name of something inside a table, which may have no name of its own."""
    return f"{table}.{name}" if table else name


def todays(file: str, values: Values) -> Values:
    """Return the values of a file under today's names, without those that two runs need not share.

    Parameters
    ----------
    file
        The file's name, without folders.
    values
        What was read; left as it is.
    """
    for old, new in RENAMED.get(file, {}).items():
        if not any(_is_within(new, name) for name in _names(values)):
            values = _renamed(values, old, new)
    ignored = IGNORED.get(file, frozenset())
    return {
        key: _without(key, value, ignored)
        if isinstance(value, pd.DataFrame)
        else RENAMED_VALUES.get(key, {}).get(str(value), value)
        for key, value in values.items()
        if key not in ignored
    }


def _names(values: Values) -> Iterator[str]:
    for key, value in values.items():
        yield key
        if isinstance(value, pd.DataFrame):
            yield from (within(key, str(column)) for column in value.columns)


def _renamed(values: Values, old: str, new: str) -> Values:
    found: Values = {}
    for key, value in values.items():
        if isinstance(value, pd.DataFrame):
            columns = {
                column: _moved(within(key, str(column)), old, new).removeprefix(within(key, ""))
                for column in value.columns
                if within(key, str(column)) == old
            }
            found[_moved(key, old, new)] = value.rename(columns=columns)
        else:
            found[_moved(key, old, new)] = value
    return found


def _moved(name: str, old: str, new: str) -> str:
    return new + name.removeprefix(old) if _is_within(old, name) else name


def _is_within(outer: str, name: str) -> bool:
    return name == outer or name.startswith(f"{outer}.")


def _without(key: str, table: pd.DataFrame, ignored: frozenset[str]) -> pd.DataFrame:
    columns = [column for column in table.columns if within(key, str(column)) not in ignored]
    return table.loc[~table.iloc[:, 0].isin(IGNORED_ROWS).to_numpy(), columns]
