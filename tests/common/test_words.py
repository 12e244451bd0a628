from __future__ import annotations

import pickle

import pytest
from halfhour.common.sentences import Sentence
from halfhour.common.words import NO_WORDS, Words
from halfhour.maps.wording.words import sentence


def test_one_text_is_the_same_in_both_languages():
    words = Words.of(" Shelters ")
    assert (words.said("en"), words.said("zh")) == ("Shelters", "Shelters")


def test_a_missing_language_is_said_in_the_other():
    assert Words.of({"en": "Shelters"}).said("zh") == "Shelters"
    assert Words.of({"zh": "避难场所"}).said("en") == "避难场所"
    assert Words.of({"zh": "避难场所"}).in_both() == {"en": "避难场所", "zh": "避难场所"}


def test_nothing_is_false():
    assert not NO_WORDS
    assert not Words.of(None)
    assert not Words.of("  ")
    assert not Words.of({})
    assert Words(zh="避")


@pytest.mark.parametrize("value", [{"fr": "Abris"}, {"en": 3}, ["Shelters"], 3])
def test_what_is_no_text_in_a_known_language_is_refused(value):
    with pytest.raises(ValueError, match=r"\{en: \.\.\., zh: \.\.\.\}"):
        Words.of(value)


def test_words_are_copied_whole():
    words = Words(en="a", zh="b")
    assert Words.of(words) == words == pickle.loads(pickle.dumps(words))  # noqa: S301 - our own


def test_words_in_a_sentence_are_said_in_its_language():
    same, two = Words.of("Plan {A}").sentence(), Words(en="Farmland", zh="农用地").sentence()
    note = Sentence("{land}: {other}", land=two, other=same)
    assert note == "Farmland: Plan {A}"
    assert sentence(two, "zh") == "农用地"
    assert sentence(same, "zh") == "Plan {A}"
