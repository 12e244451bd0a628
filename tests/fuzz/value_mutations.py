"""Mutations of nested values, as JSON and YAML hold them: keys, items, and values of the wrong kind."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

Tree = Any
Place = tuple[Any, Any]
"""A mapping or list, and the key or position in it."""

_DEEP = 150


def _nested(depth: int, inner: object) -> object:
    for _ in range(depth):
        inner = [inner]
    return inner


VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2.5,
    999,
    99_999,
    2**31,
    2**63,
    2**64,
    10**30,
    -1e308,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
    int("7" * 4000),
    "",
    " ",
    "abc",
    "nan",
    "1e999",
    "12:30",
    "010",
    "2026-02-30",
    "\0",
    "\ud800",
    "\u202e",
    "\x1b[2J",
    "[/old]",
    "../../x",
    "/etc/passwd",
    "EPSG:999999",
    "EPSG:5703",
    "utf-16",
    "undefined",
    "=1+1",
    "A" * 5000,
    [],
    {},
    [None],
    [[]],
    {"": None},
    {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}},
    [1, "a", None],
    _nested(_DEEP, 1),
)


def mutated_value(rng: random.Random, tree: Tree) -> Tree:
    """Return a copy of nested values changed in one to three ways."""
    tree = copy.deepcopy(tree)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        places = list(_places(tree))
        if not places:
            return rng.choice(VALUES)
        # Evenly by depth, or the coordinates would be all that changes.
        depth = rng.choice(sorted({depth for depth, _ in places}))
        inside, key = rng.choice([place for found, place in places if found == depth])
        _change(rng, inside, key, places)
    return tree


def json_bytes(tree: Tree) -> bytes:
    """Return values as JSON; lone surrogates and NaN as they are."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _places(tree: Tree, depth: int = 0) -> Any:
    if depth > _DEEP // 2:
        return
    items = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, value in items:
        yield depth, (tree, key)
        yield from _places(value, depth + 1)


def _change(rng: random.Random, inside: Any, key: Any, places: list[tuple[int, Place]]) -> None:
    kind = rng.randrange(8)
    if kind <= 2:
        inside[key] = copy.deepcopy(rng.choice(VALUES))
    elif kind == 3:
        del inside[key]
    elif kind == 4:
        other, there = rng.choice([place for _, place in places])
        inside[key] = copy.deepcopy(other[there])
    elif kind == 5 and isinstance(inside, dict):
        name = rng.choice(("crs", "geometry", "fid", "id", "", f"{key} ", str(key).upper(), "nan"))
        inside[name] = inside.pop(key)
    elif kind == 5:
        inside.insert(key, copy.deepcopy(inside[key]))
    elif kind == 6:
        inside[key] = [inside[key]]
    else:
        value = inside[key]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        inside[key] = value * rng.choice((-1, 10, 1e-9, 1e9, 1e200)) if number else str(value)
