"""Decimal commas: recognising them, and writing points instead."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...common.errors import Fault, InputError
from .layer import Layer
from .record_faults import record_faults

_EXPONENT: Final = r"(?:[eE][+-]?\d+)?"
_COMMA: Final = rf"[+-]?(?:\d+,\d*|,\d+){_EXPONENT}"
_POINT: Final = rf"[+-]?(?:\d+\.\d*|\.\d+){_EXPONENT}"
_THOUSANDS_COMMA: Final = r"[+-]?\d{1,3},\d{3}"
_THOUSANDS_POINT: Final = r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?"


def with_points(table: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """Return a table of text with decimal points, if its decimals are commas.

    They are where the layer says so; else where some number has a comma that cannot stand between thousands
    (``119,58``, not ``1,234``) and no number of the file has a point. Only columns of numbers change.

    Raises
    ------
    InputError
        If a column of such a file has points between thousands, as in ``1.234``.
    """
    text = [table.iloc[:, place].str.strip() for place in range(table.shape[1])]
    commas = [
        column.str.fullmatch(_COMMA) if column.str.contains(",", regex=False).any() else None
        for column in text
    ]
    if layer.decimal == "." or (layer.decimal is None and not _commas_are_decimal(text, commas)):
        return table
    columns, faults = [], []
    for place, (column, comma) in enumerate(zip(text, commas, strict=True)):
        heading = str(table.columns[place])
        thousands = column.str.fullmatch(_THOUSANDS_POINT)
        if thousands.any() and bool((thousands | _numbers(column)).all()):
            faults += _thousands(table, thousands, column, heading, layer)
        changed = table.iloc[:, place]
        if comma is not None and 2 * comma.sum() > (column != "").sum() - _whole(column).sum():
            changed = changed.mask(comma, column.str.replace(",", ".", regex=False))
        columns.append(changed)
    if faults:
        raise InputError(*faults)
    result = pd.concat(columns, axis=1)
    result.columns = table.columns
    return result


def _commas_are_decimal(text: list[pd.Series], commas: list[pd.Series | None]) -> bool:
    sure = False
    for column, comma in zip(text, commas, strict=True):
        if comma is not None and not sure:
            sure = bool((comma & ~column.str.fullmatch(_THOUSANDS_COMMA)).any())
    return sure and not any(column.str.fullmatch(_POINT).any() for column in text)


def _whole(column: pd.Series) -> pd.Series:
    return column.str.fullmatch(r"[+-]?\d+")


def _numbers(column: pd.Series) -> pd.Series:
    return (column == "") | _whole(column) | column.str.fullmatch(_COMMA)


def _thousands(
    table: pd.DataFrame, wrong: pd.Series, values: pd.Series, heading: str, layer: Layer
) -> list[Fault]:
    return record_faults(
        table,
        wrong,
        file=layer.name,
        id_name=None,
        column=heading,
        cause="has points between thousands, or the file's decimals are not commas",
        fix="write the numbers without points, or name the decimal sign with `decimal:`",
        values=values,
    )
