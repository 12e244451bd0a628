"""A study's keys as a file would have them, where layers were given as `halfhour.Layer`."""

from __future__ import annotations

from collections.abc import Mapping

from ...data.formats.layer import Layer


def plain_keys(value: object) -> object:
    """Return nested keys and values in which each layer is the mapping that a study file would hold.

    A table in memory is then named by the keys that lead to it, as where it stands by itself.

    Parameters
    ----------
    value
        Keys and values, with layers among them.
    """
    if isinstance(value, Layer):
        said = {name: getattr(value, name) for name in sorted(value.model_fields_set)}
        return said if value.held is None else {**said, "file": value.held.table}
    if isinstance(value, Mapping):
        return {key: plain_keys(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_keys(item) for item in value]
    return value
