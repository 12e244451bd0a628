"""The memo of a check: its figures are those of the check, and what was not checked is not claimed."""

from __future__ import annotations

import dataclasses
import html
import re

import halfhour as hh
import numpy as np
import pandas as pd
import pytest
from check_fixtures import HEAD, checked, crowded, memo
from halfhour.common.errors import InputError
from halfhour.common.sentences import Sentence
from halfhour.common.words import Words
from halfhour.coverage.site_check.obstacles import Obstacle
from halfhour.geo.study_context import StudyContext
from halfhour.maps.check_page.brings import load_said
from halfhour.maps.check_page.facts import PARAMETER_WORDS
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.wording import messages
from halfhour.maps.wording.words import count, percent


def sheet(page: MapPage, lang: str) -> str:
    """The words of the first sheet in a language."""
    own = re.search(
        rf'<article class="words sheet" lang="{lang}">(.*?)</article>', page.content, re.DOTALL
    )
    assert own is not None
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", own[1])).split())


def changed(**fields: object) -> hh.SiteCheck:
    return dataclasses.replace(checked().check, **fields)


def memo_of(**parts: object) -> MapPage:
    of = checked()
    return memo(type(of)(**{**vars(of), **parts}))


@pytest.fixture(scope="module")
def page() -> MapPage:
    return memo(checked())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_are_those_of_the_check(page: MapPage, lang: str) -> None:
    of, text = checked(), sheet(page, lang)
    figures = [of.check.people_in_reach, of.check.newly_served, of.check.time_falls]
    figures += [of.comparison.better["more"].iloc[0], of.check.overlaps["people"].max()]
    for figure in figures:
        assert count(figure, lang) in text
    assert f"{percent(of.check.share_before)} → {percent(of.check.share_after)}" in text
    for _, row in of.check.units.iterrows():
        assert f"{percent(row['share_before'])} {percent(row['share_after'])}" in text
    for name in (*of.comparison.better["name"], *of.check.overlaps["name"]):
        assert name in text
    for said in (HEAD.id, "2026-11-29", HEAD.project, HEAD.applicant, HEAD.hash, "population.gpkg"):
        assert said in text
    assert f"{of.comparison.better_than}" in text


def test_a_memo_is_the_same_for_the_same_check_and_asks_for_nothing(page: MapPage) -> None:
    assert memo(checked()).content == page.content
    assert "default-src 'none'" in page.content


def test_every_word_of_a_memo_is_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = set()

    class Seen(dict):  # type: ignore[type-arg]
        def get(self, text, default=None):
            if text not in self:
                missed.add(text)
            return super().get(text, default)

    own = Seen(messages.catalogue("zh"))
    real = messages.catalogue
    monkeypatch.setattr(messages, "catalogue", lambda lang: own if lang == "zh" else real(lang))
    of = checked()
    asked = dict.fromkeys(PARAMETER_WORDS, 0.5)
    head = dataclasses.replace(of.head, notes=(), parameters={**asked, "recommended": asked})
    memo_of(head=head)
    assert missed == set()


def test_without_thresholds_there_is_no_verdict_and_the_official_decides() -> None:
    of = checked()
    none = hh.site_verdict(of.check, of.comparison, hh.SiteThresholds())
    text = sheet(memo_of(verdict=none), "en")
    assert "No verdict: the study names no thresholds; the official decides." in text
    # Ranks stand once, where sites are compared.
    assert text.count(f"brings more than {of.comparison.better_than} of") == 1


def test_what_forbids_stands_first_with_its_clause() -> None:
    said = Sentence("The place lies in {land}.", land=Sentence("Wetland"))
    words = (Words(en="Wetland", zh="湿地"), Words(en="Art. 5", zh="第五条"))
    obstacle = Obstacle(
        kind="forbidden_land", forbids=True, said=said, clause="Art. 5", words=words
    )
    check = changed(obstacles=(obstacle,))
    of = checked()
    verdict = hh.site_verdict(check, of.comparison, of.verdict.thresholds)
    page = memo_of(check=check, verdict=verdict)
    text = sheet(page, "en")
    assert "forbids The place lies in Wetland. Clause: Art. 5" in text
    assert text.count("The place lies in Wetland.") == 1
    assert text.index("The place lies in Wetland.") < text.index("Not recommended".lower())
    assert "湿地" in sheet(page, "zh")
    assert "条款\uff1a第五条" in sheet(page, "zh")


def test_loads_of_places() -> None:
    assert "would be used" not in sheet(memo(checked()), "en")
    check = changed(places=80.0, used=63.0, no_place_before=100.0, no_place_after=37.0)
    none_lost = load_said(check, np.array([63.0, 0.0]), "en")
    assert none_lost == [
        "Of 80 places 63 would be used (78.8%).",
        "People within reach of an open site who have no place: 100 today, 37 with the site.",
    ]
    # Whoever loses a place is told, though the sum is the same.
    _, moved, _ = load_said(check, np.array([100.0, -37.0]), "en")
    assert moved.startswith("In all 100 people gain a place and 37 lose theirs")
    any_number = changed(places=float("inf"), used=63.0)
    assert load_said(any_number, np.zeros(1), "en")[0].startswith(
        "The site takes any number; 63 places"
    )
    assert load_said(checked().check, np.zeros(1), "en") == []


def test_units_that_lose_places_stand_with_those_that_gain_as_many() -> None:
    units = checked().check.units
    many = pd.concat([units[units["level"] == "county"].iloc[[0]]] * 9).assign(level="township")
    many["name"] = [f"Town {i}" for i in range(9)]
    many["newly_served"] = [100.0, -900.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0]
    text = sheet(memo_of(check=changed(units=pd.concat([units, many]))), "en")
    assert "\N{MINUS SIGN}900" in text
    assert "Town 1 " in text
    assert "Town 0 " not in text


def test_standards_are_claimed_only_where_they_were_asked() -> None:
    assert "The check was made without standards." in sheet(memo(checked()), "en")
    head = dataclasses.replace(HEAD, standards=Words(en="City standards", zh="本市标准"))
    assert "No standard of City standards changes its verdict." in sheet(memo_of(head=head), "en")


def test_standards_that_change_only_their_figure_are_counted_and_blanks_are_told() -> None:
    table = (
        crowded()
        .check.verdicts.head(3)
        .assign(changed=[True, False, False], blank=["beds, public", "", ""])
    )
    head = dataclasses.replace(HEAD, standards=Words(en="Standards"))
    text = sheet(memo_of(head=head, check=changed(verdicts=table)), "en")
    assert text.count("GB/T 50180 4.2.1") == 1
    assert "short met 40.0% 60.0%" in text
    assert "does not know beds, public of the site" in text
    assert "Of 2 more standards and units the figure changes, and the verdict does not." in text


def test_only_units_that_change_are_listed_and_the_others_are_counted() -> None:
    units = checked().check.units
    still = (
        units[units["level"] == "county"]
        .iloc[[0]]
        .assign(level="village", name="Still village", newly_served=0.0, time_falls=0.0)
    )
    many = pd.concat([units[units["level"] == "county"].iloc[[0]]] * 9).assign(level="township")
    many["name"] = [f"Town {i}" for i in range(9)]
    many["newly_served"] = [float(i + 1) for i in range(9)]
    text = sheet(memo_of(check=changed(units=pd.concat([units, still, many]))), "en")
    assert "Still village" not in text
    assert [f"Town {i}" in text for i in range(9)] == [False] * 4 + [True] * 5
    assert "… 4 more in check.xlsx" in text


def test_names_from_data_are_no_markup() -> None:
    bad = "<script>alert(1)</script>{{ 7 * 7 }}"
    of = checked()
    head = dataclasses.replace(
        HEAD,
        project=bad,
        applicant=bad,
        title=Words(en=bad, zh=bad),
        notes=(bad,),
        parameters={bad: bad},
    )
    better = of.comparison.better.assign(name=bad)
    village = dataclasses.replace(of.comparison.farthest, name=bad)
    comparison = dataclasses.replace(of.comparison, better=better, farthest=village)
    page = memo_of(
        head=head, comparison=comparison, check=changed(overlaps=of.check.overlaps.assign(name=bad))
    )
    assert "<script>alert" not in page.content
    assert "49" not in sheet(page, "en").split("Project")[1].split("Service")[0]
    assert "alert(1)" in sheet(page, "en")


def test_a_memo_of_an_empty_head_leaves_room_to_write() -> None:
    page = memo_of(head=dataclasses.replace(HEAD, project="", applicant=""))
    assert 'class="blank"' in page.content


def test_other_languages_and_units_without_names_are_refused() -> None:
    with pytest.raises(InputError, match="no messages in this language"):
        memo(checked(), lang="fr")
    units = checked().context.units.drop(columns="name")
    with pytest.raises(InputError, match=r"name.*is missing"):
        memo(checked(), context=StudyContext(units=units))


def test_a_memo_without_candidates_units_or_village() -> None:
    of = checked()
    none = dataclasses.replace(
        of.comparison,
        candidates=of.comparison.candidates.iloc[:0],
        better=of.comparison.better.iloc[:0],
        better_than=0,
        same=0,
        of=0,
        best=None,
        farthest=None,
    )
    page = memo_of(comparison=none, context=StudyContext())
    text = sheet(page, "en")
    assert "There is no eligible candidate to compare the site with." in text
    assert "farthest from help" not in text.lower()


def test_what_has_no_room_is_counted() -> None:
    text = sheet(memo(crowded()), "en")
    # 301 units of two further levels, of which five each are shown; 12 groups, of which eight are.
    assert "… 4 more in check.xlsx" in text
    assert "… 590 more in check.xlsx" in text
    assert "… 28 more in check.xlsx" in text
