"""What readers made of a study's files, kept under the files' content: the next run of any command reads it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import pyproj

from ..common.kept.kept_parts import kept_parts
from ..common.large_work import Report, say_nothing
from ..common.prepared import Prepared, content_key
from .formats.layer import Layer

T = TypeVar("T")

_VARIABLES: Final = ("CPL_", "GDAL_", "OGR_", "OSM_", "PROJ_", "SHAPE_")
"""Environment variables that begin so may change what libraries make of a file."""

_POINTING: Final = frozenset({".vrt"})
"""Files that name others, whose content is not theirs."""


class KeptReading:
    """Reads layers, each once for the same bytes and the same entry of the study.

    Parameters
    ----------
    report
        Called with one line of text when a stage begins, and where a kept part is damaged.
    """

    def __init__(self, report: Report = say_nothing) -> None:
        self.report, self._prepared = report, Prepared(kept_parts(report))

    def read(
        self,
        kind: str,
        layers: Sequence[Layer | None],
        read: Callable[[], T],
        *options: object,
        kinds: Sequence[type] = (),
    ) -> T:
        """Return what `read` makes of some layers.

        Parameters
        ----------
        kind
            What is read.
        layers
            All layers whose files are read; None for those that are not given.
        read
            Reads them. What it returns depends on the layers and on `options` alone.
        options
            What else it depends on; see `content_key`. A CRS may be among them.
        kinds
            Dataclasses that it returns.
        """

        def key() -> str | None:
            files = [None if layer is None else _content(layer) for layer in layers]
            if "" in files:
                return None
            said = [None if layer is None else _entry(layer) for layer in layers]
            asked = [_crs(option) for option in options]
            names = " ".join(layer.name for layer in layers if layer is not None)
            return content_key(f"{kind} {names}", said, files, asked, _environment())

        before = key()
        if before is None:
            return read()
        # However quick it was: a run that reads no table need not load what tables are read with.
        return self._prepared.part(
            before, read, kinds=kinds, still=lambda: key() == before, least_s=0.0
        )


def _entry(layer: Layer) -> list[object]:
    """Return all that a study file says of a layer, but not where the file lies, and not how people call it."""
    unread = {"file", "title"}
    # As text, since columns stand in the order in which they are named.
    said = layer.model_dump_json(exclude=unread)
    return [type(layer).__name__, layer.file.name, said, sorted(layer.model_fields_set - unread)]


def _content(layer: Layer) -> str:
    """Return a sum over a file and those that go with it, as of a shapefile; "" where none can be made."""
    file = layer.file
    if file.suffix.lower() in _POINTING or not file.is_file():
        return ""
    digest = hashlib.blake2b(digest_size=20)
    begin = f"{file.stem.lower()}."
    try:
        names = {path.name for path in file.parent.iterdir()}
        beside = {name for name in names if name.lower().startswith(begin)}
        for name in sorted({file.name, *beside}):
            path = Path(file.parent, name)
            if not path.is_file():
                if path.exists():
                    return ""
                continue
            with path.open("rb") as stream:
                whole = hashlib.file_digest(stream, "blake2b").digest()
            digest.update(f"{len(name.encode(errors='surrogateescape'))} ".encode())
            digest.update(name.encode(errors="surrogateescape") + whole)
    except OSError:
        return ""
    return digest.hexdigest()


def _crs(option: object) -> object:
    if isinstance(option, pyproj.CRS):
        return ["CRS", option.srs, option.to_wkt()]
    return option


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name.startswith(_VARIABLES)}
