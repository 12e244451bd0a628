"""Readings are put together from facts: one for each time that a file was read, equal ones once."""

from __future__ import annotations

from pathlib import Path

from halfhour.data.input_records.facts import (
    ENCODING,
    ROWS,
    collected_facts,
    tell_fact,
    tell_left_out,
    tell_opened,
)
from halfhour.data.input_records.readings import Reading, readings_of

FIRST, SECOND = Path("a/sites.csv"), Path("b/sites.csv")


def test_each_reading_has_the_facts_that_follow_its_beginning() -> None:
    with collected_facts() as facts:
        for only in (2, 3, 3):
            tell_opened(FIRST, "Sheet1")
            tell_fact(FIRST, ROWS, 10)
            tell_left_out(FIRST, "only", only)
        tell_opened(SECOND)
        tell_fact(SECOND, ENCODING, "gb18030")
    found = readings_of(facts)
    assert found[FIRST] == (
        Reading(layer="Sheet1", rows_read=10, left_out={"only": 2}),
        Reading(layer="Sheet1", rows_read=10, left_out={"only": 3}),
    )
    assert found[SECOND] == (Reading(encoding="gb18030"),)


def test_a_fact_without_a_beginning_is_of_a_reading_of_its_own() -> None:
    with collected_facts() as facts:
        tell_fact(FIRST, ROWS, 1)
    assert readings_of(facts) == {FIRST: (Reading(rows_read=1),)}
