"""What a page holds of other people's work: name, version, licence, owner, from the installed packages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageMetadata, distribution
from typing import Final

from .offline import leaflet_header

_INLINED: Final = ("XStatic-Leaflet", "folium", "branca")
"""Packages of which something stands in every page."""

# Its own metadata say only "same as Leaflet", and Leaflet's files name no licence.
_LEAFLET: Final = "XStatic-Leaflet"
_LEAFLET_LICENCE: Final = "BSD-2-Clause"

_COPYRIGHT: Final = re.compile(r"(?:copyright\s*)?\(c\)\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Licence:
    """One package's name, version, licence and whose it is."""

    name: str
    version: str
    licence: str
    owner: str

    def __str__(self) -> str:
        owner = f", © {self.owner}" if self.owner else ""
        return f"{self.name} {self.version} ({self.licence}){owner}"


@cache
def inlined_licences() -> tuple[Licence, ...]:
    """Return the packages that stand in a page."""
    return tuple(_licence(name) for name in _INLINED)


def _licence(package: str) -> Licence:
    found = distribution(package)
    if package == _LEAFLET:
        header = leaflet_header()
        return Licence(
            name="Leaflet",
            version=found.version.removesuffix(".0"),
            licence=_LEAFLET_LICENCE,
            owner=_owner(header),
        )
    files = found.metadata.get_all("License-File") or []
    texts = [found.read_text(folder + name) for name in files for folder in ("", "licenses/")]
    return Licence(
        name=found.metadata["Name"],
        version=found.version,
        licence=_licence_name(found.metadata),
        owner=_owner(next((text for text in texts if text), "")),
    )


def _licence_name(metadata: PackageMetadata) -> str:
    for key in ("License-Expression", "License"):
        if key in metadata:
            return metadata[key]
    classifiers = metadata.get_all("Classifier") or []
    named = [one.rsplit(" :: ", 1)[-1] for one in classifiers if one.startswith("License :: ")]
    return ", ".join(named)


def _owner(text: str) -> str:
    """Return who holds the copyright, from the first lines that say so."""
    found = _COPYRIGHT.search(text)
    return "" if found is None else found[1].strip().rstrip(".").replace("(c)", "©")
