"""Access by OSM's tags, for a road or a barrier.

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
"""OSM keys from the general to the specific: the last one that is set decides."""

OWN_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    "walk": ("foot",),
    "cycle": ("bicycle",),
    "ebike": ("bicycle", "electric_bicycle"),
    "drive": ("motor_vehicle", "motorcar"),
}
"""OSM keys of the mode itself, which override the default of a road class."""

# Access of residents and visitors. `destination` and `customers` are open: they live there or the site is
# there, and closing through traffic alone would need another search for a small gain. `delivery` and `permit`
# are closed: nobody on the way to a clinic delivers, or has a permit without asking for it.
_CLOSED: Final = frozenset(
    {
        *("no", "private", "permit", "delivery", "emergency", "military"),
        *("agricultural", "forestry", "psv", "bus"),
        # A compulsory way beside this one, which OSM has as another line.
        "use_sidepath",
    }
)
_OPENING: Final = frozenset({"yes", "designated", "official", "permissive"})
_UNSET: Final = frozenset({"", "unknown"})


def last_set(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    """Return the value of the last of `keys` that is set; an empty text if none is."""
    values = [tags[key] for key in keys if tags.get(key, "") not in _UNSET]
    return values[-1] if values else ""


def permission(tags: Mapping[str, str], mode: Mode) -> str:
    """Return the value of the access tag that decides for a mode; an empty text if there is none."""
    return last_set(tags, ACCESS_KEYS[mode])


def own_permission(tags: Mapping[str, str], mode: Mode) -> str:
    """Return the value of the access tag of the mode itself; an empty text if there is none."""
    return last_set(tags, OWN_KEYS[mode])


def is_closed(value: str) -> bool:
    """Return whether an access value closes a road to the public; of several values, whether all do."""
    return all(part.strip() in _CLOSED for part in value.split(";"))


def is_opening(value: str) -> bool:
    """Return whether an access value opens a road class that is closed to the mode by default."""
    return value in _OPENING
