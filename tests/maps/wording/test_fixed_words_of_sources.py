"""Each sentence that the sources tell as an error or as progress has Chinese words, and no other has any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pytest
from halfhour.maps.wording.fixed_words import FOLDER, STAGE, WORD, fixed_catalogue
from halfhour.maps.wording.messages import catalogue
from source_texts.sources import sources

PROGRESS = (
    "Stage",
    "_relay",
    "_report",
    "command_progress",
    "enter",
    "progress",
    "report",
    "say",
    "told",
)
"""Functions that are called with a line of progress, or with its phase."""

INTERNAL = {
    "common.errors": "an error that is made without a fault",
    "common.kept.part_file": "caught: the part is made again",
    "common.kept.stored_form": "caught: such a value is not kept",
    "common.kept.stored_tables": "caught: such a table is not kept",
    "common.prepared": "a key that the program itself makes",
    "data.formats.table_spec": "the declaration of a reader",
    "data.osm.pbf_strings": "caught: the file is told to be damaged",
    "geo.roads.road_lines": "arrays that a reader makes",
    "geo.routing.sweep_search": "arguments of a search that the program itself makes",
    "geo.travel.snapping": "arguments of a function of the API",
    "geo.travel.travel_times": "arguments of a function of the API",
    "maps.document.offline": "an address that the program itself writes",
    "optimize.frontier": "arguments of a function of the API",
    "optimize.set_covering.full_cover": "a problem that the program itself makes",
}
"""Files whose raised errors are for programmers, with the reason why no user of the command line meets them."""

OTHERWISE = {
    "geo.land_limits": "says itself in either language",
    "optimize.sensitivity.result": "what Python shows of a result",
}
"""Files whose texts are found by the names of their methods, and are told in other ways."""

UNTRANSLATABLE = {
    'pip install "halfhour[{}]"',
    "pip install {}",
    "pipx runpip halfhour install {}",
    'uv pip install --python "{}" {}',
    "WGS 84",
    "presence, about units that are areas,",
    "{} (EPSG:{})",
    "give minutes, from {} to {}limit_min",
}
"""Commands, names, and sums of parts that never stand together."""


@cache
def told() -> dict[str, str]:
    """Return what the sources tell, with the file of each."""
    found = sources()
    raised = {text: file for text, file in found.raised().items() if file not in INTERNAL}
    return {
        **found.given_as("cause", "fix", with_parts=True),
        **found.given_as("stage", "line", "missing"),
        **found.first_of(*PROGRESS),
        **raised,
    }


def without_words(texts: Mapping[str, str]) -> list[str]:
    """Return the sentences that have no Chinese words, each with its file; single words are names or keys."""
    known = {*fixed_catalogue("zh"), *catalogue("zh")} | UNTRANSLATABLE
    counted = {f"{{}} {word}" for word in fixed_catalogue("zh", WORD)}
    return sorted(
        f"{file}: {text}"
        for text, file in texts.items()
        if " " in text and text not in known | counted and file not in OTHERWISE
    )


def test_every_sentence_that_is_told_has_chinese_words() -> None:
    assert len(told()) > 1200
    assert without_words(told()) == []


def test_internal_errors_are_listed_where_there_are_some() -> None:
    files = {file for text, file in sources().raised().items() if " " in text or text == "damaged"}
    assert INTERNAL.keys() - files == set()
    assert OTHERWISE.keys() - set(told().values()) == set()


def test_every_sentence_of_the_catalogue_is_one_of_the_sources() -> None:
    said = sources().texts | told().keys()
    contexts = (None, WORD, STAGE)
    english = {one for context in contexts for one in fixed_catalogue("zh", context)}
    whole = {text for text in english if text in said or f"{{}} {text}" in said}
    parts = " ".join(said)
    # Units and counted things are words of longer texts.
    single = {text for text in english - whole if " " not in text.strip() and text in parts}
    assert sorted(english - whole - single) == []


@pytest.mark.parametrize("name", ["faults", "libraries"])
def test_no_sentence_stands_twice(name: str) -> None:
    text = (FOLDER / f"{name}.zh.po").read_text(encoding="utf-8")
    ids = re.findall(r'^(msgctxt ".+"\n)?msgid "(.+)"$', text, flags=re.MULTILINE)
    assert len(ids) == len(set(ids)) > 50


@pytest.mark.parametrize("name", ["faults", "libraries"])
def test_a_translation_has_each_value_once(name: str) -> None:
    wrong = [
        (english, chinese)
        for english, chinese in fixed_catalogue("zh", name=name).items()
        if not is_complete(english, chinese, all_values=name == "faults")
    ]
    assert wrong == []


def test_single_words_have_no_values() -> None:
    assert not [one for one in words_of(fixed_catalogue("zh", WORD).items()) if "{" in one]


def words_of(pairs: Iterable[tuple[str, str]]) -> Iterable[str]:
    for english, chinese in pairs:
        yield from (english, chinese)


def is_complete(english: str, chinese: str, *, all_values: bool) -> bool:
    """Whether a translation has the values of a sentence, and ends as clauses do; libraries' plurals may go."""
    named = re.findall(r"\{([a-z]\w+)\}", english)
    if named and "{}" not in english:
        return sorted(named) == sorted(re.findall(r"\{([a-z]\w+)\}", chinese))
    holes = re.findall(r"\{(\d*)!?\}", chinese)
    given = english.count("{}")
    places = sorted(map(int, holes)) if any(holes) else list(range(len(holes)))
    if not all_values:
        return set(places) <= set(range(given))
    ends = bool(re.search(r"[.\u3002]$", english)) or not re.search(r"(?<!\.\.)[.\u3002]$", chinese)
    return places == list(range(given)) and ends
