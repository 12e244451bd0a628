"""The commands that look at files: `halfhour inspect` and `halfhour new`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.exit_codes import ExitCode
from ..command.print_json import print_json
from ..command.say_error import say_faults
from ..progress.command import command_progress

if TYPE_CHECKING:
    from ...common.errors import Fault
    from ...maps.wording.messages import Lang

LangOption = Annotated[str, typer.Option("--lang", help="Language of what is written: en or zh.")]


def inspect(
    files: Annotated[list[Path], typer.Argument(help="Files of any kind.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: LangOption = "en",
) -> None:
    """Say of each file what it is, what would be read of it, and what is wrong with it."""
    from ...maps.wording.messages import require_lang  # noqa: PLC0415 - loads large libraries
    from ..console import filled_console  # noqa: PLC0415
    from ..inspection.text import file_text  # noqa: PLC0415
    from .counts_by_unit import with_counts_told  # noqa: PLC0415

    words = require_lang(lang)
    reports = []
    with command_progress("looking at files", compiles=False) as progress:
        for file in files:
            progress(f"looking at {file.name}")
            reports.append(hh.inspect_file(file))
        reports = with_counts_told(reports)
    if as_json:
        print_json([one.to_dict() for one in reports])
    else:
        shown = filled_console()
        for report in reports:
            shown.print(file_text(report, words))
    if any(one.all_problems for one in reports):
        raise typer.Exit(ExitCode.UNUSABLE_INPUT)


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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: LangOption = "en",
) -> None:
    """Look at files and write a commented study.yaml that names them; then check it."""
    from ...maps.wording.fault_words import note_said  # noqa: PLC0415
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415 - loads large libraries
    from ..console import out_console  # noqa: PLC0415
    from ..results.to_check_file import write_to_check  # noqa: PLC0415

    words = require_lang(lang)
    if as_json:
        _new_as_json(folder, files or [], words)
        return
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
            raise typer.Exit(ExitCode.UNUSABLE_INPUT) from error
    listed = write_to_check(study.path.parent, layers.notes)
    if listed is not None:
        shown.print(say(words, "written: {file}", file=str(listed)), soft_wrap=True)
    for note in layers.notes:
        shown.print(say(words, "note: {note}", note=note_said(note, words)), soft_wrap=True)
    shown.print(say(words, "The study has no faults. Next, type:"))
    results = study.path.parent / "results"
    shown.print(f"  halfhour plan {study.path} --out {results}", soft_wrap=True)


def _new_as_json(folder: Path, files: list[Path], lang: Lang) -> None:
    """Write the study, check it, and print what was written, notes and faults."""
    from ..results.to_check_file import write_to_check  # noqa: PLC0415 - loads large libraries
    from ..validate_text import validation_values  # noqa: PLC0415

    with command_progress("looking at files", compiles=False) as progress:
        study = hh.new_study(folder, files, lang=lang, report=progress)
        written, checked = [study.path], None
        faults: tuple[Fault, ...] = ()
        try:
            # A template has nothing to check.
            checked = hh.validate_study(study.path, report=progress) if files else None
        except hh.InputError as error:
            faults = error.faults
    if checked is not None:
        listed = write_to_check(study.path.parent, checked.notes)
        written += [] if listed is None else [listed]
    told = validation_values(study.path.name, checked, faults=faults)
    print_json({**told, "written": [str(path) for path in written]})
    if faults:
        raise typer.Exit(ExitCode.UNUSABLE_INPUT)
