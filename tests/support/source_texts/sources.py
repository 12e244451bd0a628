"""Texts that the sources hand on to readers, such as a cause, a fix or a line of progress.

A text is followed from where it is written to where it is told: through parameters, local names, constants of
modules, fields of classes and functions that return it. ``{}`` stands for each value in it.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from source_texts.nodes import (
    arguments_for,
    called_name,
    default_of,
    fields_of,
    is_property,
    own_nodes,
    parameters_of,
    unpacked,
)

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")
HOLE = "{}"

_MOST = 40
"""Texts that a sum of parts is made into at most."""


@dataclass(eq=False)
class Scope:
    """A function, or a module, with the names that are set in it."""

    module: Module
    node: ast.AST
    outer: Scope | None
    sets: dict[str, list[ast.expr]] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "")


@dataclass(eq=False)
class Module:
    """A file of the package."""

    name: str
    tree: ast.Module
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    scope: Scope = None  # type: ignore[assignment] # set when it is read


@dataclass(frozen=True)
class Call:
    """A call, and where it stands."""

    node: ast.Call
    scope: Scope


Found = tuple[ast.expr, Scope]
"""A part of the sources that a text may be, and where names in it are looked up."""


class Sources:
    """All modules, their calls by the name that is called, and the texts that flow into something."""

    def __init__(self) -> None:
        self.modules: dict[str, Module] = {}
        self.calls: dict[str, list[Call]] = {}
        self._raises: list[tuple[ast.Raise, Scope]] = []
        self._with_parts = False
        self.texts: set[str] = set()
        """All texts, whatever they are for."""
        self.functions: dict[str, list[Scope]] = {}
        self.classes: dict[str, list[tuple[ast.ClassDef, Scope]]] = {}
        self.fields: dict[str, list[tuple[ast.ClassDef, Scope]]] = {}
        for folder in FOLDERS:
            for path in sorted((ROOT / folder).rglob("*.py")):
                self._read(path)

    def given_as(self, *names: str, with_parts: bool = False) -> dict[str, str]:
        """Return the texts given under these keywords, or to fields of these names, with the file of each.

        With parts, the texts that are put into other ones count too.
        """
        found: dict[str, str] = {}
        for call in itertools.chain.from_iterable(self.calls.values()):
            for keyword in call.node.keywords:
                if keyword.arg in names:
                    self._collect(found, keyword.value, call.scope, with_parts=with_parts)
            for place, value in enumerate(call.node.args):
                if self._field_at(call, place) in names:
                    self._collect(found, value, call.scope, with_parts=with_parts)
        return found

    def first_of(self, *called: str) -> dict[str, str]:
        """Return the texts that functions of these names are called with first, with the file of each."""
        found: dict[str, str] = {}
        for call in itertools.chain.from_iterable(self.calls.get(name, ()) for name in called):
            for value in call.node.args[:1]:
                self._collect(found, value, call.scope, with_parts=True)
        return found

    def raised(self) -> dict[str, str]:
        """Return the texts that errors are raised with, with the file of each."""
        found: dict[str, str] = {}
        for node, scope in self._raises:
            if isinstance(node.exc, ast.Call) and node.exc.args:
                # Pydantic's have a kind before the text.
                is_kind = called_name(node.exc.func) == "PydanticCustomError"
                self._collect(found, node.exc.args[int(is_kind)], scope, with_parts=False)
        return {re.sub(r"\{[a-z_]+\}", HOLE, text): file for text, file in found.items()}

    def _collect(
        self, found: dict[str, str], value: ast.expr, scope: Scope, *, with_parts: bool
    ) -> None:
        self._with_parts = with_parts
        for text, file in self._texts(value, scope):
            if re.search(r"[A-Za-z]", text.replace(HOLE, "")):
                found.setdefault(text, file)

    def _read(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = Module(name, tree)
        module.scope = Scope(module, tree, None)
        self.modules[name] = module
        self._walk(tree, module.scope)

    def _walk(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            inner = scope
            match child:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                    inner = Scope(scope.module, child, scope, parameters=parameters_of(child))
                    self.functions.setdefault(inner.name, []).append(inner)
                case ast.ClassDef(name=name):
                    self.classes.setdefault(name, []).append((child, scope.module.scope))
                    for one in fields_of(child):
                        self.fields.setdefault(one, []).append((child, scope.module.scope))
                case ast.ImportFrom(module=origin, names=names, level=level):
                    parts = scope.module.name.split(".")[: -level or None]
                    base = ".".join([*parts, *([origin] if origin else [])])
                    for one in names:
                        scope.module.imports[one.asname or one.name] = (base, one.name)
                case ast.Call(func=func):
                    self.calls.setdefault(called_name(func), []).append(Call(child, scope))
                case ast.Raise():
                    self._raises.append((child, scope))
            if (text := _text_of(child, scope)) is not None:
                self.texts.add(text)
            _note_sets(child, scope)
            self._walk(child, inner)

    def _texts(
        self, value: ast.expr, scope: Scope, seen: Iterable[int] = ()
    ) -> Iterator[tuple[str, str]]:
        """Yield the texts that a value may be, with their files; each part of the sources is looked at once."""
        waiting: list[Found] = [(value, scope)]
        known = set(seen)
        while waiting:
            one, inner = waiting.pop()
            if id(one) in known:
                continue
            known.add(id(one))
            if (text := _text_of(one, inner)) is not None:
                yield text, inner.module.name
                if self._with_parts and isinstance(one, ast.JoinedStr):
                    waiting.extend(
                        (part.value, inner)
                        for part in one.values
                        if isinstance(part, ast.FormattedValue)
                    )
            elif isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
                yield from self._sum(one, inner, frozenset(seen))
            else:
                waiting.extend(self._leads_to(one, inner))

    def _sum(
        self, value: ast.BinOp, scope: Scope, within: frozenset[int]
    ) -> Iterator[tuple[str, str]]:
        """Yield what two parts make together; a part that nobody knows is a value."""
        sides = [
            [text for text, _ in self._texts(side, scope, within | {id(value)})] or [HOLE]
            for side in (value.left, value.right)
        ]
        for one, other in list(itertools.product(*sides))[:_MOST]:
            yield one + other, scope.module.name

    def _leads_to(self, value: ast.expr, scope: Scope) -> Iterator[Found]:
        match value:
            case ast.IfExp(body=body, orelse=other):
                yield from ((body, scope), (other, scope))
            case ast.BoolOp(values=parts) | ast.Dict(values=parts):
                yield from ((one, scope) for one in parts)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                yield from ((one, scope) for one in parts)
            case ast.DictComp(value=part) | ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
                yield part, scope
            case ast.Starred(value=part) | ast.NamedExpr(value=part) | ast.Subscript(value=part):
                yield part, scope
            case ast.Name(id=name):
                yield from self._named(name, scope)
            case ast.Attribute(attr=name):
                yield from self._field(name)
            case ast.Call():
                yield from self._called(value, scope)

    def _named(self, name: str, scope: Scope) -> Iterator[Found]:
        inner: Scope | None = scope
        while inner is not None:
            if name in inner.sets or name in inner.parameters:
                yield from ((one, inner) for one in inner.sets.get(name, ()))
                if name in inner.parameters:
                    yield from self._given(inner, name)
                return
            inner = inner.outer
        origin = scope.module.imports.get(name)
        if origin is not None and (other := self.modules.get(origin[0])) is not None:
            yield from ((one, other.scope) for one in other.scope.sets.get(origin[1], ()))

    def _given(self, function: Scope, name: str) -> Iterator[Found]:
        """Yield what calls give for a parameter, and its default."""
        default = default_of(function.node, name)
        if default is not None:
            yield default, function
        for call in self.calls.get(function.name, ()):
            if _may_call(call, function):
                for value in arguments_for(call.node, function.parameters, name):
                    yield value, call.scope

    def _field(self, name: str) -> Iterator[Found]:
        """Yield what classes of the package are given for a field of this name."""
        if name not in TOLD:
            return
        for kind, scope in self.fields.get(name, ()):
            fields = fields_of(kind)
            default = fields[name]
            if default is not None:
                yield default, scope
            for call in self.calls.get(kind.name, ()):
                for value in arguments_for(call.node, tuple(fields), name):
                    yield value, call.scope
        for function in self.functions.get(name, ()):
            if is_property(function.node):
                yield from _returned(function)

    def _called(self, call: ast.Call, scope: Scope) -> Iterator[Found]:
        name = called_name(call.func)
        if name in {"Sentence", "say", "in_singular"}:
            return
        if isinstance(call.func, ast.Attribute) and name in {*_KEEPING, "get"}:
            yield call.func.value, scope
        if name == "get":
            yield from ((one, scope) for one in call.args[1:])
        if name in {"str", "Stage", "next", "iter", "list", "tuple", "sorted"}:
            yield from ((one, scope) for one in call.args[:1])
        if name == "named":
            yield from ((one, scope) for one in call.args[1:])
        for function in self.functions.get(name, ()):
            if _may_call(Call(call, scope), function):
                yield from _returned(function)

    def _field_at(self, call: Call, place: int) -> str | None:
        for kind, _ in self.classes.get(called_name(call.node.func), ()):
            names = tuple(fields_of(kind))
            return names[place] if place < len(names) else None
        return None


def _returned(function: Scope) -> Iterator[Found]:
    if isinstance(function.node, ast.Lambda):
        yield function.node.body, function
        return
    for node in own_nodes(function.node):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value, function


def _text_of(node: ast.AST, scope: Scope) -> str | None:
    """Return a text as the sources have it, with {} for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else HOLE for part in parts
            )
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            set_to = scope.module.scope.sets.get(getattr(inner, "id", ""), [inner])[0]
            text = None if set_to is node else _text_of(set_to, scope)
            return None if text is None else re.sub(r"\{\w*(:[^{}]*)?\}", HOLE, text)
    return None


def _may_call(call: Call, function: Scope) -> bool:
    """Whether a call of this name may be one of that function: by module, import, or as a method."""
    is_method = function.parameters[:1] in {("self",), ("cls",)}
    if isinstance(call.node.func, ast.Attribute):
        own = called_name(call.node.func.value) in {"self", "cls"}
        return is_method and (
            function.module is call.scope.module if own else function.name in TOLD
        )
    origin = call.scope.module.imports.get(function.name)
    if origin is not None:
        return origin[0] == function.module.name
    return function.module is call.scope.module and not is_method


_KEEPING = {"format", "rstrip", "strip", "removesuffix", "removeprefix", "items", "values", "lower"}
"""Methods that return the text that they are called on, more or less."""

TOLD = frozenset({"cause", "fix", "doubt", "smaller", "said", "advice", "fault", "refuse"})
"""Fields and methods of other objects that are followed; others hold names and values of the user."""


@cache
def sources() -> Sources:
    """Return all sources, read once."""
    return Sources()


def _note_sets(node: ast.AST, scope: Scope) -> None:
    """Note which values names are set to."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    match node:
        case ast.Assign(targets=targets, value=value):
            pairs = [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            pairs = [(target, value)]
        case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            pairs = [(target, value)]
        case ast.Call(func=ast.Attribute(value=target, attr="append" | "extend"), args=[value]):
            pairs = [(target, value)]
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            pairs = [(target, value)]
    for target, value in pairs:
        for name, one in unpacked(target, value):
            scope.sets.setdefault(name, []).append(one)
