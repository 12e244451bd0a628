"""The help of the program as a table of contents, and the options that every command has."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial, wraps
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from ..console import WIDTH, console
from ..language import asked_lang, speaking, spoken
from ..progress.command import no_progress
from .exit_codes import ExitCode

if TYPE_CHECKING:
    from ...maps.wording.messages import Lang

QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Tell no progress, only results and errors.")
]

CHAPTERS: Final = (
    ("Begin", ("demo", "inspect", "new", "fetch", "validate")),
    ("Plan and evaluate", ("plan", "evaluate", "compare", "replay")),
    ("Decide on sites", ("check", "serve", "register", "approve")),
    ("Housekeeping", ("cache",)),
)
"""Headings of the help, and their commands; a command that is in none stands at the end."""

_OTHERS: Final = "More"

EXAMPLES: Final = (
    "halfhour demo",
    "halfhour new mycity roads.osm.pbf clinics.xlsx people.tif",
    "halfhour plan mycity/study.yaml --out results",
    "halfhour check study.yaml --service clinic --at 119.52,39.91",
    "halfhour evaluate study.yaml --year 2020 --lang zh",
    "halfhour plan --help",
)


class Spoken:
    """Help that is in the language that is spoken; before typer's class of a command."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - of typer's own click
        """Return the help."""
        written = super().get_help  # type: ignore[misc] # of typer's class
        if spoken() == "en":
            return str(written(ctx))
        # Brings the catalogue, which English does without.
        from .help_said import UNWRAPPED, page_said  # noqa: PLC0415

        ctx.terminal_width = UNWRAPPED
        return page_said(str(written(ctx)), spoken(), width=min(WIDTH, console().width))


class SpokenCommand(Spoken, TyperCommand):
    """A command whose help is in the language that is spoken."""


class Chapters(Spoken, TyperGroup):
    """Commands under headings, each with its whole line, and examples at the end; in either language."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - as typer has it
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - as typer has it
        **extra: Any,  # noqa: ANN401 - as typer has it
    ) -> Any:  # noqa: ANN401 - as typer has it
        """Run the command that the arguments name, and tell errors of the command line."""
        lang = asked_lang(sys.argv[1:] if args is None else args)
        run = partial(
            super().main,
            args=args,
            prog_name=prog_name,
            complete_var=complete_var,
            windows_expand_args=windows_expand_args,
            **extra,
        )
        if lang == "en" or not standalone_mode:
            return run(standalone_mode=standalone_mode)
        # English is told by typer itself; it has no words of other languages.
        with speaking(lang):
            from .help_said import speak_help  # noqa: PLC0415 - brings the catalogue

            speak_help(self, lang)
            sys.exit(_told(run, lang))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of typer's own click
        """Write the commands, chapter by chapter."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        named = {name for _, names in CHAPTERS for name in names}
        others = tuple(name for name in commands if name not in named)
        for heading, names in (*CHAPTERS, (_OTHERS, others)):
            found = [(name, commands[name]) for name in names if name in commands]
            if found:
                with formatter.section(_said(heading)):
                    # The whole first line: a list of commands would cut it at the edge.
                    formatter.write_dl([(name, first_line(one)) for name, one in found])
        with formatter.section(_said("Examples")):
            for line in EXAMPLES:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _said(heading: str) -> str:
    if spoken() == "en":
        return heading
    from .help_said import help_said  # noqa: PLC0415 - brings the catalogue

    return help_said(heading, spoken())


def _told(run: Callable[..., Any], lang: Lang) -> int:
    """Run a command, tell what is wrong with its arguments, and return its exit code."""
    try:
        ended = run(standalone_mode=False)
    except typer.Abort:
        # Brings the catalogue, which English does without.
        from ...maps.wording.messages import say  # noqa: PLC0415

        console(stderr=True).print(say(lang, "Aborted."))
        return ExitCode.FAILED
    except Exception as error:
        from .usage_errors import is_usage_error, say_usage_error  # noqa: PLC0415 - likewise

        if not is_usage_error(error):
            raise
        say_usage_error(error, lang)
        return error.exit_code
    return ended if isinstance(ended, int) else ExitCode.DONE


def with_quiet(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the option that every command has: ``--quiet``."""

    @wraps(command)
    def run(*args: object, quiet: bool = False, **kwargs: object) -> None:
        with no_progress() if quiet else nullcontext():
            command(*args, **kwargs)

    shown = inspect.signature(command, eval_str=True)
    option = inspect.Parameter(
        "quiet", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=QuietOption
    )
    taken = {name: one.annotation for name, one in shown.parameters.items()}
    # What typer reads: the options of the command, and one more.
    vars(run)["__signature__"] = shown.replace(parameters=[*shown.parameters.values(), option])
    run.__annotations__ = {**taken, "quiet": QuietOption}
    return run


def first_line(command: Any) -> str:  # noqa: ANN401 - of typer's own click
    """Return the first line of a command's help, without the full stop."""
    return str(command.help or "").strip().split("\n", maxsplit=1)[0].rstrip(".\u3002")


def show_version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    """Print the program's version, and end, if it is asked for."""
    if asked:
        import halfhour as hh  # noqa: PLC0415 - the name of the package is known only here

        typer.echo(f"halfhour {hh.__version__}")
        raise typer.Exit
