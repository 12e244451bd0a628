"""Tiers that satisfy the rule of a lower tier."""

from __future__ import annotations

from typing import TypeVar

from ...common.entries import Entry
from ..rules.header import Header
from ..rules.rule import Rule
from ..rules.travel import ReachedBy

_Entry = TypeVar("_Entry", bound=Entry)


def with_stand_ins(rule: Rule, header: Header) -> Rule:
    """Return a rule whose tiers hold those that stand for one of them.

    Rules of what facilities are or hold (attribute shares, supply) are about their own tiers alone.
    """
    return _widened(rule, header)


def _widened(entry: _Entry, header: Header) -> _Entry:
    changes: dict[str, object] = {}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if isinstance(value, Entry):
            changes[field] = _widened(value, header)
    if isinstance(entry, ReachedBy) or (isinstance(entry, Rule) and entry.stand_ins_count):
        service, tiers = getattr(entry, "service", ""), getattr(entry, "tiers", ())
        changes["tiers"] = header.services[service].standing_for(tiers)
    return entry.model_copy(update=changes) if changes else entry
