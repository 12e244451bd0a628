"""Malformed study, standards and choice files."""

from __future__ import annotations

import json
import os
from itertools import pairwise

from malformed_kinds import CHOICE, STANDARDS, STUDY, Kind, gone, instead, loop, pipe, text, whole

S, R, C = "study.yaml", "standards.yaml", "choice.json"
BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefghi")
)


def _limit(new: str) -> object:
    return text(S, "limit_min: 15", new)


STUDY_KINDS = {
    "study: missing": Kind(
        change=gone(S), told=("study.yaml", "no such file", "did you mean standards.yaml")
    ),
    "study: a folder": Kind(change=instead(S, os.mkdir), told=("study.yaml", "is a folder")),
    "study: a pipe": Kind(change=instead(S, pipe), told=("study.yaml", "is no plain file")),
    "study: a loop of links": Kind(
        change=instead(S, loop), told=("study.yaml", "leads to no file")
    ),
    "study: empty": Kind(
        change=whole(S, ""), told=("study.yaml", "is not a mapping", "begin with")
    ),
    "study: a list": Kind(change=whole(S, "- a\n"), told=("study.yaml", "is not a mapping")),
    "study: a page": Kind(
        change=whole(S, "<!DOCTYPE html>\n<html><body>not found</body></html>"),
        told=("study.yaml", "mapping"),
    ),
    "study: NUL bytes": Kind(
        change=whole(S, STUDY.replace("Street", "St\0reet")), told=("line 1", "U+0000", "UTF-8")
    ),
    "study: GBK": Kind(
        change=whole(S, STUDY.replace("Street", "街道").encode("gbk")),
        told=("study.yaml", "not UTF-8", "save the file as UTF-8"),
    ),
    "study: a bracket left open": Kind(
        change=text(S, "units:\n", "units: [\n"), told=("study.yaml (line", "YAML", "mend")
    ),
    "study: a bomb of aliases": Kind(
        change=whole(S, BOMB), told=("study.yaml (line", "without end", "mend this line")
    ),
    "study: nested 3,000 deep": Kind(
        change=whole(S, "a: " + "[" * 3000), told=("study.yaml", "deep", "docs/reference")
    ),
    "study: a key twice": Kind(
        change=text(S, "name: Street", "name: Street\nname: Road"),
        told=("study.yaml, row 2", "name", "given twice", "keep one"),
    ),
    "study: an unknown key": Kind(
        change=text(S, "limit_min:", "limit_mni:"),
        told=("study.yaml (line 9)", "services.clinic.limit_mni", "unknown key", "limit_min"),
    ),
    "study: a key missing": Kind(
        change=text(S, "service: clinic, ", ""),
        told=("line 13", "scenarios.one.service", "is missing", "add the key service"),
    ),
    "study: 5,000 digits": Kind(
        change=_limit("limit_min: " + "7" * 5000), told=("line 9", "5,000 digits", "at most 30")
    ),
    "study: a tag that does not fit": Kind(
        change=_limit("limit_min: !!int x"), told=("limit_min = 'x'", "not a whole number", "write")
    ),
    "study: a date that is none": Kind(
        change=text(S, "name:", "date: 2026-02-30\nname:"),
        told=("line 1", "date = '2026-02-30'", "not a day of the calendar", "2026-02-28"),
    ),
    "study: a timestamp that is none": Kind(
        change=text(S, "name:", "date: !!timestamp x\nname:"), told=("date = 'x'", "not a day")
    ),
    "study: a number for a date": Kind(
        change=text(S, "name:", "date: 0\nname:"), told=("date = 0", "is not a date", "2026-02-28")
    ),
    "study: a lone surrogate": Kind(
        change=text(S, "name: Street", 'name: "St\\ud800"'), told=("line 1", "name", "U+D800")
    ),
    "study: a control character": Kind(
        change=text(S, "name: Street", 'name: "\\e[31mSt"'), told=("name", "U+001B", "write")
    ),
    "study: yes for a number": Kind(
        change=_limit("limit_min: yes"),
        told=("line 9", "services.clinic.limit_min", "true or false", "write digits"),
    ),
    "study: true in a list of budgets": Kind(
        change=text(S, "max_new: 1", "max_new: 1, frontier: [1, yes]"),
        told=("line 13", "scenarios.one.frontier", "write"),
    ),
    "study: a clock time for a number": Kind(
        change=_limit("limit_min: 12:30"),
        told=("limit_min = '12:30'", "plain decimal", "write digits"),
    ),
    "study: an octal number": Kind(
        change=text(S, "year: 2020", "year: 02020"),
        told=("people.year = '02020'", "plain decimal", "zero"),
    ),
    "study: a year of two digits": Kind(
        change=text(S, "year: 2020", "year: 20"), told=("line 3", "people.year = 20", "1000")
    ),
    "study: not a number": Kind(
        change=_limit("limit_min: soon"),
        told=("limit_min = 'soon'", "is not a plain decimal number", "write"),
    ),
    "study: a limit of 2,000 minutes": Kind(
        change=_limit("limit_min: 2000"), told=("limit_min = 2000", "beyond a day", "1440")
    ),
    "study: an infinite limit": Kind(
        change=_limit("limit_min: .inf"), told=("services.clinic.limit_min", "finite")
    ),
    "study: a number for text": Kind(
        change=text(S, "name: Street", "name: 2020"), told=("name = 2020", "not text", "quotes")
    ),
    "study: a mode that is none": Kind(
        change=text(S, "mode: walk", "mode: fly"), told=("mode = 'fly'", "'walk'", "correct it")
    ),
    "study: no service of this name": Kind(
        change=text(S, "service: clinic", "service: clinik"),
        told=("'clinik'", "did you mean 'clinic'"),
    ),
    "study: no objective of this name": Kind(
        change=text(S, "max_new: 1", "max_new: 1, objective: p_medain"),
        told=("line 13", "scenarios.one.objective", "p_median"),
    ),
    "study: a frontier of words": Kind(
        change=text(S, "max_new: 1", "max_new: 1, frontier: all"),
        told=("scenarios.one.frontier = 'all'", "is not 'sites' or a list", "write"),
    ),
    "study: no level of this name": Kind(
        change=text(S, "max_new: 1", "max_new: 1, by: town"),
        told=("study.yaml", "scenarios.one.by = 'town'", "no such level", "name one"),
    ),
    "study: no candidate of this name": Kind(
        change=text(S, "max_new: 1", "max_new: 1, must_open: [lost]"),
        told=("study.yaml", "scenarios.one.must_open = 'lost'", "no candidate", "'last'"),
    ),
    "study: no unit of this name": Kind(
        change=text(S, "max_new: 1", "max_new: 1, by: county, unit_weights: {Wset: 2}"),
        told=("scenarios.one.unit_weights = 'Wset'", "no unit of level county", "'West'"),
    ),
    "study: no group of this name": Kind(
        change=text(S, "max_new: 1", "max_new: 1, group: children"),
        told=("cells.csv", "scenarios.one.group = 'children'", "no such group", "map a column"),
    ),
    "study: a level that is the geometry": Kind(
        change=text(S, "level: county", "level: geometry"),
        told=("study.yaml", "units.0.level = 'geometry'", "Halfhour's own", "write another name"),
    ),
    "study: a level that is a group": Kind(
        change=text(S, "level: county", "level: residents"),
        told=("units.0.level = 'residents'", "own"),
    ),
    "study: a level twice": Kind(
        change=text(
            S,
            "  - {level: county, file: units.geojson}\n",
            "  - {level: county, file: units.geojson}\n" * 2,
        ),
        told=("units.1.level = 'county'", "given twice", "a level of its own"),
    ),
    "study: a group that is the geometry": Kind(
        change=text(S, "year: 2020", "groups: {geometry: 0.1}"),
        told=("people.groups.geometry", "Halfhour's own", "the group's own name"),
    ),
    "study: an attribute that is the geometry": Kind(
        change=text(
            S,
            "existing: {file: clinics.csv}",
            "existing: {file: clinics.csv, columns: {geometry: capacity}}",
        ),
        told=("services.clinic.existing.columns.geometry", "Halfhour's own", "another name"),
    ),
}

STANDARDS_KINDS = {
    name: Kind(change=kind.change, told=kind.told, command="evaluate")
    for name, kind in {
        "standards: missing": Kind(
            change=gone(R), told=("standards.yaml", "no such file", "did you mean study.yaml")
        ),
        "standards: a folder": Kind(change=instead(R, os.mkdir), told=("standards.yaml", "folder")),
        "standards: a list": Kind(
            change=whole(R, "[1]"), told=("standards.yaml", "mapping", "begin")
        ),
        "standards: a bomb of aliases": Kind(change=whole(R, BOMB), told=("without end", "mend")),
        "standards: nested 3,000 deep": Kind(
            change=whole(R, "a: " + "{a: " * 3000), told=("standards.yaml", "deep")
        ),
        "standards: 5,000 digits": Kind(
            change=text(R, "minutes: 15", "minutes: " + "7" * 5000),
            told=("standards.yaml (line 12)", "minutes", "5,000 digits", "at most 30"),
        ),
        "standards: a tag that does not fit": Kind(
            change=text(R, "minutes: 15", "minutes: !!timestamp x"),
            told=("line 12", "minutes = 'x'"),
        ),
        "standards: a lone surrogate": Kind(
            change=text(R, "One rule", '"\\udfff"'), told=("line 1", "name", "U+DFFF")
        ),
        "standards: yes for a number": Kind(
            change=text(R, "minutes: 15", "minutes: yes"),
            told=("line 12, rule clinic.access", "minutes", "true or false", "write digits"),
        ),
        "standards: a share beyond all": Kind(
            change=text(R, "90 %", "900 %"), told=("line 13", "target", "over 100 %", "at most")
        ),
        "standards: an unknown key": Kind(
            change=text(R, "minutes:", "minuets:"),
            told=("line 12", "minuets", "unknown", "minutes"),
        ),
        "standards: no kind of this name": Kind(
            change=text(R, "kind: access", "kind: acess"),
            told=("line 7", "kind = 'acess'", "access"),
        ),
        "standards: a rule twice": Kind(
            change=whole(R, STANDARDS + STANDARDS.partition("rules:\n")[2]),
            told=("line 14", "id = 'clinic.access'", "has a rule of this id", "of its own"),
        ),
    }.items()
}

CHOICE_KINDS = {
    name: Kind(change=kind.change, told=kind.told, command="choice")
    for name, kind in {
        "choice: missing": Kind(change=gone(C), told=("choice.json", "no such file", "the page")),
        "choice: a folder": Kind(change=instead(C, os.mkdir), told=("choice.json", "is a folder")),
        "choice: no JSON": Kind(change=whole(C, "{"), told=("choice.json", "no choice", "export")),
        "choice: nested 30,000 deep": Kind(
            change=whole(C, "[" * 30_000), told=("choice.json", "no choice", "export")
        ),
        "choice: 5,000 digits": Kind(
            change=whole(C, '{"format": ' + "7" * 5000 + "}"), told=("choice.json", "no choice")
        ),
        "choice: not UTF-8": Kind(change=whole(C, b"\xff\xfe{"), told=("choice.json", "no choice")),
        "choice: another format": Kind(
            change=whole(C, json.dumps(CHOICE | {"format": "other/1"})),
            told=("choice.json, format = 'other/1'", "no choice", "export the choice anew"),
        ),
        "choice: a list of numbers": Kind(
            change=whole(C, json.dumps(CHOICE | {"open_sites": [1]})),
            told=("choice.json, open_sites.0 = 1", "no choice", "export the choice anew"),
        ),
    }.items()
}
