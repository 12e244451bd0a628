from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.common.errors import InputError
from halfhour.maps.charts.fonts import CJK, LATIN, families_for
from matplotlib import font_manager, get_data_path
from matplotlib.ft2font import FT2Font

CHINESE = "海港区"
NO_FONT = "a\U0001f3e5"  # a hospital, in no font of matplotlib's own


@pytest.fixture
def only_latin(monkeypatch):
    """matplotlib as it is where no fonts but its own are installed."""
    manager = font_manager.FontManager.__new__(font_manager.FontManager)
    manager.__dict__.update(font_manager.fontManager.__dict__)
    own = Path(get_data_path())
    manager.ttflist = [entry for entry in manager.ttflist if own in Path(entry.fname).parents]
    monkeypatch.setattr(font_manager, "fontManager", manager)
    monkeypatch.setattr(font_manager, "findfont", manager.findfont)
    # findfont remembers its answers.
    manager._findfont_cached.cache_clear()
    return manager


def test_latin_text_needs_no_other_font():
    assert families_for(["Clinic 12, 30 %", ""]) == [LATIN]


def test_a_font_found_has_the_characters():
    families = families_for(["Clinic", CHINESE])
    assert families[-1] == LATIN
    assert families[0] in CJK
    path = font_manager.findfont(font_manager.FontProperties(family=families[0]))
    assert {ord(c) for c in CHINESE} <= set(FT2Font(path).get_charmap())


def test_without_a_font_the_error_says_what_to_install(only_latin, monkeypatch):
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    with pytest.raises(InputError, match="install Noto Sans CJK") as caught:
        families_for(["Clinic", CHINESE])
    assert set(caught.value.faults[0].value) == set(CHINESE)


def test_fonts_installed_after_the_list_was_made_are_found(only_latin):
    families = families_for([CHINESE])
    assert families[0] in CJK
    assert any(entry.name == families[0] for entry in only_latin.ttflist)


def test_characters_of_other_scripts_do_not_stop_a_picture(only_latin, monkeypatch):
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    assert families_for([NO_FONT, "\n\t"]) == [LATIN]
