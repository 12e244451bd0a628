"""What is to be told of how a layer was read: coordinates that were converted."""

from __future__ import annotations

from ...common.sentences import Sentence
from ...geo.datums.datums import TITLES
from ..formats.layer import Layer
from ..formats.layer_crs import shift_of


def reading_notes(layer: Layer) -> tuple[Sentence, ...]:
    """Return what is to be told of how a layer was read without a fault.

    Parameters
    ----------
    layer
        The layer.
    """
    datum = shift_of(layer.crs)
    if datum is None:
        return ()
    return (
        Sentence(
            "{file}: its coordinates were converted from {datum} to WGS 84, vertex by vertex.",
            file=layer.name,
            datum=TITLES[datum],
        ),
    )
