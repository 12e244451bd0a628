import sys
from types import SimpleNamespace

import pytest
from halfhour.maps.notebook.displays import register_displays
from halfhour.maps.notebook.tables import assessment_html, certificate_html, plan_html


class Formatter:
    """What IPython's formatter is told, kept."""

    def __init__(self) -> None:
        self.writers = {}

    def for_type_by_name(self, module, name, writer) -> None:
        self.writers[module, name] = writer


def test_a_notebook_shows_results_as_html(town, monkeypatch: pytest.MonkeyPatch) -> None:
    html = Formatter()
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": html}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    register_displays()
    plan = town.plan
    for shown, expected in (
        (plan, plan_html(plan)),
        (plan.before, assessment_html(plan.before)),
        (plan.certificate, certificate_html(plan.certificate)),
    ):
        writer = html.writers[type(shown).__module__, type(shown).__name__]
        assert writer(shown) == expected


def test_without_a_notebook_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    register_displays()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    register_displays()
