"""Results as JSON on standard output: what every `--json` prints."""

from __future__ import annotations

import json
import math
import sys

import typer


def print_json(values: object) -> None:
    """Print plain values as JSON that every reader takes: numbers that JSON has not are null.

    Parameters
    ----------
    values
        Dictionaries, lists, texts and numbers.
    """
    text = json.dumps(_plain(values), ensure_ascii=False, indent=2, allow_nan=False)
    if not _can_show(text):
        text = json.dumps(_plain(values), indent=2, allow_nan=False)
    typer.echo(text)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _can_show(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
