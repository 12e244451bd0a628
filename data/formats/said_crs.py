"""A table that says in words that its coordinates are in another CRS than the one they are read in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd
import pyproj

from ...common.errors import InputError
from ...common.sentences import Sentence, tell
from ...geo.datums.datums import TITLES
from ..headings.named_crs import crs_said
from .coordinate_columns import PLACE_COLUMNS, coordinate_layer
from .layer import Layer
from .layer_crs import parse_crs, shift_of

_OTHER: Final = (
    "{file}: its coordinates are read in {crs}, and its title, headings, remarks or name say {said}: "
    "check which is right, and write it as `crs:` of this layer"
)
_SAME: Final = frozenset({"World Geodetic System 1984", "China 2000"})
"""Datums that agree within a metre."""


def tell_other_crs(layer: Layer, has: pd.Index, notes: Sequence[str]) -> None:
    """Tell that a table names another CRS or shift than the one in which its coordinates are read.

    Parameters
    ----------
    layer
        A layer of text or a sheet.
    has
        Its columns.
    notes
        What was told when it was opened: titles and remarks stand there.
    """
    known = coordinate_layer(layer, has)
    if known.crs is None:
        return
    columns = {name: known.columns.get(name, name) for name in PLACE_COLUMNS}
    there = {ours: theirs for ours, theirs in columns.items() if theirs in has}
    shifted = shift_of(known.crs) is not None
    try:
        crs = None if shifted else parse_crs(known.crs, file=layer.name)
    except InputError:
        return  # its reader tells what is wrong
    degrees = crs is None or crs.is_geographic
    said = crs_said(layer.file, there, notes, degrees=degrees, part=layer.sheet or "")
    if said is None or _agree(known.crs, said):
        return
    tell(Sentence(_OTHER, file=layer.name, crs=_title(known.crs), said=_title(said)))


def without_other_crs(notes: Iterable[Sentence]) -> list[Sentence]:
    """Return notes without those of `tell_other_crs`, for readers that follow what a table says."""
    return [note for note in notes if note.template != _OTHER]


def _agree(read: str, said: str) -> bool:
    shifts = (shift_of(read), shift_of(said))
    if any(shifts):
        return shifts[0] == shifts[1]
    one, other = (parse_crs(crs, file="") for crs in (read, said))
    if one.is_projected and other.is_projected:
        return one == other
    return one.geodetic_crs == other.geodetic_crs or {_datum(one), _datum(other)} <= _SAME


def _datum(crs: pyproj.CRS) -> str:
    name = "" if crs.datum is None else crs.datum.name
    return name.removesuffix(" ensemble")


def _title(crs: str) -> str:
    shift = shift_of(crs)
    return crs if shift is None else TITLES[shift]
