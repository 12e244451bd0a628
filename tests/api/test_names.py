"""Words that were given up for the field's own do not come back."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.study.schema import StudyFile

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")

GIVEN_UP = {
    *("ServeMost", "ServeShare", "ServeFairly", "ServeGradually", "ServeWithRoom"),
    *("ShortenAverage", "ShortenWorst", "BuildOverYears", "Question", "QuestionEntry"),
    *("Hosts", "OneUse", "AtLeast", "AtMost", "scenario_to_reach", "scenario_to_place"),
    *("Room", "BudgetLeft", "Allowance", "Lists", "Settled", "Relaxed", "NO_ROOM"),
}
"""Names that no file of the package may define or use."""

GIVEN_UP_IN_OPTIMISE = {
    *("room", "rooms", "price", "prices", "question", "maximise", "existing_room"),
    *("alike", "briefly", "patiently", "generations", "looks"),
}
"""Names that no file of optimize/ may."""

GIVEN_UP_PARAMETERS = {
    *("maximise", "question", "rule", "whole", "least", "limit", "full", "none", "worth"),
    *("room", "price"),
}
"""Parameters that no public name may have."""

ALLOWED_PARAMETERS = {
    "TravelTimes": {"limit"},  # they hold their limit beside its unit
    "Assessment": {"limit"},
    "SiteCheck": {"limit"},
    "Evidence": {"room"},  # of coverage/rules
}
"""... but for these."""

GIVEN_UP_KEYS = {"maximise", "question", "least", "rule", "whole", "worth", "serve_share"}
"""Keys that neither the study file nor plan.json may have."""

EXEMPT = {
    "app/study/file.py": "names the keys that were renamed, to refuse them with the new ones",
}


def sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in EXEMPT and not name.startswith("coverage/rules/"):
                yield path


def names_in(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                found.add(name)
            case ast.keyword(arg=str(name)):
                found.add(name)
    return found


def test_no_file_uses_a_word_that_was_given_up() -> None:
    used = {
        path.relative_to(ROOT).as_posix(): sorted(
            names_in(path)
            & (GIVEN_UP | (GIVEN_UP_IN_OPTIMISE if "optimize" in path.parts else set()))
        )
        for path in sources()
    }
    assert {name: words for name, words in used.items() if words} == {}


@pytest.mark.parametrize("name", sorted(hh.__all__))
def test_public_parameters_have_the_field_s_words_and_a_unit(name: str) -> None:
    public = getattr(hh, name)
    if not callable(public):
        return
    try:
        parameters = set(inspect.signature(public).parameters)
    except ValueError:
        return
    assert parameters & (GIVEN_UP_PARAMETERS - ALLOWED_PARAMETERS.get(name, set())) == set()


def keys_of(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of(value)


def test_no_schema_has_a_key_that_was_given_up() -> None:
    plan = json.loads((ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))
    assert set(keys_of(plan)) & GIVEN_UP_KEYS == set()
    assert set(keys_of(StudyFile.model_json_schema())) & GIVEN_UP_KEYS == set()
