"""The CRS that a file names in words: in a title above its table, a heading, a remark, its own name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyproj
from pyproj.exceptions import CRSError

from ...common.sentences import Sentence
from ...geo.chinese_crs import known_crs, office_name
from ...geo.datums.datums import Datum

_SHIFTED: Final[dict[Datum, str]] = {
    "gcj02": r"gcj0?2|火星坐标|国测局坐标|(?:高德|腾讯)(?:地图)?(?:坐标|经纬度)",
    "bd09": r"bd0?9(?:ll)?(?![a-z\d])|百度(?:地图)?(?:坐标|经纬度)",
}
_WGS84: Final = r"wgs(?:19)?84(?!web)|gps坐标"
_CODE: Final = re.compile(r"epsg[:：\s]*(\d{4,6})", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[,;。、|()\[\]\n\t]|\s{2,}")
_LABEL: Final = re.compile(
    r"(?:坐标参考系|坐标系统?|空间参考|投影|crs)\s*(?:采用|为|是)?[:=]?\s*(.+)", re.IGNORECASE
)


_PLACES: Final = ("x", "y", "coordinates")
_OFFICE_WORDS: Final = ("{titles}", "{rows}")
"""Places of notes in which titles and remarks of a sheet stand."""


def crs_said(
    file: Path, columns: Mapping[str, str], notes: Sequence[str], *, degrees: bool, part: str = ""
) -> str | None:
    """Return the CRS that a table names in titles, remarks, headings of coordinates or its own name.

    Parameters
    ----------
    file
        The table's file.
    columns
        Our name of a column -> its heading.
    notes
        What was told when the file was opened: titles and remarks stand there.
    degrees
        Whether headings say that coordinates are degrees.
    part
        The sheet's name.
    """
    told = [
        str(note)
        for note in notes
        if isinstance(note, Sentence) and any(words in note.template for words in _OFFICE_WORDS)
    ]
    headings = [columns[name] for name in _PLACES if name in columns]
    return named_crs([*told, *headings, part, file.stem], degrees=degrees)


def said_note(file: Path, crs: str) -> Sentence:
    """Return the note that a CRS was taken from what a file says in words."""
    return Sentence(
        "{file}: its title, headings, remarks or name say {crs}; the coordinates are taken so: check it",
        file=file.name,
        crs=crs,
    )


def named_crs(texts: Iterable[str], *, degrees: bool) -> str | None:
    """Return the CRS that texts name, as a study file writes it; None where they name none, or several.

    Parameters
    ----------
    texts
        Titles, headings, remarks, names of files and sheets.
    degrees
        Whether the coordinates are degrees: then a projected CRS is not what is meant.

    Examples
    --------
    >>> named_crs(["设施一览表", "制表：民政局 坐标系：GCJ-02"], degrees=True)
    'gcj02'
    >>> named_crs(["坐标系：CGCS2000 3度带 39带"], degrees=False)
    'EPSG:4527'
    >>> named_crs(["由 GCJ-02 转为 WGS84"], degrees=True)
    """
    found = {one for text in texts for one in _named(text, degrees=degrees)}
    return found.pop() if len(found) == 1 else None


def _named(text: str, *, degrees: bool) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    joined = re.sub(r"[\s_-]", "", plain)
    yield from (datum for datum, words in _SHIFTED.items() if re.search(words, joined))
    if re.search(_WGS84, joined):
        yield "EPSG:4326"
    names = [f"EPSG:{code}" for code in _CODE.findall(plain)] + list(_office_names(plain))
    for name in names:
        crs = _crs(name)
        if crs is not None and not (degrees and crs.is_projected):
            code = crs.to_epsg()
            yield name if code is None else f"EPSG:{code}"


def _office_names(text: str) -> Iterator[str]:
    """Yield the longest name of a CRS that each clause begins with, after a label such as ``坐标系：``."""
    for clause in _CLAUSE.split(text):
        label = _LABEL.search(clause)
        words = (label[1] if label else clause).split()
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if office_name(name) is not None:
                yield name
                break


def _crs(name: str) -> pyproj.CRS | None:
    try:
        return known_crs(name)
    except CRSError:
        return None
