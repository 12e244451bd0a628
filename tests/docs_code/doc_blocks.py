"""Blocks of code in README.md and docs/, as readers copy them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)

NOT_CODE = frozenset({"", "bat", "csv", "mermaid", "text"})
"""Kinds of blocks that nothing runs: output, formulas, tables, drawings, another system's commands."""


@dataclass(frozen=True)
class Block:
    """A block of code: its page, the line of its fence, its language and its text."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    """Return all blocks in these languages, page by page."""
    return [
        block
        for page in PAGES
        for block in blocks_of(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
        if block.language in languages
    ]


def blocks_of(text: str, page: str) -> list[Block]:
    """Return the blocks of a page's text."""
    return [
        Block(page, text.count("\n", 0, one.start()) + 1, one[2], textwrap.dedent(one[3]))
        for one in FENCE.finditer(text)
    ]


def printed_by(page: Sequence[Block]) -> dict[Block, str]:
    """Return what Python blocks print, where a page shows it: the block of text that follows at once."""
    return {
        block: shown.text
        for block, shown in pairwise(page)
        if block.language == "python" and shown.language == "text"
    }


def by_page(*languages: str) -> dict[str, list[Block]]:
    """Return the blocks in these languages by page."""
    found: dict[str, list[Block]] = {}
    for block in blocks(*languages):
        found.setdefault(block.page, []).append(block)
    return found
