"""Finding the columns that a layer names: our names, the file's names, and what is not there."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping

from ...common.errors import Fault
from .layer import Layer


def their_names(layer: Layer, ours: Iterable[str]) -> dict[str, str]:
    """Return the file's name of each column, by ours: what the layer maps, else the same name."""
    return {name: layer.columns.get(name, name) for name in ours}


def missing_columns(file: str, wanted: Mapping[str, str], has: Iterable[object]) -> list[Fault]:
    """Return a fault for every column that is not there, or is there more than once.

    Parameters
    ----------
    file
        The file.
    wanted
        Our name of a column -> the name looked for in the file.
    has
        The columns that the file has.
    """
    known = list(has)
    missing = [
        _missing_column(file, ours, theirs, [str(name) for name in known])
        for ours, theirs in wanted.items()
        if theirs not in known
    ]
    return missing + repeated_columns(file, wanted.values(), known)


def repeated_columns(file: str, wanted: Iterable[str], has: Iterable[object]) -> list[Fault]:
    """Return a fault for every wanted heading that several columns of the file have."""
    count = Counter(has)
    return [
        Fault(
            file=file,
            column=theirs,
            cause=f"{count[theirs]} columns have this heading",
            fix="rename or delete all but the one that is meant",
        )
        for theirs in dict.fromkeys(wanted)
        if count[theirs] > 1
    ]


def _missing_column(file: str, ours: str, theirs: str, names: list[str]) -> Fault:
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(theirs.lower(), lower, n=1)
    guess = lower[near[0]] if near else "its name in the file"
    return Fault(
        file=file,
        column=theirs,
        cause=f"there is no such column; the file has {', '.join(names) or 'none'}",
        fix=f"write columns: {{{ours}: {guess}}}",
    )
