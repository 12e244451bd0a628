"""Notes that carry a list: each record that a note counts, for a table beside the results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ...common.sentences import Sentence

_KEY = "listed"


def with_list(note: Sentence, records: Iterable[Mapping[str, str | float]]) -> Sentence:
    """Return a note with the records that it is about.

    Parameters
    ----------
    note
        The note.
    records
        Plain values by column of the list.

    Examples
    --------
    >>> note = with_list(Sentence("{count} words", count=1), [{"word": "药店", "count": 3}])
    >>> note, listed_records([note])
    ('1 word', [{'word': '药店', 'count': 3}])
    """
    lines = tuple(json.dumps(dict(one), ensure_ascii=False) for one in records)
    return Sentence(note.template, **{**note.values, _KEY: lines})


def listed_records(notes: Iterable[str]) -> list[dict[str, str | float]]:
    """Return the records of all notes that have any, each once, in their order."""
    lists = (one.values.get(_KEY) for one in notes if isinstance(one, Sentence))
    lines = (line for one in lists if isinstance(one, tuple) for line in one)
    return [json.loads(line) for line in dict.fromkeys(lines)]
