"""The commands that look at files: `halfhour inspect` and `halfhour new`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.say_error import say_faults
from ..progress.command import command_progress

LangOption = Annotated[str, typer.Option("--lang", help="Language of what is written: en or zh.")]


def inspect(
    files: Annotated[list[Path], typer.Argument(help="Files of any kind.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: LangOption = "en",
) -> None:
    """Say of each file what it is, what would be read of it, and what is wrong with it."""
    from ...maps.wording.messages import require_lang  # noqa: PLC0415 - loads large libraries
    from ..console import console  # noqa: PLC0415
    from ..inspection.text import WIDTH, file_text  # noqa: PLC0415

    words = require_lang(lang)
    reports = []
    with command_progress("looking at files", compiles=False) as progress:
        for file in files:
            progress(f"looking at {file.name}")
            reports.append(hh.inspect_file(file))
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in reports], ensure_ascii=False, indent=2))
    else:
        shown = console(width=WIDTH)
        for report in reports:
            shown.print(file_text(report, words))
    if any(one.all_problems for one in reports):
        raise typer.Exit(2)


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of the study.", show_default=False)
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Roads, people, facilities, units ..., or a folder with them; none for a template.",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Look at files and write a commented study.yaml that names them; then check it."""
    from ...maps.wording.fault_words import note_said  # noqa: PLC0415
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415 - loads large libraries
    from ..console import out_console  # noqa: PLC0415
    from ..results.to_check_file import write_to_check  # noqa: PLC0415

    words = require_lang(lang)
    shown = out_console()
    with command_progress("looking at files", compiles=False) as progress:
        study = hh.new_study(folder, files or [], lang=lang, report=progress)
        shown.print(say(words, "written: {file}", file=str(study.path)), soft_wrap=True)
        if not files:
            shown.print(say(words, "Fill it in, then type:"))
            shown.print(f"  halfhour validate {study.path}", soft_wrap=True)
            return
        try:
            layers = hh.validate_study(study.path, report=progress)
        except hh.InputError as error:
            say_faults(error.faults, words)
            shown.print(say(words, "The study has faults. Mend them, then type:"))
            shown.print(f"  halfhour validate {study.path}", soft_wrap=True)
            raise typer.Exit(2) from error
    listed = write_to_check(study.path.parent, layers.notes)
    if listed is not None:
        shown.print(say(words, "written: {file}", file=str(listed)), soft_wrap=True)
    for note in layers.notes:
        shown.print(say(words, "note: {note}", note=note_said(note, words)), soft_wrap=True)
    shown.print(say(words, "The study has no faults. Next, type:"))
    results = study.path.parent / "results"
    shown.print(f"  halfhour plan {study.path} --out {results}", soft_wrap=True)
