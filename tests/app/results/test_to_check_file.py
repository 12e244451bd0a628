"""The list of what somebody should look at."""

from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.results.to_check_file import write_to_check
from halfhour.common.errors import InputError
from halfhour.common.sentences import Sentence
from halfhour.data.office_lists.listed_notes import with_list

NOTE = with_list(
    Sentence("{count} words", count=2),
    [
        {"file": "list.csv", "finding": "word that no rule knows", "value": "药店", "count": 3},
        {"file": "list.csv", "finding": "perhaps listed twice", "row": 4, "name": "=1+1"},
    ],
)


def test_the_list_has_a_row_for_each_record(tmp_path: Path) -> None:
    path = write_to_check(tmp_path, [NOTE, "another note", NOTE])
    assert path == tmp_path / "to_check.csv"
    table = pd.read_csv(path)
    assert table["value"].tolist()[0] == "药店"
    assert table["count"].tolist()[0] == 3
    assert table["name"].tolist()[1] == "'=1+1"
    assert len(table) == 2


def test_an_earlier_list_goes_where_nothing_is_to_be_checked(tmp_path: Path) -> None:
    write_to_check(tmp_path, [NOTE])
    assert write_to_check(tmp_path, ["a note"]) is None
    assert not list(tmp_path.iterdir())


def test_somebody_else_s_list_stays(tmp_path: Path) -> None:
    (tmp_path / "to_check.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not of an earlier run"):
        write_to_check(tmp_path, [NOTE])
    assert (tmp_path / "to_check.csv").read_text(encoding="utf-8") == "mine"
