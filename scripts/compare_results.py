"""Compare all numbers of two folders of results: ``python scripts/compare_results.py BEFORE AFTER``.

Both are what ``halfhour demo`` or ``halfhour plan`` wrote. Every value that differs is named with its file, its
key and both values; nothing is rounded. A cell of a table has the key ``table.column[row]``. Names that were
changed in between stand in result_names.py. Pages and pictures need only be there on both sides.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
import pandas as pd
from result_names import todays, within
from result_values import Values, read_values

NOTHING = "(nothing)"
THERE = "(there)"

_LETTERS = 100
"""How many of a long value are shown."""

_BEFORE_IT = 20
"""How many of them stand before the first that differs."""


@dataclass(frozen=True)
class Difference:
    """A value that differs, or that one side does not have."""

    file: str
    key: str
    before: object
    after: object

    def __str__(self) -> str:
        texts = [str(value) for value in (self.before, self.after)]
        if max(map(len, texts)) > _LETTERS:
            alike = sum(
                1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
            )
            begin = max(0, alike - _BEFORE_IT)
            texts = [f"...{text[begin : begin + _LETTERS]}..." for text in texts]
        return ": ".join(filter(None, (self.file, self.key, " -> ".join(texts))))


def compare_folders(before: Path, after: Path) -> Iterator[Difference]:
    """Yield every difference between the results in two folders and in the folders inside them.

    Parameters
    ----------
    before, after
        What was written first, and what then.
    """
    first, then = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (before, after)
    )
    for file in sorted(first | then):
        if file in first and file in then:
            yield from compare_values(file, read_values(before / file), read_values(after / file))
        else:
            yield _one_sided(file, "", in_first=file in first)


def compare_values(file: str, before: Values, after: Values) -> Iterator[Difference]:
    """Yield every difference between the values of two files of one name.

    Parameters
    ----------
    file
        Its name; folders before it are only shown.
    before, after
        What `read_values` gives.
    """
    before, after = (todays(Path(file).name, values) for values in (before, after))
    for key in dict.fromkeys([*before, *after]):
        one, other = (values.get(key, NOTHING) for values in (before, after))
        if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
            yield from _compare_tables(file, key, one, other)
        elif isinstance(one, pd.DataFrame) or isinstance(other, pd.DataFrame):
            yield _one_sided(file, key, in_first=key in before)
        elif not _same(one, other):
            yield Difference(file, key, one, other)


def _compare_tables(
    file: str, key: str, before: pd.DataFrame, after: pd.DataFrame
) -> Iterator[Difference]:
    before, after = _by_row(before, after)
    rows, columns = (
        one.intersection(other, sort=False)
        for one, other in ((before.index, after.index), (before.columns, after.columns))
    )
    for what, shared, one, other in (
        ("row", rows, before.index, after.index),
        ("column", columns, before.columns, after.columns),
    ):
        for label in one.union(other, sort=False).difference(shared, sort=False):
            yield _one_sided(file, within(key, f"{what} {label}"), in_first=label in one)
        if list(shared) != list(other[other.isin(shared)]):
            order = (list(side[side.isin(shared)]) for side in (one, other))
            yield Difference(file, within(key, f"order of {what}s"), *order)
    common = [table.loc[rows, columns] for table in (before, after)]
    for number, column in enumerate(columns):
        one, other = (table.iloc[:, number].to_numpy() for table in common)
        for place in np.flatnonzero(~_same_cells(one, other)):
            cell = within(key, f"{column}[{rows[place]}]")
            yield Difference(file, cell, one[place], other[place])


def _by_row(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Label rows by the first column if it tells them apart in both tables, else number them from 1."""
    named = all(t.iloc[:, 0].is_unique and t.iloc[:, 0].notna().all() for t in (before, after))
    first, then = (
        table.set_axis(table.iloc[:, 0] if named else np.arange(1, len(table) + 1), axis="index")
        for table in (before, after)
    )
    return first, then


def _same_cells(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    if object in (one.dtype, other.dtype):
        return np.array([_same(a, b) for a, b in zip(one, other, strict=True)], dtype=bool)
    return (one == other) | (pd.isna(one) & pd.isna(other))


def _same(one: object, other: object) -> bool:
    """Return whether two values are equal; those that are not known are."""
    unknown = [pd.api.types.is_scalar(value) and pd.isna(value) for value in (one, other)]
    return all(unknown) if any(unknown) else bool(one == other)


def _one_sided(file: str, key: str, *, in_first: bool) -> Difference:
    return Difference(file, key, *((THERE, NOTHING) if in_first else (NOTHING, THERE)))


def main() -> int:
    """Print the differences, and return 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--most", type=int, default=50, help="lines for one file, by default 50")
    options = parser.parse_args()
    for folder in (options.before, options.after):
        if not folder.is_dir():
            parser.error(f"{folder}: there is no such folder; name one that halfhour demo wrote")
    counts: Counter[str] = Counter()
    for difference in compare_folders(options.before, options.after):
        counts[difference.file] += 1
        if counts[difference.file] <= options.most:
            print(difference)
    for file, count in counts.items():
        if count > options.most:
            print(f"{file}: {count - options.most:,} more")
    print(f"{counts.total():,} differences in {len(counts)} files")
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
