"""What the answer about a proposed site depends on: the files, the question, and a sum over both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ...common.packages.version import halfhour_version
from ...data.formats.layer import Layer
from ...data.input_records.record import InputRecord, file_record
from ..study.layers import Layers
from ..study.schema import StudyFile

HASH_LETTERS: Final = 8
"""Letters of the hash in the number of a check."""


def inputs_of(
    layers: Layers, service: str, *, beside: Iterable[Path] = ()
) -> tuple[InputRecord, ...]:
    """Return the files that answers about a service come from: the study file, then its layers.

    Layers of other services are left out, so that it does not matter which services were read.

    Parameters
    ----------
    layers
        The study's layers.
    service
        The service.
    beside
        Other files that count, such as standards.
    """
    own = {layer.file for layer in _own_layers(layers.file, service)}
    others = {layer.file for layer in layers.file.layers()} - own
    read = [record for record in layers.inputs if record.path not in others]
    own_file = (layers.path,) if layers.file.keys_text is None else ()
    more = [_record(path) for path in (*own_file, *beside) if path.is_file()]
    return (*more, *sorted(read, key=lambda record: (record.name, record.sha256)))


def question_hash(inputs: Iterable[InputRecord], parameters: Mapping[str, object]) -> str:
    """Return a SHA-256 that is the same for the same question on the same data, and for no other.

    It is that of JSON without spaces: ``{"inputs": [[name, sha256], ...], "parameters": {...},
    "version": ...}``, keys in alphabetical order, letters as UTF-8.
    """
    asked = {
        "inputs": [[record.name, record.sha256] for record in inputs],
        "parameters": dict(parameters),
        "version": halfhour_version(),
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _own_layers(file: StudyFile, service: str) -> Iterator[Layer]:
    entry = file.services[service]
    for value in (*(value for _, value in file), *(value for _, value in entry)):
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Layer):
                yield one


def _record(path: Path) -> InputRecord:
    return file_record(path, len(path.read_bytes().splitlines()))
