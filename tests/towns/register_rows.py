"""Rows for registers of checks."""

from __future__ import annotations

from halfhour.data.register.entry import RegisterEntry


def entry(check_id: str, **fields: object) -> RegisterEntry:
    """Return a check of a clinic; `fields` replace its own."""
    row = {
        "check_id": check_id,
        "time": "2026-11-29T10:00:00Z",
        "service": "clinic",
        "lon": 119.5,
        "lat": 39.9,
        "capacity": 80.0,
        "limit": 15.0,
        "newly_served": 120.0,
    }
    return RegisterEntry(**{**row, **fields})
