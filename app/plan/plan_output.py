"""What the terminal shows of a study's plans: tables, lines on gaps and near the limit, notes, and paths."""

from __future__ import annotations

from pathlib import Path

# The public names load what they need when they are used.
import halfhour as hh
from rich.console import Console

from ...maps.wording.messages import Lang, say
from ...maps.wording.near_limit import near_limit_said
from ...maps.wording.words import sentence
from ..notes_text import print_notes
from .joint_text import joint_record, joint_table
from .plan_text import gap_lines, plan_record, plans_tables


def print_plans(written: hh.StudyPlans, console: Console, lang: Lang) -> None:
    """Print what was planned, what is missing and where the files are."""
    for table in plans_tables(written, lang, width=console.width):
        console.print(table)
    _print_near_limit(written, console, lang)
    for item in written:
        for line in () if item.gaps is None else gap_lines(item.gaps, lang):
            said = say(lang, "{title}, not served: {line}", title=item.title.said(lang), line=line)
            console.print(said, soft_wrap=True)
    folders = (*written, *written.joint)
    print_notes(dict.fromkeys(note for item in folders for note in item.notes), console, lang)
    for item in written:
        for note in item.plan.notes:
            text = say(lang, ": ").join((item.title.said(lang), sentence(note, lang)))
            console.print(text, soft_wrap=True)
        _print_pages(item.folder, console, lang)
    for one in written.joint:
        console.print(joint_table(one.plan, lang))
        for conflict in one.plan.conflicts:
            console.print(sentence(conflict, lang), soft_wrap=True)
        _print_pages(one.folder, console, lang)
    for out in dict.fromkeys(item.folder.parent for item in folders):
        console.print(say(lang, "all plans: {file}", file=str(out / "index.html")), soft_wrap=True)


def plans_values(written: hh.StudyPlans) -> dict[str, object]:
    """Return the same as plain values: figures and paths of each plan."""
    joint = [joint_record(one) for one in written.joint]
    return {"plans": [plan_record(item) for item in written], "joint": joint}


def _print_near_limit(written: hh.StudyPlans, console: Console, lang: Lang) -> None:
    for item in written:
        for when, state in (("today", item.plan.before), ("with plan", item.plan.after)):
            near = hh.limit_sensitivity(state)
            if near.clause:
                said = say(
                    lang,
                    "{title}, {when}: {reach} of {people} {group} within reach; {clause}",
                    title=item.title.said(lang),
                    when=say(lang, when),
                    reach=f"{near.reach:,.0f}",
                    people=f"{near.people_total:,.0f}",
                    group=say(lang, near.group),
                    clause=near_limit_said(near, lang),
                )
                console.print(said, soft_wrap=True)


def _print_pages(folder: Path, console: Console, lang: Lang) -> None:
    console.print(say(lang, "map: {file}", file=str(folder / "plan.html")), soft_wrap=True)
    if (folder / "plan.pdf").is_file():
        console.print(say(lang, "printed: {file}", file=str(folder / "plan.pdf")), soft_wrap=True)
