"""What an Overpass server sends, checked element by element before osmnx builds on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from unicodedata import category

from .web.bounded_http import UnusableAnswerError
from .web.client import shown

_ID_MAX: Final = 2**63 - 1
_TAG_MAX: Final = 1_000  # OpenStreetMap keeps 255 characters

_WAY_NODES_MAX: Final = 2_000
"""What OpenStreetMap allows."""

ROAD_POINTS_MAX: Final = 3_000_000
"""Nodes that the ways of one fetch may have together; a graph of osmnx has about a kilobyte for each."""

_TAKEN: Final = frozenset({"id", "element", "geometry", "members"})
"""osmnx puts tags beside these of its own, and over them."""

Element = dict[str, Any]


class ElementCheck:
    """Checks the answers of one fetch.

    Parameters
    ----------
    keys
        The tags that are kept: each key of a facility would be a column.
    points_max
        Nodes that all ways may have together.
    """

    def __init__(self, keys: Collection[str], *, points_max: int = ROAD_POINTS_MAX) -> None:
        self._keys = frozenset(keys) - _TAKEN
        self._points_left = points_max

    def __call__(self, answer: object) -> dict[str, list[Element]]:
        """Return an answer with its nodes, ways and relations, and of each what is known to be sound.

        Parameters
        ----------
        answer
            The JSON of an Overpass server.

        Raises
        ------
        UnusableAnswerError
            If it is no such answer, a part only, or any element cannot be used.
        """
        if not isinstance(answer, dict):
            raise UnusableAnswerError("did not answer as an Overpass server does")
        # A query that ran out of time or memory still answers 200, with a part of the data.
        if answer.get("remark"):
            raise UnusableAnswerError(f"gave only a part: {shown(answer['remark'])}")
        if not isinstance(answer.get("elements"), list):
            raise UnusableAnswerError("did not answer as an Overpass server does")
        elements = [
            element
            for number, raw in enumerate(answer["elements"], start=1)
            if (element := self._element(raw, number)) is not None
        ]
        _require_members(elements)
        return {"elements": elements}

    def _element(self, raw: object, number: int) -> Element | None:
        """Return an element; None for those of Overpass's own kinds, such as areas and counts."""
        if not isinstance(raw, dict) or not isinstance(raw.get("type"), str):
            raise _unusable(f"element {number} is not a node, way or relation")
        kind = raw["type"]
        if kind not in {"node", "way", "relation"}:
            return None
        if not is_id(raw.get("id")):
            raise _unusable(f"{kind} number {number} has no id")
        name = f"{kind} {raw['id']}"
        element: Element = {"type": kind, "id": raw["id"]}
        if kind == "node":
            for key, most in (("lat", 90), ("lon", 180)):
                if not is_degrees(raw.get(key), most):
                    raise _unusable(f"{name} has no {key} between -{most} and {most}")
                element[key] = float(raw[key])
        elif kind == "way":
            element["nodes"] = self._nodes(raw.get("nodes"), name)
        else:
            element["members"] = _members(raw.get("members"), name)
        if "tags" in raw:
            element["tags"] = self._tags(raw["tags"], name)
        return element

    def _nodes(self, nodes: object, name: str) -> list[int]:
        if not isinstance(nodes, list) or not nodes or not all(map(is_id, nodes)):
            raise _unusable(f"{name} has no list of nodes")
        if len(nodes) > _WAY_NODES_MAX:
            raise _unusable(f"{name} has {len(nodes):,} nodes, more than OpenStreetMap allows")
        self._points_left -= len(nodes)
        if self._points_left < 0:
            raise UnusableAnswerError("sent more roads than fit into memory")
        return nodes

    def _tags(self, tags: object, name: str) -> dict[str, str]:
        if not isinstance(tags, dict):
            raise _unusable(f"the tags of {name} are no object")
        for key, value in tags.items():
            if not isinstance(value, str) or len(value) > _TAG_MAX:
                raise _unusable(f"tag {shown(key)!r} of {name} is not a text of OpenStreetMap")
        return {key: plain_text(tags[key]) for key in tags.keys() & self._keys}


def _members(members: object, name: str) -> list[Element]:
    if not isinstance(members, list):
        raise _unusable(f"{name} has no list of members")
    for member in members:
        sound = (
            isinstance(member, dict)
            and is_id(member.get("ref"))
            and isinstance(member.get("type"), str)
            and isinstance(member.get("role"), str)
        )
        if not sound:
            raise _unusable(f"a member of {name} is not a node, way or relation")
    return [{key: member[key] for key in ("type", "ref", "role")} for member in members]


def _require_members(elements: list[Element]) -> None:
    """Require what ways and relations consist of: Overpass was asked for all of it."""
    nodes = {element["id"] for element in elements if element["type"] == "node"}
    ways = {element["id"] for element in elements if element["type"] == "way"}
    for element in elements:
        if element["type"] == "way":
            missing = [f"node {ref}" for ref in element["nodes"] if ref not in nodes]
        elif element["type"] == "relation":
            missing = [
                f"way {member['ref']}"
                for member in element["members"]
                if member["type"] == "way" and member["ref"] not in ways
            ]
        else:
            continue
        if missing:
            raise _unusable(f"{element['type']} {element['id']} lacks its {missing[0]}")


def _unusable(what: str) -> UnusableAnswerError:
    return UnusableAnswerError(f"sent data that cannot be used ({what})")


def is_id(value: object) -> bool:
    """Return whether a value of JSON is the number of something in OpenStreetMap."""
    return type(value) is int and 0 < value <= _ID_MAX


def is_degrees(value: object, most: float) -> bool:
    """Return whether a value of JSON is a number between ``-most`` and ``most``."""
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most
    )  # not a number is less than nothing


def plain_text(text: str) -> str:
    """Return a text without control characters and halves of characters, which files cannot hold."""
    if text.isprintable():
        return text
    return "".join(" " if category(sign) in {"Cc", "Cs"} else sign for sign in text).strip()
