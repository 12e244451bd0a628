"""The templates of pages and notebooks: one environment, in which whatever comes from data is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import jinja2

_MAPS: Final = Path(__file__).parents[1]

_ENVIRONMENT: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_MAPS),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def rendered(name: str, /, **values: object) -> str:
    """Return a template filled in.

    Parameters
    ----------
    name
        Path of the template below ``maps/``, with slashes.
    values
        What the template shows.
    """
    return str(_ENVIRONMENT.get_template(name).render(**values))
