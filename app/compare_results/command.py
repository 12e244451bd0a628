"""The command `halfhour compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.print_json import print_json


def compare(
    a: Annotated[
        Path, typer.Argument(help="A folder of results, or of one plan.", show_default=False)
    ],
    b: Annotated[Path, typer.Argument(help="Another one.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for compare.html, compare.csv and compare.json."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: Annotated[str, typer.Option("--lang", help="Language: en or zh.")] = "en",
) -> None:
    """Put two folders of results side by side: two years, or two scenarios."""
    from ...maps.wording.messages import require_lang  # noqa: PLC0415 - loads large libraries
    from ..command.answer_output import print_written  # noqa: PLC0415
    from ..console import filled_console  # noqa: PLC0415
    from .text import comparison_text  # noqa: PLC0415

    words = require_lang(lang)
    found = hh.compare_results(a, b)
    written = () if out is None else found.save(out, lang=lang)
    if as_json:
        print_json(found.to_dict())
        return
    console = filled_console()
    console.print(comparison_text(found, words))
    print_written(console, written, words)
