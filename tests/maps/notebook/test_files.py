"""The card of a file: what it is, its columns, and what is wrong, escaped."""

from pathlib import Path

import pytest
from halfhour.data.inspection.inspect_file import inspect_file
from halfhour.maps.notebook.files import file_report_html


@pytest.mark.parametrize(("lang", "word"), [("en", "recognised as"), ("zh", "识别为")])
def test_a_card_tells_columns_and_problems(tmp_path: Path, lang: str, word: str) -> None:
    file = tmp_path / "clinics.csv"
    file.write_text("id,lon,lat,<b>\n1,x,39.9,<i>\n", encoding="utf-8")
    card = file_report_html(inspect_file(file), lang=lang)
    assert word in card
    assert "site_id" in card
    assert "is not a" in card or "is no" in card
    assert "<b>" not in card.replace("<b></b>", "")
    assert "&lt;b&gt;" in card
