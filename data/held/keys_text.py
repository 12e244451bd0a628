"""A study that was given as keys and values, as text: for the record, since no file has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import yaml

from .held_table import HeldTable

_COLUMNS_SHOWN: Final = 30


def keys_text(keys: object) -> str:
    """Return what a study's keys say, as YAML; of a table in memory how many records and which columns it has.

    Parameters
    ----------
    keys
        The keys and values, as `with_held_tables` returns them.
    """
    text: str = yaml.safe_dump(_plain(keys), allow_unicode=True, sort_keys=False, width=120)
    return text


def _plain(value: object) -> object:
    if isinstance(value, HeldTable):
        return _described(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, dt.date):
        return value
    # Exactly these: YAML knows no class derived from them, such as numbers of arrays.
    return value if type(value) in {bool, int, float, str} else str(value)


def _described(held: HeldTable) -> str:
    names = [str(name) for name in held.table.columns]
    more = ["..."] if len(names) > _COLUMNS_SHOWN else []
    columns = ", ".join(names[:_COLUMNS_SHOWN] + more)
    return f"table in memory: {len(held.table):,} records, columns {columns}"
