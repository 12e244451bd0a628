"""Reading YAML together with the line of every key, so that a fault can say where it is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import yaml

from .errors import Fault, InputError

KeyPath = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

_INT: Final = "tag:yaml.org,2002:int"
_FLOAT: Final = "tag:yaml.org,2002:float"


class _Loader(yaml.SafeLoader):
    """Takes decimal numbers alone for numbers; 010 (octal), 12:30 (in sixties) and 1_000 stay text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_INT, _FLOAT}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_INT, re.compile(r"[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    _FLOAT,
    re.compile(
        r"(?:[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+.0123456789"),
)

_DEPTH_MAX: Final = 50
"""No file of ours is nested deeper; an alias of what holds it would be so without end."""


@dataclass(frozen=True, kw_only=True)
class LinedYaml:
    """What a YAML file holds, and where.

    Parameters
    ----------
    data
        The plain values. Of a key given twice the last counts.
    lines
        The line, counted from 1, of every key and list item, by the path that leads to it.
    repeated
        Paths of keys that stand twice in one mapping, with the line of the second.
    """

    data: Any
    lines: dict[KeyPath, int]
    repeated: tuple[tuple[KeyPath, int], ...]

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of a path, or of the nearest key above it that stands in the file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def read_yaml_with_lines(path: Path, *, what: str) -> LinedYaml:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file, in UTF-8.
    what
        What kind of file is expected, for the message where there is none: ``"a standards file"``.

    Raises
    ------
    InputError
        If it is missing, not UTF-8 or not YAML. Keys given twice are only told in `repeated`.
    """
    if not path.is_file():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*.y*ml")], 1)
        fix = f"did you mean {near[0]}?" if near else f"give the path of {what} (YAML)"
        raise InputError(Fault(file=str(path), cause="there is no such file", fix=fix))
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(
            Fault(file=path.name, cause="is not UTF-8 text", fix="save the file as UTF-8")
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            Fault(
                file=path.name,
                key=None if mark is None else f"line {mark.line + 1}",
                cause=f"is not valid YAML: {getattr(error, 'problem', None) or error}",
                fix="mend this line; keys end in a colon and indentation is by spaces",
            )
        ) from error


def parse_yaml(text: str) -> LinedYaml:
    """Parse YAML text.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return LinedYaml(data=None, lines={}, repeated=())
        lines: dict[KeyPath, int] = {}
        repeated = []
        for path, line in _keys(node, (), loader):
            if path in lines:
                repeated.append((path, line))
            lines[path] = line
        # Constructed last: it resolves merge keys by changing the nodes.
        data = loader.construct_document(node)
    finally:
        loader.dispose()
    return LinedYaml(data=data, lines=lines, repeated=tuple(repeated))


def _keys(node: yaml.Node, path: KeyPath, loader: yaml.SafeLoader) -> Iterator[tuple[KeyPath, int]]:
    if len(path) > _DEPTH_MAX:
        raise yaml.constructor.ConstructorError(
            None, None, "entries lie within entries without end", node.start_mark
        )
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield (*path, position), item.start_mark.line + 1
            yield from _keys(item, (*path, position), loader)
    elif isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            # What `<<` brings in stands elsewhere, and may be overridden here.
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is itself a list or a mapping", key_node.start_mark
                )
            here = (*path, loader.construct_object(key_node))
            yield here, key_node.start_mark.line + 1
            yield from _keys(value_node, here, loader)
