"""Forms of OpenStreetMap files: which are read, and which are no state of the map at one time."""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import osmium

from ...common.errors import Fault, InputError

OSM_SUFFIXES: Final = (
    ".pbf",
    *(f".{form}{pack}" for form in ("osm", "osh", "osc") for pack in ("", ".gz", ".bz2")),
    *(f".{form}.xml{pack}" for form in ("osm", "osh", "osc") for pack in ("", ".gz", ".bz2")),
)
"""Ends of the names of OpenStreetMap files."""

UNREADABLE: Final = (RuntimeError, ValueError, osmium.InvalidLocationError)
"""What osmium raises for what it cannot parse; it has no narrower classes."""

_XML_SUFFIXES: Final = (".xml", ".xml.gz", ".xml.bz2")
_JSON_SUFFIXES: Final = (".json", ".geojson", ".osm")
_HEAD: Final = 4096
_CHUNK: Final = 1 << 20

_ELEMENT: Final = re.compile(rb"<(node|way)\s((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|<remark>([^<]*)")
_ID: Final = re.compile(rb"(?:^|\s)id=[\"'](-?\d+)[\"']")
_VERSION: Final = re.compile(rb"\sversion=[\"'](\d+)[\"']")
_DELETED: Final = re.compile(rb"\s(?:visible=[\"']false|action=[\"']delete)[\"']")
_REMARK: Final = re.compile(rb"\"remark\"\s*:\s*\"([^\"]*)\"")

_ONE_STATE_FIX: Final = (
    "make an extract of one day with: osmium time-filter {name} -o {stem}.osm.pbf"
)


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """Objects that a file tells to be deleted, by OSM's ids."""

    nodes: frozenset[int] = field(default_factory=frozenset)
    ways: frozenset[int] = field(default_factory=frozenset)

    def of(self, item: object) -> frozenset[int]:
        """Return the deleted objects of the kind that an object is of."""
        return self.nodes if isinstance(item, osmium.osm.Node) else self.ways


def is_osm_file(path: Path) -> bool:
    """Return whether a file is one of OpenStreetMap, by its name, and if that is .xml by its content."""
    name = path.name.lower()
    if name.endswith(OSM_SUFFIXES):
        return True
    return name.endswith(_XML_SUFFIXES) and path.is_file() and b"<osm" in _head(path)


def osm_file(path: Path) -> osmium.io.File:
    """Return a file as osmium opens it: by what it holds, whatever its name."""
    start = _start(path)
    if start.startswith(b"\x1f\x8b"):
        form = "osm.gz"
    elif start.startswith(b"BZh"):
        form = "osm.bz2"
    else:
        form = "pbf" if path.name.lower().endswith(".pbf") else "osm"
    return osmium.io.File(str(path), form)


def damaged(path: Path, error: Exception) -> Fault:
    """Return the fault of an extract that osmium cannot parse."""
    if isinstance(error, UnicodeDecodeError):
        cause, fix = "has text that is not UTF-8", "write it again with a tool that knows UTF-8"
    elif isinstance(error, osmium.InvalidLocationError | ValueError):
        cause, fix = f"holds a value that OpenStreetMap does not have ({error})", "correct it"
    else:
        cause, fix = f"is truncated or damaged ({error})", "download it again"
    return Fault(file=path.name, cause=cause, fix=fix)


def several_versions(path: Path, what: str = "a history") -> Fault:
    """Return the fault of a file that holds objects as they were at several times."""
    stem = path.name.split(".", maxsplit=1)[0]
    return Fault(
        file=path.name,
        cause=f"has {what}: objects as they were at several times, of which one is in force",
        fix=_ONE_STATE_FIX.format(name=path.name, stem=stem),
    )


def require_no_answer(path: Path) -> None:
    """Check that a file is not what an Overpass server answers in JSON.

    Raises
    ------
    InputError
        If it is.
    """
    if not path.name.lower().endswith(_JSON_SUFFIXES) or not path.is_file():
        return
    head = _start(path, _HEAD)
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") or (
        b'"elements"' not in head and b'"osm3s"' not in head
    ):
        return
    remark = _REMARK.search(path.read_bytes())
    if remark is not None:
        raise InputError(_partial(path, remark[1]))
    raise InputError(
        Fault(
            file=path.name,
            cause="is an answer of Overpass in its own JSON, not GeoJSON",
            fix="ask for [out:xml] with `out body; >; out skel qt;` and save it as .osm, or export GeoJSON",
        )
    )


def deleted_objects(path: Path) -> Deleted:
    """Check that a file is one state of the map, and find what it tells to be deleted.

    Parameters
    ----------
    path
        The file. Of XML the text is searched, since osmium passes over what it says there; a PBF file tells
        by its header.

    Raises
    ------
    InputError
        If it has a history, is a list of changes, or is an answer that the server did not finish.
    """
    name = path.name.lower()
    if re.search(r"\.osc(\.|$)", name) or b"<osmChange" in _head(path):
        raise InputError(_changes(path))
    if re.search(r"\.osh(\.|$)", name):
        raise InputError(several_versions(path))
    require_no_answer(path)
    try:
        if not name.endswith(".pbf"):
            return _deleted_in_text(path)
        with closing(osmium.io.Reader(osm_file(path), osmium.osm.NOTHING)) as reader:
            if reader.header().has_multiple_object_versions:
                raise InputError(several_versions(path))
    except (OSError, EOFError, zlib.error, RuntimeError):
        pass  # a damaged file: whoever reads it says in what way
    return Deleted()


def _deleted_in_text(path: Path) -> Deleted:
    found: dict[bytes, set[int]] = {b"node": set(), b"way": set()}
    last = ((b"", b""), b"")
    for text in _chunks(path):
        if not any(word in text for word in (b"visible=", b"action=", b"<remark")):
            continue
        for kind, attributes, remark in _ELEMENT.findall(text):
            if remark and not remark.strip().startswith(b"runtime remark"):
                raise InputError(_partial(path, remark))
            number = _ID.search(attributes)
            if number is None:
                continue
            version = _VERSION.search(attributes)
            this = ((kind, number[1]), version[1] if version else b"")
            # The versions of an object stand one behind the other.
            if this[0] == last[0] and this[1] != last[1]:
                raise InputError(several_versions(path))
            last = this
            if _DELETED.search(attributes):
                found[kind].add(int(number[1]))
    return Deleted(nodes=frozenset(found[b"node"]), ways=frozenset(found[b"way"]))


def _changes(path: Path) -> Fault:
    return Fault(
        file=path.name,
        cause="is a list of changes, not an extract",
        fix=f"apply it to an extract with: osmium apply-changes extract.osm.pbf {path.name} -o roads.osm.pbf",
    )


def _partial(path: Path, remark: bytes) -> Fault:
    return Fault(
        file=path.name,
        column="remark",
        value=" ".join(remark.decode("utf-8", "replace").split()),
        cause="the Overpass server stopped before the end, so that roads are missing",
        fix="ask for a smaller area, or with a longer [timeout:...]",
    )


def _start(path: Path, size: int = 4) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _opened(path: Path) -> IO[bytes]:
    start = _start(path)
    if start.startswith(b"\x1f\x8b"):
        return gzip.open(path)  # type: ignore[return-value]
    return bz2.open(path) if start.startswith(b"BZh") else path.open("rb")


def _head(path: Path) -> bytes:
    try:
        with _opened(path) as file:
            return file.read(_HEAD)
    except (OSError, EOFError, zlib.error):
        return b""


def _chunks(path: Path) -> Iterator[bytes]:
    """Yield the text in pieces that end before an element."""
    rest = b""
    with _opened(path) as file:
        while chunk := file.read(_CHUNK):
            whole, begin, last = (rest + chunk).rpartition(b"<")
            rest = begin + last
            yield whole
    yield rest
