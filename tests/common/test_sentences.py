import copy
import pickle

from halfhour.common.sentences import OwnWords, Sentence
from halfhour.maps.wording.messages import say

GERMAN = {
    "{ask} needs at least {count:,} sites": "{ask} braucht wenigstens {count:,} Orte",
    "floor {percent:g} %": "Mindestanteil {percent:g} %",
    "{what} in {unit}": "{unit}: {what}",
    "sites: {names}": "Orte: {names}",
    ", ": " und ",
}


def german(text: str) -> str:
    return GERMAN.get(text, text)


def floor() -> Sentence:
    asked = Sentence("floor {percent:g} %", percent=80.0)
    return Sentence("{what} in {unit}", what=asked, unit="青龙")


def test_a_sentence_is_its_english_text() -> None:
    sentence = Sentence("{ask} needs at least {count:,} sites", ask=floor(), count=1234)
    assert sentence == "floor 80 % in 青龙 needs at least 1,234 sites"
    assert isinstance(sentence, str)


def test_parts_are_translated_too() -> None:
    sentence = Sentence("{ask} needs at least {count:,} sites", ask=floor(), count=1234)
    assert sentence.said(german) == "青龙: Mindestanteil 80 % braucht wenigstens 1,234 Orte"


def test_lists_take_the_other_language_s_comma() -> None:
    sentence = Sentence("sites: {names}", names=("a", floor()))
    assert sentence == "sites: a, floor 80 % in 青龙"
    assert sentence.said(german) == "Orte: a und 青龙: Mindestanteil 80 %"


def test_signs_of_a_template_in_data_are_only_text() -> None:
    name = "{unit} {0} {{7*7}} %s"
    sentence = Sentence("{what} in {unit}", what=Sentence(name), unit=name)
    assert sentence == f"{name} in {name}"
    assert sentence.said(german) == f"{name}: {name}"


def test_copies_and_pickles_can_still_be_translated() -> None:
    for again in (
        copy.copy(floor()),
        copy.deepcopy(floor()),
        pickle.loads(pickle.dumps(floor())),  # noqa: S301 - our own
    ):
        assert again == floor()
        assert again.said(german) == "青龙: Mindestanteil 80 %"


def test_a_users_own_words_are_in_the_catalogues_language() -> None:
    note = Sentence("{what} in {unit}", what=OwnWords("steep land", "陡坡"), unit="青龙")
    assert note == "steep land in 青龙"
    assert note.said(german) == "青龙: steep land"
    assert note.said(lambda text: say("zh", text)) == "青龙 陡坡"
    kept = copy.deepcopy(note)
    assert kept.said(lambda text: say("zh", text)) == "青龙 陡坡"
