"""What a vector file is, by its content: GDAL opens whatever it finds, also what leads elsewhere."""

from __future__ import annotations

import codecs
import json
import mmap
import re
from pathlib import Path
from typing import Any, Final

from ...common.errors import Fault, InputError

JSON_SUFFIXES: Final = frozenset(
    {".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".topojson"}
)
_XML_ROOTS: Final = {".kml": "kml", ".gml": "FeatureCollection", ".gpx": "gpx"}
"""Ending -> the root element that a file of XML must have."""

_STARTS: Final = {
    ".gpkg": (b"SQLite format 3\0",),
    ".sqlite": (b"SQLite format 3\0",),
    ".shp": (b"\0\0\x27\x0a",),
    ".fgb": (b"fgb",),
}
_HEAD_BYTES: Final = 65_536
_MEMBER_BYTES: Final = 4096
_CRS_MEMBER: Final = re.compile(rb'"crs"\s*:\s*')
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


def require_kind(path: Path) -> None:
    """Check that a vector file holds places itself, and is what its ending says.

    Raises
    ------
    InputError
        If it only names another source (an OGR virtual file, a web service, a linked CRS), or is another
        kind of file than it is called.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip(b"\0 \t\r\n"):
        raise InputError(
            Fault(
                file=path.name,
                cause="is empty",
                fix="check that the file is whole, or export it again",
            )
        )
    starts = _STARTS.get(suffix)
    if starts is not None and not head.startswith(starts):
        raise InputError(
            _wrong_kind(path, f"cannot be read: its content is not what {suffix} says")
        )
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if suffix == ".vrt" or text.startswith(b"<"):
        root = _root(text)
        if suffix not in _XML_ROOTS or root != _XML_ROOTS[suffix]:
            raise InputError(
                _wrong_kind(path, f"is XML ({root}), which may lead to other files or servers")
            )
    if suffix in JSON_SUFFIXES:
        if not text.startswith((b"{", b"[", b"\x1e")):
            raise InputError(_wrong_kind(path, "cannot be read: it is not JSON"))
        crs = json_crs(path)
        if crs is not None and crs.get("type") not in {"name", "EPSG", None}:
            raise InputError(
                Fault(
                    file=path.name,
                    column="crs",
                    value=str(crs.get("type")),
                    cause="the file's CRS is a link, and links are not followed",
                    fix="take the member crs out of the file, and write its code with `crs:`",
                )
            )


def json_crs(path: Path) -> dict[str, Any] | None:
    """Return the member ``crs`` of a GeoJSON file; None where it has none, or it is null."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in _CRS_MEMBER.finditer(data):
            text = data[found.end() : found.end() + _MEMBER_BYTES].decode("utf-8", "ignore")
            try:
                member, _ = json.JSONDecoder().raw_decode(text)
            except (ValueError, RecursionError):
                continue
            # A property may be called crs, too; it is no object with a type.
            if isinstance(member, dict) and "type" in member:
                return member
    return None


def _root(text: bytes) -> str:
    # Declarations and comments begin with ? and !, which the pattern does not match.
    found = _ROOT.search(re.sub(r"<!--.*?-->", "", text.decode("utf-8", "ignore"), flags=re.DOTALL))
    return found.group(1) if found else "unknown"


def _wrong_kind(path: Path, cause: str) -> Fault:
    return Fault(
        file=path.name,
        cause=cause,
        fix="give the file that holds the places itself, with the ending of its format",
    )
