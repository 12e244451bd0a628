"""What readers made of a study's files, kept under the files' content: the next run of any command reads it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import pyproj
from pydantic import BaseModel

from ..common.entries import Entry
from ..common.kept.kept_parts import kept_parts
from ..common.large_work import Report, say_nothing
from ..common.prepared import Prepared, content_key
from ..common.sentences import Sentence, collected_notes, tell
from .formats.layer import Layer
from .input_records.facts import collected_facts, tell_fact

T = TypeVar("T")

_KeptFact = tuple[int, str, str | int]

_FORM: Final = 2
"""Of what is kept of a reading; raised where it changes."""

_SHOWN: Final = frozenset({"title", "notice", "credits", "basemap", "date"})
"""Keys that pages show, and nothing is computed from."""

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
        """Return what `read` makes of some layers; what it told, and facts of their files, are told again.

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
            files = [None if layer is None else layer_content(layer) for layer in layers]
            if "" in files:
                return None
            said = [None if layer is None else _entry(layer) for layer in layers]
            asked = [_crs(option) for option in options]
            names = " ".join(layer.name for layer in layers if layer is not None)
            return content_key(f"{kind} {names}", _FORM, said, files, asked, environment())

        # Files are told by their places among the layers: kept facts are of no folder.
        paths = [None if layer is None else layer.file for layer in layers]

        def read_with_notes() -> tuple[T, tuple[Sentence, ...], tuple[_KeptFact, ...]]:
            with collected_notes() as notes, collected_facts() as facts:
                made = read()
            kept = (
                (paths.index(one.file), one.what, one.value) for one in facts if one.file in paths
            )
            return made, tuple(notes), tuple(kept)

        before = key()
        if before is None:
            return read()
        # Also what is read fast is kept: a run that reads no table need not load what checks one.
        made, notes, facts = self._prepared.part(
            before, read_with_notes, kinds=kinds, still=lambda: key() == before, least_s=0.0
        )
        for note in notes:
            tell(note)
        for place, what, value in facts:
            path = paths[place]
            if path is not None:
                tell_fact(path, what, value)
        return made


def _entry(layer: Layer) -> list[object]:
    """Return all that a study file says of a layer, but not where the file lies, and not how people call it."""
    unread = {"file", "title"}
    # As text, since columns stand in the order in which they are named.
    said = layer.model_dump_json(exclude=unread)
    return [type(layer).__name__, layer.file.name, said, sorted(layer.model_fields_set - unread)]


def layer_content(layer: Layer) -> str:
    """Return a sum over a layer's file and those that go with it, as of a shapefile; "" where none can be made.

    Parameters
    ----------
    layer
        The layer.
    """
    if layer.held is not None:
        return ""
    digest = hashlib.blake2b(digest_size=20)
    for file in (layer.file, *layer.companions):
        if not _add_content(digest, file):
            return ""
    return digest.hexdigest()


def _add_content(digest: hashlib.blake2b, file: Path) -> bool:
    """Add a file and those that go with it to a sum; False where nobody can tell what is read."""
    if file.suffix.lower() in _POINTING or not file.is_file():
        return False
    begin = f"{file.stem.lower()}."
    try:
        names = {path.name for path in file.parent.iterdir()}
        beside = {name for name in names if name.lower().startswith(begin)}
        for name in sorted({file.name, *beside}):
            path = Path(file.parent, name)
            if not path.is_file():
                if path.exists():
                    return False
                continue
            with path.open("rb") as stream:
                whole = hashlib.file_digest(stream, "blake2b").digest()
            digest.update(f"{len(name.encode(errors='surrogateescape'))} ".encode())
            digest.update(name.encode(errors="surrogateescape") + whole)
    except OSError:
        return False
    return True


def study_key(file: Entry, layers: Iterable[Layer], services: Sequence[str]) -> str:
    """Return a text that is the same for the same study; "" where the content of a file cannot be told.

    Parameters
    ----------
    file
        All that the study file says; its name does not count.
    layers
        The layers that it names.
    services
        Whose layers are read.
    """
    contents = [layer_content(layer) for layer in layers]
    if "" in contents:
        return ""
    unnamed = file.model_copy(update={"name": ""})
    return content_key("study 1", _said(unnamed), contents, list(services), environment())


def _said(value: object) -> object:
    """Return what a study file says, without what pages show alone, and with the names of files alone."""
    if isinstance(value, BaseModel):
        said = sorted(value.model_fields_set - _SHOWN)
        return [type(value).__name__, *([name, _said(getattr(value, name))] for name in said)]
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        # Columns stand in the order in which they are named.
        return [[_said(key), _said(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_said(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return repr(value)


def _crs(option: object) -> object:
    if isinstance(option, pyproj.CRS):
        return ["CRS", option.srs, option.to_wkt()]
    return option


def environment() -> dict[str, str]:
    """Return the environment variables that may change what libraries make of a file."""
    return {name: text for name, text in os.environ.items() if name.startswith(_VARIABLES)}
