"""Values of a column as text or as numbers, whatever type they have and however people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from ...common.errors import Fault
from ...common.sentences import Sentence, tell
from ...common.written.half_width import half_width
from .record_faults import record_faults

_DIGITS: Final = "write digits alone, without units or thousands separators"
_COMMAS: Final = "; of a text file whose decimals are commas, write decimal: ','"

_UNKNOWN: Final = frozenset(
    {
        *("", "nan", "unknown", "not known", "?", "/", "\\"),
        *("无", "不详", "未知", "暂无", "待定", "未定", "空", "缺", "无数据", "无资料"),
    }
)
"""What people write where they have no number, in small letters; dashes of any kind besides."""

_DASHES: Final = re.compile(r"[-\u2010-\u2015\u2212\u30fc\u4e00_.]+")
_ABOUT: Final = re.compile(r"(?:大约|约|近|about|approx\.?|ca\.?|~|≈)\s*", re.IGNORECASE)
_UNITS: Final = (
    *(
        "张",
        "床",
        "个",
        "人",
        "名",
        "位",
        "户",
        "间",
        "座",
        "处",
        "所",
        "家",
        "套",
        "台",
        "辆",
        "班",
        "年",
    ),
    *(
        "张床",
        "张床位",
        "个床位",
        "床位",
        "人次",
        "平方米",
        "平米",
        "㎡",
        "元",
        "米",
        "公里",
        "分钟",
        "座位",
    ),
    *(
        "beds?",
        "people",
        "persons?",
        "places?",
        "seats?",
        "m",
        "m2",
        "m²",
        "km",
        "min",
        "yuan",
        "pupils?",
    ),
)
_WITH_UNIT: Final = re.compile(
    rf"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})",
    re.IGNORECASE | re.ASCII,
)
_SHOWN: Final = 3

COUNTS: Final = "counts for notes"
"""A column of a table that is read: whether a record counts, and so what is told of numbers is of it, too."""


def as_text(values: pd.Series) -> pd.Series:
    """Return values as text, without blanks around it, empty where missing; 17.0 becomes "17".

    Bytes that are no text, as columns of Parquet may hold, are written out as Python does.
    """
    if pd.api.types.infer_dtype(values, skipna=True).startswith(("bytes", "mixed")):
        values = values.map(_decoded)
    if pd.api.types.is_float_dtype(values):
        known = values.dropna()
        # Whole numbers of more digits than an int64 has stay as they are.
        if bool(((known.abs() < 2.0**63) & (known % 1 == 0)).all()):
            values = values.astype("Int64")
    return values.astype("string").fillna("").str.strip().astype(str)


def _decoded(value: object) -> object:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def as_numbers(
    table: pd.DataFrame, column: str, *, file: str, id_name: str
) -> tuple[pd.Series, list[Fault]]:
    """Return a column as floats (NaN where empty), and a fault for every text that is no number.

    Such a text becomes 0 in the result, so that it is told once and not again as missing. What people write
    for a number or for none is understood, and told: 20张, 约30, 无, a dash.
    """
    marks = pd.api.types.is_bool_dtype(table[column])
    if pd.api.types.is_numeric_dtype(table[column]) and not marks:
        return table[column].astype("float64"), []
    text = as_text(table[column])
    numbers = pd.to_numeric(text.where(text != ""), errors="coerce").astype("float64")
    wrong = numbers.isna() & ~text.str.lower().isin(["", "nan"])
    if wrong.any():
        written = {one: found for one in text[wrong].unique() if (found := _written_number(one))}
        numbers = numbers.fillna(text.map({one: found[0] for one, found in written.items()}))
        blank = is_unknown(text)
        told = wrong & table[COUNTS] if COUNTS in table else wrong
        _tell_written(text[told & ~numbers.isna()], text[told & blank], written, file, column)
        wrong &= numbers.isna() & ~blank
    commas = text[wrong].str.contains(",", regex=False).any()
    faults = record_faults(
        table,
        wrong,
        file=file,
        id_name=id_name,
        column=column,
        cause="is not a number",
        fix=_DIGITS + (_COMMAS if commas else ""),
        values=text,
    )
    return numbers.mask(wrong, 0.0), faults


def is_unknown(text: pd.Series) -> pd.Series:
    """Tell which texts say that a number is not known: empty ones, dashes, 无."""
    words = {
        one
        for one in text.unique()
        if (plain := half_width(one).strip().lower()) in _UNKNOWN or _DASHES.fullmatch(plain)
    }
    return text.isin(words)


def _written_number(text: str) -> tuple[float, str, bool] | None:
    """Return a number as people write it, its unit, and whether it is only about right; None if it is none."""
    plain = half_width(text).strip()
    exact = _ABOUT.sub("", plain, count=1) if _ABOUT.match(plain) else plain
    found = _WITH_UNIT.fullmatch(exact)
    digits, unit = (found[1], found[2]) if found else (exact, "")
    if not re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", digits, re.ASCII):
        return None
    return float(digits), unit, exact != plain


def _tell_written(
    known: pd.Series,
    unknown: pd.Series,
    written: dict[str, tuple[float, str, bool]],
    file: str,
    column: str,
) -> None:
    units = dict.fromkeys(written[one][1] for one in known.unique() if written[one][1])
    for unit in units:
        these = known[known.map(lambda one, unit=unit: written[one][1] == unit)]
        tell(
            Sentence(
                "{file}: {count:,} values of {column} have the unit {unit}, such as {value}; "
                "the number is taken.",
                file=file,
                count=len(these),
                column=column,
                unit=unit,
                value=these.iloc[0],
            )
        )
    about = known[known.map(lambda one: written[one][2])]
    if len(about):
        tell(
            Sentence(
                "{file}: {count:,} values of {column} are only about right, such as {value}; "
                "the number is taken as it stands.",
                file=file,
                count=len(about),
                column=column,
                value=about.iloc[0],
            )
        )
    if len(unknown):
        tell(
            Sentence(
                "{file}: {count:,} values of {column} are taken as not known: {values}",
                file=file,
                count=len(unknown),
                column=column,
                values=tuple(_some(unknown.unique())),
            )
        )


def _some(values: Iterable[str]) -> Iterator[str]:
    for place, value in enumerate(values):
        if place == _SHOWN:
            yield "..."
            return
        yield value


def is_year(numbers: pd.Series) -> pd.Series:
    """Tell which numbers are whole and have four digits, as a year has."""
    return (numbers % 1 == 0) & numbers.between(1000, 9999)
