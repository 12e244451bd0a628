"""Names of coordinate systems as Chinese offices write them, and how well older ones are known."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import pyproj

from ..common.sentences import Sentence

_DATUMS: Final = {
    "China Geodetic Coordinate System 2000": r"cgcs2000|国家2000|2000国家|国家大地2000|china2000",
    "Beijing 1954": r"beijing(?:19)?54|北京(?:19)?54|(?:19)?54年?北京",
    "Xian 1980": r"xi'?an(?:19)?80|西安(?:19)?80|(?:19)?80年?西安",
}
_PROJECTED: Final = {
    "China Geodetic Coordinate System 2000": "CGCS2000",
    "Beijing 1954": "Beijing 1954",
    "Xian 1980": "Xian 1980",
}
"""What the names of projected systems begin with in the EPSG's list."""

_ASSUMED: Final = "China Geodetic Coordinate System 2000"
"""The only one that China's surveys have been made in since July 2018."""

_NO_PREFIX: Final = r"(?:不加|不带|不含|无|没有)带号|without(?:zone|prefix)+|noprefix"
_PREFIX: Final = r"(?:加|带|含|有)带号|withzone(?:prefix)?|withprefix"
_WIDTH: Final = r"(?<!\d)([36])(?:度分带|度带|度|°带|°|-?degrees?)(?:投影带?)?"
_MERIDIAN: Final = (
    r"(?:中央经线|中央子午线|centralmeridian|cm)[:=为]?(?:东经)?(\d{2,3})(?:\.0+)?(?:度|°)?e?"
)
_BARE_MERIDIAN: Final = r"(?:东经(\d{2,3})(?:度|°)?|(?<!\d)(\d{2,3})(?:度|°)?e(?![a-z]))"
_ZONE: Final = r"(?:第(\d{2})(?:号?带)|(?<!\d)(\d{2})号?带|zone(\d{2})|带号[:=为]?(\d{2}))"
_FILLER: Final = (
    r"大地坐标系?|坐标系统?|平面|直角|投影|高斯克吕格|高斯-?克吕格|高斯|gauss-?kr(?:u|ü|ue)ger|gauss|gk|"
    r"地理|经纬度|国家|北京|西安|年|epsg|[-_/,;:()\s]"
)
_WEB_MERCATOR: Final = (
    r"(?:wgs-?84)?web(?:墨卡托|-?mercator)(?:投影)?(?:坐标系?)?|网络墨卡托(?:投影)?(?:坐标系?)?"
)
_GAUSS_ZONES: Final = {3: range(25, 46), 6: range(13, 24)}
"""The numbers of China's zones by width; no number is of both."""

ACCURACY_M: Final = {"Beijing 1954": 150, "New Beijing": 150, "Xian 1980": 150}
"""How far places may lie off, in metres, where their datum is taken for WGS 84 as no shift is published."""


def known_crs(crs: object) -> pyproj.CRS:
    """Return a CRS: whatever pyproj knows, and names as Chinese offices write them.

    Parameters
    ----------
    crs
        Anything that pyproj understands as a CRS, or such a name.

    Raises
    ------
    pyproj.exceptions.CRSError
        If it is none.

    Examples
    --------
    >>> for name in ("CGCS2000 3度带 39带", "CGCS2000 中央经线117", "西安80 6度带 20带", "北京54"):
    ...     print(known_crs(name).to_epsg(), known_crs(name).name)
    4527 CGCS2000 / 3-degree Gauss-Kruger zone 39
    4548 CGCS2000 / 3-degree Gauss-Kruger CM 117E
    2334 Xian 1980 / Gauss-Kruger zone 20
    4214 Beijing 1954
    """
    if isinstance(crs, str) and not crs.isascii() and (name := office_name(crs)) is not None:
        # No name of PROJ's has Chinese letters, but it compares all of them, which takes 0.2 s.
        return pyproj.CRS.from_user_input(name)
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        name = office_name(crs) if isinstance(crs, str) else None
        if name is None:
            raise
        return pyproj.CRS.from_user_input(name)


def office_name(text: str) -> str | None:
    """Return the EPSG's name of a coordinate system that is named as Chinese offices do; None if it is none.

    A zone's number means that it stands before the easting, as 39 in 39,500,000; a central meridian means that
    nothing does. "加带号" and "不加带号" say otherwise. Without a datum it is CGCS2000, and without a width the
    zone's number tells it; a meridian is then that of a zone of 3 degrees, whose coordinates are the same.

    Parameters
    ----------
    text
        The name, however it is spelt.
    """
    rest = re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text).casefold())
    rest = rest.replace("三度", "3度").replace("六度", "6度")
    if re.fullmatch(_WEB_MERCATOR, rest):
        return "WGS 84 / Pseudo-Mercator"
    datums = [name for name, words in _DATUMS.items() if re.search(words, rest)]
    if len(datums) > 1:
        return None
    for words in _DATUMS.values():
        rest = re.sub(words, ";", rest)
    rest, bare = _taken(rest, _NO_PREFIX)
    rest, prefixed = _taken(rest, _PREFIX)
    rest, width = _taken(rest, _WIDTH)
    rest, meridian = _taken(rest, _MERIDIAN)
    rest, zone = _taken(rest, _ZONE)
    rest, other = _taken(rest, _BARE_MERIDIAN)
    if re.sub(_FILLER, "", rest) or (meridian and other) or (bare and prefixed):
        return None
    if not (meridian or other or zone):
        return datums[0] if datums and not (width or bare or prefixed) else None
    found = _zone_of(
        None if width is None else int(width),
        None if zone is None else int(zone),
        None if not (meridian or other) else int(meridian or other or 0),
    )
    if found is None:
        return None
    degrees, number = found
    with_prefix = bool(prefixed) or (zone is not None and not bare)
    title = _PROJECTED[datums[0] if datums else _ASSUMED]
    kind = "3-degree Gauss-Kruger" if degrees == 3 else "Gauss-Kruger"
    which = f"zone {number}" if with_prefix else f"CM {_meridian_deg(degrees, number)}E"
    return f"{title} / {kind} {which}"


def names_no_datum(text: str) -> bool:
    """Return whether a name of a Chinese zone leaves out which datum it is of."""
    plain = re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text).casefold())
    if re.fullmatch(_WEB_MERCATOR, plain) or any(
        re.search(words, plain) for words in _DATUMS.values()
    ):
        return False
    return office_name(text) is not None


def _taken(text: str, pattern: str) -> tuple[str, str | None]:
    """Return a text without what a pattern finds first in it, and the number or the words that were found."""
    found = re.search(pattern, text)
    if found is None:
        return text, None
    number = next((group for group in found.groups() if group), found.group())
    return f"{text[: found.start()]};{text[found.end() :]}", number


def _zone_of(width: int | None, zone: int | None, meridian: int | None) -> tuple[int, int] | None:
    """Return the width of a zone and its number; None if there is none that all of them name."""
    for degrees in (3, 6) if width is None else (width,):
        for number in _GAUSS_ZONES[degrees]:
            if zone in (None, number) and meridian in (None, _meridian_deg(degrees, number)):
                return degrees, number
    return None


def _meridian_deg(degrees: int, number: int) -> int:
    return 3 * number if degrees == 3 else 6 * number - 3


def accuracy_note(crs: pyproj.CRS, *, file: str) -> Sentence | None:
    """Return the warning that a layer's datum is known roughly only; None for all but the older Chinese ones.

    Parameters
    ----------
    crs
        What the layer's coordinates are in.
    file
        The layer's file.
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.name not in ACCURACY_M:
        return None
    return Sentence(
        "{file} is in {datum}, whose shift to WGS 84 is known roughly only: its places may lie tens of metres "
        "off, up to {most:,.0f} m; ask the surveyors for the layer in CGCS2000.",
        file=file,
        datum=geodetic.name,
        most=ACCURACY_M[geodetic.name],
    )


def surveyors_order(crs: pyproj.CRS) -> bool:
    """Return whether a CRS defines its X as pointing north, as Chinese surveyors write coordinates."""
    first = crs.axis_info[0] if crs.is_projected and crs.axis_info else None
    return first is not None and first.direction == "north" and first.abbrev.upper() == "X"
