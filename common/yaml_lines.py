"""Reading YAML together with the line of every key, so that a fault can say where it is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from .errors import Fault, InputError
from .paths import require_readable
from .yaml_loader import KeyPath, Loader, WrongValue, WrongValuesError, wrong_value

_DEPTH_MAX: Final = 50
"""No file of ours is nested deeper; an alias of what holds it would be so without end."""

_VALUES_MAX: Final = 200_000
"""No file of ours has more; aliases of aliases would be without number."""

_MEND: Final = "mend this line; keys end in a colon and indentation is by spaces"


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
        What kind of file is expected, for the message where there is none: ``"a standards file (YAML)"``.

    Raises
    ------
    InputError
        If it is missing, not UTF-8 or not YAML. Keys given twice are only told in `repeated`.
    """
    require_readable(path, what=what, like="*.y*ml")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Fault(file=path.name, cause="is not UTF-8 text", fix="save the file as UTF-8")
        ) from error
    try:
        return parse_yaml(text)
    except WrongValuesError as error:
        raise InputError(*(_value_fault(path.name, one) for one in error.values)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError(
            Fault(
                file=path.name,
                key=f"line {line}",
                cause=f"is not text: it holds the character U+{ord(text[error.position]):04X}",
                fix="give a YAML file, saved as UTF-8 text, without this character",
            )
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            Fault(
                file=path.name,
                key=None if mark is None else f"line {mark.line + 1}",
                cause=f"is not valid YAML: {getattr(error, 'problem', None) or error}",
                fix=_MEND,
            )
        ) from error
    except RecursionError as error:
        raise InputError(
            Fault(
                file=path.name,
                cause=f"entries lie within entries more than {_DEPTH_MAX} deep",
                fix="write the keys that docs/reference describes, each at its place",
            )
        ) from error


def _value_fault(file: str, wrong: WrongValue) -> Fault:
    return Fault(
        file=file,
        key=f"line {wrong.line}",
        column=".".join(str(part) for part in wrong.path) or None,
        value=wrong.value,
        cause=wrong.cause,
        fix=wrong.fix,
    )


def parse_yaml(text: str) -> LinedYaml:
    """Parse YAML text.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML.
    """
    read, wrong = _parsed(text)
    if wrong:
        raise WrongValuesError(wrong)
    return read


def readable_yaml(path: Path) -> LinedYaml | None:
    """Read a YAML file without the values that are wrong by themselves; None where it is no YAML at all."""
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"))[0]
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None


def _parsed(text: str) -> tuple[LinedYaml, list[WrongValue]]:
    """Return what YAML text holds without the values that are wrong, and those."""
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return LinedYaml(data=None, lines={}, repeated=()), []
        walk = _Walk(loader)
        # Constructed last: it resolves merge keys by changing the nodes.
        data = loader.construct_document(node) if walk.into(node, ()) else None
    finally:
        loader.dispose()
    return LinedYaml(data=data, lines=walk.lines, repeated=tuple(walk.repeated)), walk.wrong


class _Walk:
    """What is found on the way through all entries: lines, keys given twice, wrong values."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader, self._count = loader, 0
        self.lines: dict[KeyPath, int] = {}
        self.repeated: list[tuple[KeyPath, int]] = []
        self.wrong: list[WrongValue] = []

    def into(self, node: yaml.Node, path: KeyPath) -> bool:
        """Take in an entry, and take out what is wrong in it; tell whether the entry itself is right."""
        self._counted(node, depth=len(path))
        if isinstance(node, yaml.ScalarNode):
            return self._value(node, path)
        if isinstance(node, yaml.SequenceNode):
            right = [self._item(item, (*path, n)) for n, item in enumerate(node.value)]
            node.value = list(itertools.compress(node.value, right))
        elif isinstance(node, yaml.MappingNode):
            right = [self._pair(key, value, path) for key, value in node.value]
            node.value = list(itertools.compress(node.value, right))
        return True

    def _item(self, node: yaml.Node, path: KeyPath) -> bool:
        self._at(path, node)
        return self.into(node, path)

    def _pair(self, key_node: yaml.Node, value_node: yaml.Node, path: KeyPath) -> bool:
        """Take in a key and its value; tell whether both are right."""
        # What `<<` brings in stands elsewhere, and may be overridden here.
        if key_node.tag == "tag:yaml.org,2002:merge":
            self._merged(value_node, depth=len(path) + 1)
            return True
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(
                None, None, "a key is itself a list or a mapping", key_node.start_mark
            )
        if not self._value(key_node, (*path, key_node.value)):
            return False
        here = (*path, self._loader.construct_object(key_node))
        self._at(here, key_node)
        return self.into(value_node, here)

    def _merged(self, node: yaml.Node, *, depth: int) -> None:
        """Count what a merge key brings in, which may be merged of others in turn."""
        self._counted(node, depth=depth)
        if isinstance(node, (yaml.SequenceNode, yaml.MappingNode)):
            for item in node.value:
                self._merged(item[1] if isinstance(item, tuple) else item, depth=depth + 1)

    def _counted(self, node: yaml.Node, *, depth: int) -> None:
        self._count += 1
        if depth > _DEPTH_MAX or self._count > _VALUES_MAX:
            raise yaml.constructor.ConstructorError(
                None, None, "entries lie within entries without end", node.start_mark
            )

    def _value(self, node: yaml.ScalarNode, path: KeyPath) -> bool:
        wrong = wrong_value(self._loader, node, path)
        if wrong is not None:
            self.wrong.append(wrong)
        return wrong is None

    def _at(self, path: KeyPath, node: yaml.Node) -> None:
        line = node.start_mark.line + 1
        if path in self.lines:
            self.repeated.append((path, line))
        self.lines[path] = line
