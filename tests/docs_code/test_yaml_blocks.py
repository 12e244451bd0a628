"""Every YAML block in the documents is a study file, a part of one, or a file that a study names.

A whole study is checked with its files; a part by the JSON Schema, so that no key or kind in it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from doc_blocks import Block, blocks
from halfhour.app.new_study.file_schema import study_file_schema
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.coverage.rule_kinds.registry import RULE
from halfhour.coverage.rules.facility_class import ClassFile
from halfhour.data.mapping.word_rules import OfficeMapping

WHOLE = frozenset({"name", "roads", "people", "services"})
"""Keys that only a whole study has."""

ENTRY_OF = {
    "calibrate": ("people",),
    "capacity": ("services", "clinic"),
    "existing": ("services", "clinic"),
}
"""Where in a study file an entry stands that a page shows alone."""

BLOCKS = blocks("yaml")


def entries(text: str) -> list[Any]:
    """Return what a block says; a key that stands in it more than once shows one more way to write it."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        return [yaml.safe_load(text)]
    made = yaml.SafeLoader("")
    found: list[dict[str, Any]] = [{}]
    for key, value in node.value:
        if key.value in found[-1]:
            found.append({})
        found[-1][key.value] = made.construct_object(value, deep=True)
    return found


def is_whole(block: Block) -> bool:
    """Return whether a block is a study file as it stands."""
    [first, *_] = entries(block.text)
    return isinstance(first, dict) and first.keys() >= WHOLE


def in_study(entry: dict[str, Any]) -> dict[str, Any]:
    """Put entries that a page shows alone where they stand in a study file."""
    placed: dict[str, Any] = {}
    for key, value in entry.items():
        within = placed
        for part in ENTRY_OF.get(key, ()):
            within = within.setdefault(part, {})
        within[key] = value
    return placed


def schema_of_parts() -> jsonschema.Draft202012Validator:
    """Return the schema of study files in which what a page leaves out is not missed."""
    schema = study_file_schema()
    for model in (schema, *(schema["$defs"][name] for name in ("ServiceEntry", "PeopleEntry"))):
        model.pop("required", None)
    return jsonschema.Draft202012Validator(schema)


PARTS = schema_of_parts()


def faults(entry: Any) -> Iterator[str]:
    """Say what is wrong with one entry of a block; pydantic raises what it finds itself."""
    if isinstance(entry, list) or "rules" in entry:
        for rule in entry if isinstance(entry, list) else entry["rules"]:
            RULE.validate_python(rule)
    elif "classes" in entry:
        ClassFile.model_validate(entry)
    elif "words" in entry:
        OfficeMapping.model_validate(entry)
    else:
        for error in PARTS.iter_errors(in_study(entry)):
            yield f"{error.json_path}: {error.message}"


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_the_block_has_no_unknown_key_and_no_wrong_value(block: Block) -> None:
    assert [fault for entry in entries(block.text) for fault in faults(entry)] == []


@pytest.mark.thorough
@pytest.mark.parametrize("block", [one for one in BLOCKS if is_whole(one)], ids=str)
def test_a_whole_study_is_valid_with_its_files(block: Block, town: Path) -> None:
    (town / "own.yaml").write_text(block.text, encoding="utf-8")
    layers = validate_study("own.yaml")
    assert {*layers.sites} == {*entries(block.text)[0]["services"]}


@pytest.mark.parametrize(
    "wrong",
    [
        "services: {clinic: {limit_minutes: 30}}",
        "scenarios: {one: {service: clinic, objective: {kind: set_covring}}}",
        "people: {file: a.csv, cel_m: 200}",
        "people: {file: a.csv}\npeople: {fil: b.csv}",
        "existing: {fil: a.csv}",
        "tourists: {}",
    ],
)
def test_a_wrong_key_is_found(wrong: str) -> None:
    assert [fault for entry in entries(wrong) for fault in faults(entry)] != []
