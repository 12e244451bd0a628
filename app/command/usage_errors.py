"""Errors of the command line itself, such as an option that does not exist, in either language."""

from __future__ import annotations

from typing import Any, Protocol, TypeGuard

from ...maps.wording.fixed_words import fixed_translation
from ...maps.wording.messages import Lang, say
from ..console import console
from .help_said import UNWRAPPED, page_said
from .say_error import say_error


class UsageError(Protocol):
    """What typer raises where arguments cannot be used; its versions have no public name for it in common."""

    exit_code: int

    def format_message(self) -> str:
        """Return what is wrong, in English."""


def is_usage_error(error: BaseException) -> TypeGuard[UsageError]:
    """Return whether an error is about arguments, and has not been told yet."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def say_usage_error(error: UsageError, lang: Lang) -> None:
    """Tell an error of the command line on standard error: how the command is used, and what is wrong."""
    context: Any = getattr(error, "ctx", None)
    shown = console(stderr=True)
    if type(error).__name__ == "NoArgsIsHelpError":
        # Its message is the help, which is in the language already.
        shown.print(error.format_message(), soft_wrap=True)
        return
    if context is not None:
        shown.print(page_said(context.get_usage(), lang, width=UNWRAPPED), soft_wrap=True)
        asked = f"{context.command_path} --help"
        shown.print(say(lang, "For help: {command}", command=asked), soft_wrap=True)
    say_error(usage_message_said(error.format_message(), lang), lang)


def usage_message_said(message: str, lang: Lang) -> str:
    """Return what is wrong in a language; names of options and values stay as they are."""
    # What pydantic says of a value begins a sentence where it stands alone.
    known = fixed_translation(message.replace(": Input ", ": input "), lang)
    return message if known is None else known
