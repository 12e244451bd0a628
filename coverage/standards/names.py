"""Names that rules use: services, tiers, groups and levels must be those of the file's head."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ...common.entries import Entry
from ...common.yaml_loader import KeyPath
from ..rules.header import WHOLE, Header


@dataclass(frozen=True)
class UnknownName:
    """A name that the file's head does not have.

    Parameters
    ----------
    path
        The keys that lead to it, from its entry on.
    name
        The name.
    cause, fix
        What is wrong, and what to write instead.
    """

    path: KeyPath
    name: str
    cause: str
    fix: str


def unknown_names(entry: Entry, header: Header) -> Iterator[UnknownName]:
    """Yield the services, tiers, groups and levels of a rule that the head does not have."""
    yield from _of_entry(entry, header, (), None)


def unknown_names_of_head(header: Header) -> Iterator[UnknownName]:
    """Yield the groups and tiers that services name but the head does not have."""
    for name, service in header.services.items():
        path: KeyPath = ("services", name)
        yield from _known((*path, "group"), service.group, "group", header.groups)
        for tier_name, tier in service.tiers.items():
            for lower in tier.stands_for:
                yield from _known(
                    (*path, "tiers", tier_name, "stands_for"), lower, "tier", service.tiers, name
                )


def _of_entry(
    entry: Entry, header: Header, path: KeyPath, service: str | None
) -> Iterator[UnknownName]:
    service = getattr(entry, "service", service)
    for field in type(entry).model_fields:
        value, here = getattr(entry, field), (*path, field)
        if isinstance(value, Entry):
            yield from _of_entry(value, header, here, service)
        elif isinstance(value, tuple) and value and isinstance(value[0], Entry):
            for position, item in enumerate(value):
                yield from _of_entry(item, header, (*here, position), service)
        elif value is not None:
            names = (value,) if isinstance(value, str) else value
            yield from _of_field(field, names, header, here, service)


def _of_field(
    field: str, names: Iterable[str], header: Header, path: KeyPath, service: str | None
) -> Iterator[UnknownName]:
    known: Collection[str]
    owner = None
    if field == "service":
        what, known = "service", header.services
    elif field in ("tier", "tiers") and service in header.services:
        # A service without tiers has one that has no name.
        what, known, owner = "tier", header.services[service].tiers or [""], service
    elif field == "group":
        what, known = "group", header.groups
    elif field in ("level", "by"):
        what, known = "level", [*header.levels, *([WHOLE] if field == "level" else [])]
    else:
        return
    for name in names:
        yield from _known(path, name, what, known, owner)


def _known(
    path: KeyPath, name: str, what: str, known: Collection[str], service: str | None = None
) -> Iterator[UnknownName]:
    if name in known:
        return
    owner = "the file has" if service is None else f"service {service} has"
    yield UnknownName(path, name, f"{owner} no such {what}", nearest_or_all(name, known))


def nearest_or_all(name: str, known: Collection[str]) -> str:
    """Return what to write instead of a name: the nearest known one, or all of them."""
    near = difflib.get_close_matches(name, list(known), 1)
    if near:
        return f"did you mean {near[0]}?"
    names = ", ".join(filter(None, known))
    return f"write one of {names}" if names else "leave it out; there is none to name"
