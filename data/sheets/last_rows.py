"""Rows at the end of a sheet that are no records: sums, and notes of who filled it in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .cells import cell_text, is_filled
from .workbook import Cell

_TOTAL: Final = re.compile(
    r"(?:合计|总计|小计|共计|总和|累计|全市合计|全县合计|全区合计|汇总|total|totals|grandtotal|subtotal|sum)[:：]?",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(
    r"(?:注|备注|说明|附注|资料来源|数据来源|来源|制表|填表|填报|审核|复核|单位负责人|负责人|联系人|联系电话|日期"
    r"|notes?\b|sources?\b|prepared\b|remarks?\b|\*)",
    re.IGNORECASE,
)
_WORDS_IN_REMARKS: Final = 2
"""Cells that a row of remarks fills at most, where the table is wider."""


def records_end(rows: Sequence[Sequence[Cell]], *, width: int) -> tuple[int, list[int], list[int]]:
    """Return where the records of a table end, and which rows behind are sums and remarks.

    Parameters
    ----------
    rows
        The rows below the headings.
    width
        How many columns have a heading.

    Returns
    -------
    end : int
        How many rows there are before the first of these; blank rows at the end belong to neither.
    totals : list of int
        Rows of sums.
    remarks : list of int
        Rows of remarks.
    """
    totals: list[int] = []
    remarks: list[int] = []
    end = len(rows)
    for place in range(len(rows) - 1, -1, -1):
        filled = [cell for cell in rows[place] if is_filled(cell)]
        if filled:
            first = re.sub(r"\s+", "", cell_text(filled[0]))
            second = re.sub(r"\s+", "", cell_text(filled[1])) if len(filled) > 1 else ""
            if _TOTAL.fullmatch(first) or (first.isdigit() and _TOTAL.fullmatch(second)):
                totals.append(place)
            elif len(filled) <= min(_WORDS_IN_REMARKS, width - 1) and _REMARK.match(first):
                remarks.append(place)
            else:
                break
        end = place
    return end, totals[::-1], remarks[::-1]
