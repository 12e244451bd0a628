"""What kinds of files, layers and columns are called; English is the key of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...common.sentences import Sentence

ROLE_WORDS: Final[Mapping[str, str]] = {
    "roads": Sentence("roads"),
    "people": Sentence("numbers of people"),
    "sites": Sentence("list of facilities"),
    "candidates": Sentence("candidates"),
    "units": Sentence("administrative units"),
    "water": Sentence("water"),
    "unknown": Sentence("of no use to a study"),
}
HOLDS_WORDS: Final[Mapping[str, str]] = {
    "points": Sentence("points"),
    "lines": Sentence("lines"),
    "areas": Sentence("areas"),
    "pixels": Sentence("pixels"),
    "table": Sentence("records"),
}
KIND_WORDS: Final[Mapping[str, str]] = {
    "number": Sentence("numbers"),
    "text": Sentence("text"),
    "date": Sentence("dates"),
    "degrees": Sentence("degrees"),
    "nothing": Sentence("nothing"),
}
FORMAT_WORDS: Final[Mapping[str, str]] = {
    "OpenStreetMap extract": Sentence("OpenStreetMap extract"),
    "table of text (CSV)": Sentence("table of text (CSV)"),
    "table of text (TSV)": Sentence("table of text (TSV)"),
    "table of text": Sentence("table of text"),
    "Excel workbook": Sentence("Excel workbook"),
    "unknown": Sentence("unknown kind of file"),
}
