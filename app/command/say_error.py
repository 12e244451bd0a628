"""How an error is told: on standard error, in the language that the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ...common.errors import FAULTS_SHOWN, Fault, fault_lines
from ..console import console

if TYPE_CHECKING:
    from ...maps.wording.messages import Lang


def asked_lang(arguments: Sequence[str]) -> Lang:
    """Return the language that ``--lang`` names; English where it names none that is known.

    It is read from the arguments as they are, since an error may end their reading.
    """
    asked = "en"
    for at, word in enumerate(arguments):
        if word == "--lang":
            asked = "".join(arguments[at + 1 : at + 2])
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "zh" if asked == "zh" else "en"


def say_faults(faults: Iterable[Fault], lang: Lang, *, shown: int | None = FAULTS_SHOWN) -> None:
    """Tell faults, a line each."""
    if lang == "en":
        say_error("\n".join(fault_lines(faults, shown=shown)), lang)
        return
    # Brings the catalogue, which English does without.
    from ...maps.wording.fault_words import fault_translator  # noqa: PLC0415

    lines = fault_lines(faults, shown=shown, translate=fault_translator(lang))
    say_error("\n".join(lines), lang)


def say_error(message: str, lang: Lang) -> None:
    """Tell an error."""
    head = "错误：" if lang == "zh" else "error: "
    console(stderr=True).print(f"{head}{message}", soft_wrap=True)
