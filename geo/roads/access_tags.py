"""Whom OSM's access tags let in, on a road or at a barrier.

Source: wiki.openstreetmap.org page Key:access (hierarchy of transport modes, values).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..tables import Mode

ACCESS_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    "walk": ("access", "foot"),
    "cycle": ("access", "vehicle", "bicycle"),
    "ebike": ("access", "vehicle", "bicycle", "electric_bicycle"),
    "drive": ("access", "vehicle", "motor_vehicle", "motorcar"),
}
"""From the general to the specific: the last tag that is set decides."""

OWN_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    "walk": ("foot",),
    "cycle": ("bicycle",),
    "ebike": ("bicycle", "electric_bicycle"),
    "drive": ("motor_vehicle", "motorcar"),
}
"""Those that speak of the mode itself, and so overrule what a kind of road implies."""

# Residents and visitors are meant. `destination` and `customers` let them in: they live there or the site
# is there, and forbidding the way through alone would take another search for a small gain. `delivery` and
# `permit` do not: nobody on the way to a clinic delivers, or has a permit without asking for it.
_CLOSED: Final = frozenset(
    {
        *("no", "private", "permit", "delivery", "emergency", "military"),
        *("agricultural", "forestry", "psv", "bus"),
        # The law sends people to a way of their own beside this one, which OSM has as another line.
        "use_sidepath",
    }
)
_INVITING: Final = frozenset({"yes", "designated", "official", "permissive"})
_SAYS_NOTHING: Final = frozenset({"", "unknown"})


def last_set(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    """Return the value of the last of `keys` that says anything; an empty text if none does."""
    found = [tags[key] for key in keys if tags.get(key, "") not in _SAYS_NOTHING]
    return found[-1] if found else ""


def permission(tags: Mapping[str, str], mode: Mode) -> str:
    """Return the value of the access tag that decides for a mode; an empty text if none does."""
    return last_set(tags, ACCESS_KEYS[mode])


def own_permission(tags: Mapping[str, str], mode: Mode) -> str:
    """Return the value of the access tag that speaks of the mode itself; an empty text if none does."""
    return last_set(tags, OWN_KEYS[mode])


def is_closed(value: str) -> bool:
    """Return whether an access value keeps the public out; of several, whether all of them do."""
    return all(part.strip() in _CLOSED for part in value.split(";"))


def is_inviting(value: str) -> bool:
    """Return whether an access value opens what is closed to the mode as a rule."""
    return value in _INVITING
