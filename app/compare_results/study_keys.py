"""Which keys of two study files differ, beside those that a comparison tells by their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

_NOT_ASKED: Final = frozenset(
    {
        *("name", "title", "notice", "credits", "money", "date", "basemap", "places"),
        *("scenarios", "joint", "services", "standards", "indicators", "site_check", "register"),
    }
)
"""Keys of a study that change no figure of a plan, or are told otherwise."""

_TOLD: Final = frozenset({"limit_min", "limit_m", "mode", "direction", "group"})
"""Keys of a service that are told by their values."""

_NAMES: Final = frozenset({"file", "parcels", "title"})
"""Keys that only say where something lies, or what it is called: other files are told as such."""


def other_keys(a: str, b: str, service: str) -> tuple[str, ...]:
    """Return the keys that differ, in the order of A's study file.

    Parameters
    ----------
    a, b
        What the study files say.
    service
        The service of both plans.
    """
    one, other = dict(_values(a, service)), dict(_values(b, service))
    return tuple(key for key in {**one, **other} if one.get(key) != other.get(key))


def _values(text: str, service: str) -> Iterator[tuple[str, object]]:
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    if not isinstance(said, dict):
        return
    asked = {key: value for key, value in said.items() if key not in _NOT_ASKED}
    services = said.get("services")
    own = services.get(service) if isinstance(services, dict) else None
    if isinstance(own, dict):
        told = {key: value for key, value in own.items() if key not in _TOLD}
        asked["services"] = {service: told}
    yield from _leaves(asked, "")


def _leaves(value: Any, name: str) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - whatever a study file holds
    if not isinstance(value, dict):
        yield name, _without_names(value)
        return
    for key, item in value.items():
        if key not in _NAMES:
            yield from _leaves(item, f"{name}.{key}" if name else str(key))


def _without_names(value: Any) -> Any:  # noqa: ANN401 - likewise
    if isinstance(value, list):
        return [_without_names(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_names(item) for key, item in value.items() if key not in _NAMES}
    return value
