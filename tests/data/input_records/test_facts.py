"""Facts that readers tell: each for its own context, and none where nobody collects them."""

from __future__ import annotations

from pathlib import Path

from halfhour.data.input_records.facts import (
    ROWS,
    Fact,
    collected_facts,
    tell_fact,
    tell_left_out,
)

FILE = Path("a.csv")


def test_facts_are_told_to_the_innermost_context_alone() -> None:
    tell_fact(FILE, ROWS, 1)
    with collected_facts() as outer:
        tell_fact(FILE, ROWS, 2)
        with collected_facts() as inner:
            tell_fact(FILE, ROWS, 3)
        tell_fact(FILE, ROWS, 4)
    assert inner == [Fact(FILE, ROWS, 3)]
    assert outer == [Fact(FILE, ROWS, 2), Fact(FILE, ROWS, 4)]


def test_of_no_record_nothing_is_told() -> None:
    with collected_facts() as facts:
        tell_left_out(FILE, "only", 0)
    assert facts == []
