"""Results are shown by whoever writes HTML for their class, or as text."""

from __future__ import annotations

from halfhour.common.written.shown import Shown, show_by


class Result(Shown):
    """Something to show."""


class Special(Result):
    """A kind of it."""


def test_a_class_and_its_kinds_are_shown_by_the_same_writer() -> None:
    assert Result()._repr_html_() is None
    show_by(Result.__module__, "Result", lambda shown: f"<p>{type(shown).__name__}</p>")
    assert Result()._repr_html_() == "<p>Result</p>"
    assert Special()._repr_html_() == "<p>Special</p>"
    show_by(Special.__module__, "Special", lambda _: "<p>its own</p>")
    assert Special()._repr_html_() == "<p>its own</p>"
    assert Shown()._repr_html_() is None
