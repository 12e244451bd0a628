"""Nodes of the sources' syntax trees: names, parameters, arguments and fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names of a target, each with what it may be set to."""
    match target, value:
        case ast.Subscript(value=ast.Name(id=name)), _:
            yield name, value
        case ast.Name(id=name), _:
            yield name, value
        case (ast.Tuple(elts=names), ast.Tuple(elts=values)) if len(names) == len(values):
            for one, other in zip(names, values, strict=True):
                yield from unpacked(one, other)
        case (ast.Tuple(elts=names), ast.IfExp(body=body, orelse=other)):
            yield from unpacked(target, body)
            yield from unpacked(target, other)
        case ast.Tuple(elts=names), _:
            # Which of them it is, nobody need know: the others are texts, too, or none.
            for one in names:
                yield from unpacked(one, value)


def called_name(func: ast.expr) -> str:
    """Return the name of what is called; empty where it has none."""
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def parameters_of(node: Function) -> tuple[str, ...]:
    """Return the names of a function's parameters."""
    given = node.args
    return tuple(one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs))


def default_of(node: ast.AST, name: str) -> ast.expr | None:
    """Return the default of a parameter; None where it has none."""
    if not isinstance(node, Function):
        return None
    places = [*node.args.posonlyargs, *node.args.args]
    late = dict(
        zip(reversed([one.arg for one in places]), reversed(node.args.defaults), strict=False)
    )
    words = dict(zip([one.arg for one in node.args.kwonlyargs], node.args.kw_defaults, strict=True))
    return late.get(name) or words.get(name)


def arguments_for(call: ast.Call, parameters: tuple[str, ...], name: str) -> Iterator[ast.expr]:
    """Yield what a call may give for a parameter."""
    for keyword in call.keywords:
        if keyword.arg == name:
            yield keyword.value
    shown = parameters[1:] if parameters[:1] in {("self",), ("cls",)} else parameters
    if name in shown and (at := shown.index(name)) < len(call.args):
        starred = [one for one in call.args[: at + 1] if isinstance(one, ast.Starred)]
        yield starred[0] if starred else call.args[at]
    else:
        yield from (one for one in call.args if isinstance(one, ast.Starred))


def fields_of(kind: ast.ClassDef) -> dict[str, ast.expr | None]:
    """Return the fields of a class, with their defaults."""
    return {
        one.target.id: one.value
        for one in kind.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }


def is_property(node: ast.AST) -> bool:
    """Return whether a function is a property."""
    return isinstance(node, ast.FunctionDef) and any(
        called_name(one) in {"property", "cached_property"} for one in node.decorator_list
    )


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function, without those of functions in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(
            child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
        ):
            yield child
            yield from own_nodes(child)
