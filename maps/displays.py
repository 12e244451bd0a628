"""What notebooks show of plans and assessments: hooked up from outside, since these know nothing of HTML."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

_SHOWN: Final = (
    ("halfhour.coverage.assessment", "Assessment", "assessment_html"),
    ("halfhour.optimize.plan", "Plan", "plan_html"),
    ("halfhour.optimize.plan", "Certificate", "certificate_html"),
)
"""Module and name of a class, and who writes its HTML."""


def register_displays() -> None:
    """Tell IPython, where we run in it, how to show our results; nothing is loaded before one is shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for module, name, writer in _SHOWN:
        html.for_type_by_name(module, name, _writer(writer))


def _writer(name: str) -> Callable[[Any], str]:
    def write(shown: Any) -> str:  # noqa: ANN401 - one of the classes above
        text: str = getattr(import_module(".html_tables", __package__), name)(shown)
        return text

    return write
