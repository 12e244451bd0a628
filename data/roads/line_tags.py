"""The columns of a road layer as OSM's tags: found, read value by value, and told where not understood."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ..formats.columns import missing_columns
from ..formats.layer import Layer
from ..formats.values import as_text
from ..osm.extract import TAG_KEYS
from .line_codes import LEVEL_KEYS, Codes, each_value, plain_code, read_codes, target_code

CLASS: Final = "class"
"""Our name of the column that holds OSM's ``highway`` value."""

LINE_KEYS: Final = tuple(dict.fromkeys((*TAG_KEYS, *LEVEL_KEYS)))
"""The OSM keys that are read of a line layer, ``highway`` first."""

_WAYS: Final[Mapping[str, str]] = {
    "along": Sentence("along the line"),
    "against": Sentence("against the line's direction"),
}

VALUES_SHOWN: Final = 10
"""How many values that are not understood a message names."""

# Geofabrik's layers of roads have these besides `oneway`.
_GEOFABRIK: Final = frozenset({"fclass", "code", "osm_id"})


@dataclass(frozen=True, kw_only=True, eq=False)
class LineTags:
    """The tags of a layer's records, and what is to be told of its columns."""

    table: pd.DataFrame
    notes: tuple[str, ...]


def read_tags(layer: Layer, table: pd.DataFrame) -> LineTags:
    """Read the columns of a road layer.

    Parameters
    ----------
    layer
        What the study says of the layer.
    table
        Its records, without geometry.

    Returns
    -------
    LineTags
        Columns `LINE_KEYS`, text. Values that are not understood count as none, and are listed with their
        number.

    Raises
    ------
    InputError
        If a column is missing or cannot be read: most of its values are not understood, or they may mean two
        things.
    """
    own = [str(column) for column in table.columns]
    columns = {_key(ours): theirs for ours, theirs in layer.columns.items()}
    given = {_key(ours): values for ours, values in dict(layer.values).items()}
    found = _found(columns, own)
    faults = _wrong_keys(layer, {**columns, **given})
    wanted = {"highway": found.get("highway", "highway"), **columns}
    faults += missing_columns(layer.name, {_ours(key): name for key, name in wanted.items()}, own)
    faults += _wrong_values(layer, given, found)
    if faults:
        raise InputError(*faults)
    geofabrik = {name.lower() for name in own} >= _GEOFABRIK or "fclass" in map(str.lower, own)
    result, notes = {}, []
    for key in LINE_KEYS:
        if key not in found:
            result[key] = pd.Series("", index=table.index, dtype=str)
            continue
        text = _first_as_text(table[found[key]])
        codes = read_codes(key, text, given.get(key, {}), geofabrik=geofabrik)
        mapped = key in columns or key in given
        wrong, said = _told(layer, key, found[key], text, codes, mapped=mapped)
        faults += wrong
        notes += said
        result[key] = codes.osm.where(codes.known, "") if key in LEVEL_KEYS else codes.osm
    if faults:
        raise InputError(*faults)
    return LineTags(table=pd.DataFrame(result), notes=tuple(notes))


def counted(values: Mapping[str, int]) -> tuple[str, ...]:
    """Return values with their counts for a list in a message, the most frequent first."""
    items = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{value or '(empty)'} ({count:,})" for value, count in items[:VALUES_SHOWN]]
    if len(items) > VALUES_SHOWN:
        shown.append(f"... ({len(items) - VALUES_SHOWN:,} more)")
    return tuple(shown)


def _key(ours: str) -> str:
    return "highway" if ours == CLASS else ours


def _ours(key: str) -> str:
    return CLASS if key == "highway" else key


def _found(columns: Mapping[str, str], own: list[str]) -> dict[str, str]:
    """Return the file's name of each key: what is mapped, else the same name in any letters, else ours."""
    found = {}
    for key in LINE_KEYS:
        if key in columns:
            found[key] = columns[key]
            continue
        for wanted in dict.fromkeys((key, _ours(key))):
            alike = [wanted] if wanted in own else [one for one in own if one.lower() == wanted]
            if len(alike) == 1:
                found[key] = alike[0]
                break
    return found


def _wrong_keys(layer: Layer, keys: Mapping[str, object]) -> list[Fault]:
    return [
        Fault(
            file=layer.name,
            column=f"columns.{key}",
            cause="is not one of OSM's keys that Halfhour reads",
            fix=f"use {CLASS} or one of {', '.join(LINE_KEYS)}",
        )
        for key in keys
        if key not in LINE_KEYS
    ]


def _wrong_values(
    layer: Layer, given: Mapping[str, Mapping[str, str]], found: Mapping[str, str]
) -> list[Fault]:
    """Return the faults of ``values:``: of columns that the file lacks, and meanings that nobody knows."""
    faults = []
    for key, values in given.items():
        where = f"values.{_ours(key)}"
        if key in LINE_KEYS and key not in found:
            faults.append(
                Fault(
                    file=layer.name,
                    column=where,
                    cause="there is no column that these values could stand in",
                    fix=f"name it with columns: {{{_ours(key)}: ...}}",
                )
            )
        words = "forward, backward or both" if key.startswith("oneway") else "a value of OSM's key"
        faults += [
            Fault(
                file=layer.name,
                column=f"{where}.{theirs}",
                value=meaning,
                cause="is not understood",
                fix=f"write {words}",
            )
            for theirs, meaning in values.items()
            if target_code(key, meaning) is None
        ]
    return faults


def _told(
    layer: Layer, key: str, column: str, text: pd.Series, codes: Codes, *, mapped: bool
) -> tuple[list[Fault], list[str]]:
    """Return the fault of a column that cannot be read, or what is to be told of it."""
    filled = each_value(text, plain_code) != ""
    strange = Counter(text[~codes.known])
    count, total = sum(strange.values()), int(filled.sum())
    listed = counted(strange)
    if codes.doubt:
        counts = Counter(text[filled])
        value = ", ".join(listed or counted(counts))
        fix = _advice(key, (strange or counts).most_common(1)[0][0])
        return [Fault(file=layer.name, column=column, value=value, cause=codes.doubt, fix=fix)], []
    # A column that nobody named may be something else that is called like one of OSM's keys.
    if count > total / 2 and (mapped or key not in LEVEL_KEYS):
        cause = f"{count:,} of {total:,} values are not understood"
        fix = _advice(key, strange.most_common(1)[0][0])
        return [
            Fault(file=layer.name, column=column, value=", ".join(listed), cause=cause, fix=fix)
        ], []
    notes: list[str] = []
    if count:
        notes.append(
            Sentence(
                "{file}, {column}: {count:,} of {total:,} values are not understood and count as none: "
                "{values}. Say what they mean with values: in the study file.",
                file=layer.name,
                column=column,
                count=count,
                total=total,
                values=listed,
            )
        )
    if codes.lone:
        notes.append(
            Sentence(
                "{file}, {column}: all {total:,} lines have {value}, which is read as one-way {way}.",
                file=layer.name,
                column=column,
                total=total,
                value=text.iloc[0],
                way=_WAYS[codes.lone],
            )
        )
    return [], notes


def _advice(key: str, example: str) -> str:
    words = "forward (or backward, or both)" if key.startswith("oneway") else "a value of OSM's"
    return f"say what each means, such as {example}, with values: {{{_ours(key)}: {{{example}: {words}}}}}"


def _first_as_text(values: pd.Series) -> pd.Series:
    """Return text; of a list, as OSMnx writes it where it merges ways, the first item."""
    if not pd.api.types.is_numeric_dtype(values):
        values = values.map(_first)
    return as_text(values)


def _first(value: object) -> object:
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return value
    if isinstance(value, (list, tuple, np.ndarray)):
        return str(value[0]) if len(value) else None
    return value
