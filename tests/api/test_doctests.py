"""The examples in the docstrings of public names are run; names without one are listed here."""

from __future__ import annotations

import doctest

import halfhour as hh
import pytest

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

# Functions and classes: constants have no docstring of their own.
NAMES = frozenset(name for name in hh.__all__ if not name.isupper())

WITHOUT_EXAMPLE = frozenset(
    {
        "fetch_place",
        "scenario_from_presence_rule",
    }
)
"""Names whose docstrings have no example yet: take a name out with its first example, and add none."""


def examples(name: str) -> list[doctest.DocTest]:
    """The docstrings with examples of a public name: its own, and those of its methods.

    Each runs in an empty namespace, so that it also runs where a reader copies it to.
    """
    found = doctest.DocTestFinder().find(getattr(hh, name), name, globs={})
    return [docstring for docstring in found if docstring.examples]


def failures(docstrings: list[doctest.DocTest]) -> str:
    """What examples gave in place of what they show."""
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=OPTIONS)
    for docstring in docstrings:
        runner.run(docstring, out=report.append)
    return "".join(report)


@pytest.mark.parametrize("name", sorted(NAMES - WITHOUT_EXAMPLE))
def test_examples_give_what_they_show(name: str) -> None:
    assert failures(examples(name)) == ""


def test_names_without_an_example_are_those_listed() -> None:
    assert {name for name in NAMES if not examples(name)} == WITHOUT_EXAMPLE


def test_an_example_that_shows_something_else_fails() -> None:
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert "Expected:\n    3\nGot:\n    2\n" in failures([wrong])
