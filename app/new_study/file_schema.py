"""The JSON Schema of study files, for editors: generated from the models that read them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel

from ...common.entries import Entry
from ...data.formats.layer import Layer
from ..study.schema import StudyFile

_TEXT: Final = {"type": "string"}
_CODE: Final = {"type": ["string", "number", "boolean"]}

_ONE_OR_SEVERAL: Final = {"PeopleEntry": ("calibrate",), "Gazetteer": ("by",)}
"""Keys of lists that may also hold one value alone, besides ``nodata`` of every layer."""


def study_file_schema() -> dict[str, Any]:
    """Return the JSON Schema of study files.

    What readers also take in a short form is in it: a path for an area, ``auto`` for candidates, a kind alone
    for an objective, one text for words and for what a word means, one value where several may stand. What
    each key means is its description.
    """
    schema: dict[str, Any] = StudyFile.model_json_schema()
    schema["title"] = "Study file of Halfhour"
    every: list[type[BaseModel]] = [*_below(Entry), *_below(Layer), Layer]
    models = {one.__name__: one for one in every}
    described = {**schema["$defs"], "StudyFile": schema}
    for name, own in described.items():
        if name not in models:
            continue
        for key, text in _meanings(models[name]).items():
            field = models[name].model_fields.get(key)
            alias = key if field is None else field.alias or key
            if alias in own.get("properties", {}):
                own["properties"][alias].setdefault("description", text)
    defs = schema["$defs"]
    defs["Words"] = {"anyOf": [_TEXT, defs["Words"]]}
    schema["properties"]["area"]["anyOf"].append(_TEXT)
    defs["ServiceEntry"]["properties"]["candidates"]["anyOf"].append({"const": "auto"})
    objective = defs["ScenarioEntry"]["properties"]["objective"]
    kinds = [*objective.pop("discriminator")["mapping"]]
    objective["anyOf"] = [{"enum": kinds}, {"oneOf": objective.pop("oneOf")}]
    for key in ("allow", "condition", "forbid"):
        defs["LandClassesEntry"]["properties"][key]["items"] = _CODE
    _with_short_forms(defs)
    for one in defs.values():
        values = one.get("properties", {}).get("values", {})
        if values.get("additionalProperties", {}).get("type") == "object":
            values["additionalProperties"]["additionalProperties"] = _CODE
    return schema


def _with_short_forms(defs: dict[str, Any]) -> None:
    """Let a word's rule be a text alone, and lists one value alone, as their readers do."""
    word = defs["WordRule"]["properties"]
    for key in ("service", "tier"):
        word[key]["anyOf"][0] = _CODE
    defs["WordRule"] = {"anyOf": [_TEXT, defs["WordRule"]]}
    for name, one in defs.items():
        for key in ("nodata", *_ONE_OR_SEVERAL.get(name, ())):
            if key in one.get("properties", {}):
                one["properties"][key] = _or_one(one["properties"][key])


def _or_one(several: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list that may also be one of its values alone."""
    said = ("title", "description", "default")
    aside: dict[str, Any] = {key: several[key] for key in said if key in several}
    many = {key: value for key, value in several.items() if key not in aside}
    return {**aside, "anyOf": [several["items"], many]}


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return what a model's keys mean: the texts below its fields, those of its bases among them."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if not (issubclass(one, BaseModel) and one is not BaseModel):
            continue
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for field, text in pairwise(body):
            named = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            said = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
            if named and said:
                found[field.target.id] = str(text.value.value)  # type: ignore[attr-defined]
    return found
