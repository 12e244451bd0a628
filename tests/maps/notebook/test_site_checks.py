"""The card of a site check: its figures, what forbids it, and nothing of data as markup."""

from __future__ import annotations

import dataclasses
import html
import re
from types import SimpleNamespace

import pytest
from check_fixtures import checked, crowded
from halfhour.common.errors import InputError
from halfhour.common.sentences import Sentence
from halfhour.common.words import Words
from halfhour.coverage.site_check.obstacles import Obstacle
from halfhour.maps.notebook.site_checks import site_check_html, site_report_html
from halfhour.maps.wording.words import count


def text(card: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", card)).split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_card_has_the_figures_of_the_check(lang: str) -> None:
    check = checked().check
    card = text(site_check_html(check, lang=lang))
    for figure in (check.people_in_reach, check.newly_served, check.time_falls):
        assert count(figure, lang) in card
    for name in check.units["name"].iloc[1:]:
        assert name in card
    assert ("residents" in card) is (lang == "en")


def test_a_card_of_a_report_has_the_verdict_and_the_rank() -> None:
    of = checked()
    report = SimpleNamespace(
        **{name: getattr(of, name) for name in ("check", "comparison", "verdict", "context")},
        id=of.head.id,
        service_title=Words(en="Clinics", zh="医疗"),
    )
    card = text(site_report_html(report))
    assert f"Clinics · {of.head.id}" in card
    assert of.verdict.step in card
    assert f"brings more than {of.comparison.better_than} of {of.comparison.of}" in card


def test_what_forbids_stands_first_and_names_are_escaped() -> None:
    said = Sentence("The place lies in {land}.", land="<b>wetland</b>")
    obstacle = Obstacle(kind="forbidden_land", forbids=True, said=said)
    card = site_check_html(dataclasses.replace(checked().check, obstacles=(obstacle,)))
    assert "<b>" not in card
    assert card.index("wetland") < card.index("<table>")


def test_a_card_of_many_rows_stays_small_and_counts_them() -> None:
    card = site_check_html(crowded().check)
    assert card.count("<tr>") < 40
    assert "and 590 more" in card


def test_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="no messages in this language"):
        site_check_html(checked().check, lang="fr")  # type: ignore[arg-type]
