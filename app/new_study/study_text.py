"""The text of a new study file: what was guessed, and what to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ...coverage.assessment import DEFAULT_GROUPS
from ...data.inspection.report import LayerReport
from ...maps.wording.fault_words import fault_translator, note_said
from ...maps.wording.messages import Lang, say
from .choice import StudyChoice, people_layer
from .counts_by_unit import CountsByUnit
from .services import GuessedService
from .yaml_text import block, comment, entry, layer_value, text_of, words_value

_LIMIT_MIN: Final = 30
_SITES: Final = 3
_SHARE: Final = "{elderly: 0.2}"


def study_text(
    name: str,
    choice: StudyChoice,
    folder: Path,
    *,
    lang: Lang,
    schema: str,
    counts: Sequence[CountsByUnit] = (),
) -> str:
    """Return the text of a study file.

    Parameters
    ----------
    name
        The study's name.
    choice
        What it is made of.
    folder
        Where it will lie.
    lang
        Language of the comments.
    schema
        Address of the JSON Schema of study files; empty for none.
    counts
        What people may be fitted to.
    """
    return text_of(_lines(name, choice, folder, lang, schema, counts))


def _lines(
    name: str,
    choice: StudyChoice,
    folder: Path,
    lang: Lang,
    schema: str,
    counts: Sequence[CountsByUnit],
) -> Iterator[str]:
    if schema:
        yield f"# yaml-language-server: $schema={schema}"
    yield from comment(
        say(lang, "Written by `halfhour new`. What was guessed stands in comments: check it.")
    )
    yield from comment(say(lang, "Every key is explained in docs/reference/study-file.md."))
    for problem in _not_used(choice, lang, counts):
        yield from comment(problem)
    yield entry("name", name)
    yield ""
    yield from _roads(choice, folder, lang)
    yield ""
    yield from _people(choice, folder, lang)
    yield from _counts(counts, folder, lang)
    if choice.units:
        yield ""
        yield from _units(choice, folder, lang)
    if choice.water is not None:
        yield ""
        yield from comment(say(lang, "Lakes and rivers, which access zones do not cross."))
        yield entry("water", layer_value(choice.water.layer, folder))
    yield ""
    yield from _services(choice, folder, lang)
    yield ""
    yield from _scenarios(choice, lang)


def _not_used(choice: StudyChoice, lang: Lang, counts: Sequence[CountsByUnit]) -> Iterator[str]:
    used = {id(one.report) for one in counts}
    for report in choice.unread:
        why = fault_translator(lang)(report.problems[0].cause) if report.problems else ""
        yield say(lang, "Not used: {file} {why}", file=report.name, why=why)
    for layer in (one for one in choice.unused if id(one) not in used):
        which = f"{layer.layer.name} {layer.name}".strip()
        why = say(lang, "has no place in this study")
        if layer.problems:
            why = fault_translator(lang)(layer.problems[0].cause)
        yield say(lang, "Not used: {file} {why}", file=which, why=why)


def _told(report: LayerReport, lang: Lang) -> Iterator[str]:
    """Yield what was found of a layer, as comments."""
    for note in (*report.reads, *report.notes):
        yield from comment(note_said(note, lang))
    for fault in report.problems[:3]:
        yield from comment(
            say(lang, "To be mended: {fault}", fault=fault.said(fault_translator(lang)))
        )


def _roads(choice: StudyChoice, folder: Path, lang: Lang) -> Iterator[str]:
    if choice.roads is None:
        yield from comment(
            say(lang, "Fill in: an OpenStreetMap extract (.osm.pbf), or a layer of lines.")
        )
        yield entry("roads", {"file": "roads.osm.pbf"})
        return
    yield from _told(choice.roads, lang)
    yield entry("roads", layer_value(choice.roads.layer, folder))


def _people(choice: StudyChoice, folder: Path, lang: Lang) -> Iterator[str]:
    if choice.people is None:
        yield from comment(
            say(lang, "Fill in: a GeoTIFF of people per pixel, or a table with coordinates.")
        )
        yield entry("people", {"file": "people.tif"})
        return
    yield from _told(choice.people, lang)
    layer = people_layer(choice.people)
    yield from block("people", layer_value(layer, folder))
    if "elderly" not in layer.columns:
        yield from comment(
            say(lang, "Groups are shares of the residents, or columns; fill in your own:"), indent=2
        )
        yield f"  # groups: {_SHARE}"


def _counts(counts: Sequence[CountsByUnit], folder: Path, lang: Lang) -> Iterator[str]:
    """Yield what people may be fitted to, as comments: nobody's numbers are changed unasked."""
    if not counts:
        return
    for one in counts:
        text = say(
            lang,
            "{file} counts people by {level}. To fit the people to it, take away the # below.",
            file=one.report.layer.name,
            level=say(lang, one.level),
        )
        yield from comment(text, indent=2)
    values = [layer_value(one.layer, folder) for one in counts]
    yield f"  # {entry('calibrate', values[0] if len(values) == 1 else values)}"


def _units(choice: StudyChoice, folder: Path, lang: Lang) -> Iterator[str]:
    yield from comment(
        say(lang, "Administrative units, for figures by unit; the level is guessed from the name.")
    )
    yield "units:"
    for level, report in choice.units.items():
        yield from (f"  {line}" for line in _told(report, lang))
        columns = {k: v for k, v in report.layer.columns.items() if k in ("unit_id", "name")}
        layer = report.layer.model_copy(update={"columns": columns})
        value = layer_value(layer, folder, level=level)
        yield entry("-", value, indent=2).replace("'-': ", "- ", 1)


def _services(choice: StudyChoice, folder: Path, lang: Lang) -> Iterator[str]:
    yield from comment(
        say(
            lang,
            "How people travel (walk, bike, drive) and how long at most: fill in your standard.",
        )
    )
    yield "services:"
    services = choice.services
    if not services:
        yield from comment(
            say(lang, "Fill in: a list of facilities (`existing:`); without one none exists."),
            indent=2,
        )
        yield from _service("clinic", None, choice, folder, lang)
    for service in services:
        yield from _service(service.name, service, choice, folder, lang)


def _service(
    name: str, service: GuessedService | None, choice: StudyChoice, folder: Path, lang: Lang
) -> Iterator[str]:
    yield f"  {entry(name, None).removesuffix(' null')}"
    if service is not None and service.title:
        yield entry("title", words_value(service.title), indent=4)
    people = () if choice.people is None else choice.people.layer.columns
    group = DEFAULT_GROUPS.get(name, "residents")
    if group != "residents" and group not in people:
        yield from comment(
            say(
                lang,
                "The people have no group {group}: residents are counted; "
                "once they have it, write group: {group}",
                group=group,
            ),
            indent=4,
        )
        yield entry("group", "residents", indent=4)
    if service is not None and service.tiers:
        example = ", ".join(f"{tier}: walk" for tier in service.tiers)
        yield from comment(
            say(lang, "Tiers may differ: mode: {example}", example=f"{{{example}}}"), indent=4
        )
    for note in () if service is None else service.notes:
        yield from comment(note_said(note, lang), indent=4)
    yield entry("mode", "walk", indent=4)
    yield entry("limit_min", _LIMIT_MIN, indent=4)
    if service is not None:
        yield entry("existing", layer_value(service.layer, folder), indent=4)
        if "capacity" in service.layer.columns:
            yield from comment(say(lang, "Places count only where a rule says so:"), indent=4)
            yield "    # capacity: {assignment: system, need: {residents: 0.005}}"
    if choice.candidates is not None:
        yield entry("candidates", layer_value(choice.candidates.layer, folder), indent=4)
        return
    yield from comment(
        say(
            lang, "Nobody gave parcels: candidates are made on a lattice; others: hosts, unserved."
        ),
        indent=4,
    )
    spacing = int(choice.spacing_m)
    yield entry("candidates", {"auto": "lattice", "spacing_m": spacing}, indent=4)


def _scenarios(choice: StudyChoice, lang: Lang) -> Iterator[str]:
    yield from comment(say(lang, "Questions: where to build so many new sites. Fill in how many."))
    yield "scenarios:"
    for name in [one.name for one in choice.services] or ["clinic"]:
        yield entry(f"{name}_{_SITES}", {"service": name, "max_new": _SITES}, indent=2)
