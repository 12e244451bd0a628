"""An answer as the page of a server shows it: in the memo's words, and on the map."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...geo.study_context import StudyContext
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.verdict import DECIDES, SiteVerdict
from ..check_page.brings import (
    groups_table,
    key_figures,
    load_said,
    overlaps_table,
    standards_table,
    units_table,
)
from ..check_page.compared import (
    better_table,
    farthest_said,
    ranks_said,
    reasons_said,
    verdict_said,
)
from ..check_page.lists import Rows
from ..check_page.map_cells import MapCells, map_cells
from ..check_page.map_marks import better_layer, farthest_layer, place_layer
from ..document.offline import DataLayer
from ..wording.messages import LANGS, Lang, say
from ..wording.words import sentence
from .data import changed_cells


def shown_answer(
    check: SiteCheck,
    comparison: SiteComparison,
    verdict: SiteVerdict,
    study: StudyContext,
    *,
    checked: Assessment,
    shown: Assessment,
) -> dict[str, Any]:
    """Return an answer as the page shows it: ``told`` in each language, and the ``map``.

    Parameters
    ----------
    check, comparison, verdict
        The answer.
    study
        Whose units and levels are named.
    checked
        The assessment that the site was checked against.
    shown
        The one that the page shows; of another limit, perhaps.
    """
    cells = map_cells(check, checked)
    lon, lat = check.at
    return {
        "told": {lang: _told(check, comparison, verdict, study, cells, lang) for lang in LANGS},
        "map": {
            "at": [lat, lon],
            "place": _data(place_layer(check)),
            "better": _data(better_layer(comparison)),
            "farthest": _data(farthest_layer(comparison)),
            "cells": changed_cells(shown, cells.state),
        },
    }


def _told(
    check: SiteCheck,
    comparison: SiteComparison,
    verdict: SiteVerdict,
    study: StudyContext,
    cells: MapCells,
    lang: Lang,
) -> dict[str, Any]:
    """Return an answer in words, as the memo has them."""
    return {
        "obstacles": [
            {
                "forbids": one.forbids,
                "said": one.said_in(lang, partial(say, lang)),
                "clause": one.clause_in(lang),
            }
            for one in check.obstacles
        ],
        "verdict": verdict_said(verdict, lang),
        "step": verdict.step or "none",
        "reasons": reasons_said(check, comparison, verdict, lang),
        "figures": [list(row) for row in key_figures(check, lang)],
        "load": load_said(check, cells.new, lang),
        "ranks": ranks_said(comparison, lang),
        "better": _rows(better_table(comparison, lang)),
        "overlaps": _rows(overlaps_table(check, lang)),
        "groups": _rows(groups_table(check, lang)),
        "units": _rows(units_table(check, lang, study)),
        "standards": _rows(standards_table(check, lang, study)),
        "farthest": farthest_said(comparison, lang, study),
        "decides": sentence(DECIDES, lang),
    }


def _data(layer: DataLayer | None) -> Any:  # noqa: ANN401 - what its script reads
    return None if layer is None else json.loads(layer.json)


def _rows(table: Rows) -> dict[str, Any]:
    return {
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "more": table.more,
        "note": table.note,
    }
