"""The command `halfhour replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.print_json import print_json
from ..progress.command import command_progress


def replay(
    file: Annotated[
        Path,
        typer.Argument(
            help="A plan.json, check.json or compliance.json, or its folder.", show_default=False
        ),
    ],
    study: Annotated[
        Path | None,
        typer.Option(
            "--study", help="The study file; by default where it lay when it was answered."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: Annotated[str, typer.Option("--lang", help="Language: en or zh.")] = "en",
) -> None:
    """Run a recorded plan or check again, and say whether every figure is the same."""
    from ...maps.wording.messages import require_lang  # noqa: PLC0415 - loads large libraries
    from ..console import filled_console  # noqa: PLC0415
    from .text import replay_text  # noqa: PLC0415

    words = require_lang(lang)
    with command_progress(f"replaying {file}") as progress:
        found = hh.replay(file, study=study, report=progress)
    if as_json:
        print_json(found.to_dict())
    else:
        filled_console().print(replay_text(found, words))
    if found.exit_code:
        raise typer.Exit(found.exit_code)
