"""How an error is told: on standard error, in the language that the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...common.errors import FAULTS_SHOWN, Fault, fault_lines
from ..console import console

if TYPE_CHECKING:
    from ...maps.wording.messages import Lang


def say_faults(faults: Iterable[Fault], lang: Lang, *, shown: int | None = FAULTS_SHOWN) -> None:
    """Tell faults, a line each."""
    if lang == "en":
        say_error("\n".join(fault_lines(faults, shown=shown)), lang)
        return
    # Brings the catalogue, which English does without.
    from ...maps.wording.fault_words import fault_translator  # noqa: PLC0415

    lines = fault_lines(faults, shown=shown, translate=fault_translator(lang))
    say_error("\n".join(lines), lang)


def say_failure(message: str, lang: Lang) -> None:
    """Tell what an error of another kind says, such as the solver's or the system's, in its known words."""
    if lang == "en":
        say_error(message, lang)
        return
    from ...maps.wording.fault_words import fault_translator  # noqa: PLC0415 - brings the catalogue

    say_error(fault_translator(lang)(message), lang)


def say_error(message: str, lang: Lang) -> None:
    """Tell an error that is in the language already."""
    head = "错误：" if lang == "zh" else "error: "
    console(stderr=True).print(f"{head}{message}", soft_wrap=True)
