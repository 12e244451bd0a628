"""The scripts' own tests compare with what Python counts today."""

from __future__ import annotations

import json

from page_numbers import FILE, page_numbers


def test_the_file_holds_what_python_counts() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(page_numbers()))
