"""The key ``candidates`` of a service where no file has any: how they are made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....data.formats.layer import Layer
from .amount_types import Budget, Positive

WAYS: Final = ("lattice", "hosts", "unserved")
"""How candidates can be made."""

_MOST_CLUSTERS: Final = 10_000


class AutoEntry(Entry):
    """What all made candidates have in common."""

    cost: Budget = 1.0
    """What opening one costs."""
    capacity: Positive | None = None
    """How many places each would have; by default any number."""


class LatticeEntry(AutoEntry):
    """Candidates on a regular lattice where people live."""

    auto: Literal["lattice"] = "lattice"
    spacing_m: Positive | None = None
    """Metres between neighbours; by default a round number that makes at most about 2,000."""
    near_m: Positive | None = None
    """Only points this near to a cell with people, in metres; by default the spacing."""
    tier: str = ""
    """The tier of all of them."""


class HostsEntry(AutoEntry):
    """Candidates in existing facilities of another service."""

    auto: Literal["hosts"]
    service: str
    """The service whose facilities are the hosts."""
    tiers: tuple[str, ...] = ()
    """Only hosts of these tiers; by default of any."""


class UnservedEntry(AutoEntry):
    """Candidates amid the people who are not served today."""

    auto: Literal["unserved"]
    number: Annotated[int, PLAIN, Field(ge=1, le=_MOST_CLUSTERS, strict=True)] = 50
    """How many."""
    tier: str = ""
    """The tier of all of them."""


class ParcelsEntry(Layer):
    """Candidates on parcels, each entered where a usable road is nearest."""

    file: Annotated[Path, Field(alias="parcels")]
    """A layer of polygons, one for each parcel."""


def _kind(value: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    """Return the name of the model that an entry is of."""
    if isinstance(value, dict):
        if "parcels" in value:
            return "ParcelsEntry"
        names = dict(zip(WAYS, ("LatticeEntry", "HostsEntry", "UnservedEntry"), strict=True))
        return names.get(str(value.get("auto")), "Layer")
    return type(value).__name__ if isinstance(value, (AutoEntry, ParcelsEntry)) else "Layer"


CandidatesEntry = Annotated[
    Annotated[Layer, Tag("Layer")]
    | Annotated[ParcelsEntry, Tag("ParcelsEntry")]
    | Annotated[LatticeEntry, Tag("LatticeEntry")]
    | Annotated[HostsEntry, Tag("HostsEntry")]
    | Annotated[UnservedEntry, Tag("UnservedEntry")],
    Discriminator(_kind),
]
"""A layer of candidates, of points or of parcels, or how they are made."""


def candidates_value(value: object) -> object:
    """Return what stands under ``candidates:`` as an entry: ``auto`` alone is a lattice.

    Raises
    ------
    ValueError
        If nobody knows this way of making candidates.
    """
    if value == "auto":
        return {"auto": "lattice"}
    if isinstance(value, dict) and "auto" in value and value["auto"] not in WAYS:
        raise ValueError(
            f"`auto:` must be one of {', '.join(WAYS)}, not {value['auto']!r}; or give a layer with `file:`"
        )
    return value
