"""The documents: short lines, links that lead somewhere, and no page that nothing leads to."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
LONGEST = 140

PAGES = sorted(
    [
        *DOCS.rglob("*.md"),
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    ]
)
FILES = sorted(path for path in DOCS.rglob("*") if path.is_file())

LINK = re.compile(r"!?\[([^\]]*)\]\(([^()\s]+)\)")
ADDRESS = re.compile(r"https?://[^\s)>]+")
HEADING = re.compile(r"#{1,6} +(.*?) *#*$")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """The lines outside code blocks, with their numbers."""
    fence = ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        mark = re.match(r" *(`{3,}|~{3,})", line)
        if not fence and mark:
            fence = mark[1]
        elif fence and line.strip() == fence:
            fence = ""
        elif not fence:
            yield number, line
    assert not fence, f"{named(page)}: a code block has no end"


def links(page: Path) -> Iterator[tuple[int, str]]:
    """The targets of links to files, with the number of their line; code in a line has none."""
    for number, line in prose(page):
        for _, target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if not ADDRESS.match(target):
                yield number, target


def target_of(page: Path, link: str) -> tuple[Path, str]:
    """The file that a link leads to, and the anchor in it."""
    file, _, anchor = unquote(link).partition("#")
    return (page.parent / file).resolve() if file else page, anchor


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for _, line in prose(page):
        heading = HEADING.match(line)
        if heading is None:
            continue
        text = LINK.sub(r"\1", heading[1]).replace("`", "").lower()
        plain = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        again = sum(re.fullmatch(rf"{re.escape(plain)}(-\d+)?", one) is not None for one in found)
        found.add(f"{plain}-{again}" if again else plain)
    return found


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_lines_are_short(page: Path) -> None:
    # Tables cannot be broken, nor can addresses: a link counts as its text.
    long = [
        f"{named(page)}:{number}: {len(shown)} characters"
        for number, line in prose(page)
        if not line.lstrip().startswith("|")
        and len(shown := ADDRESS.sub("", LINK.sub(r"\1", line))) > LONGEST
    ]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    broken = []
    for number, link in links(page):
        file, anchor = target_of(page, link)
        if not file.exists():
            broken.append(f"{named(page)}:{number}: {link}: there is no such file")
        elif anchor and anchor not in anchors(file):
            broken.append(f"{named(page)}:{number}: {link}: there is no such heading")
    assert broken == []


def test_every_file_is_reachable_from_the_index() -> None:
    reached, left = {INDEX}, [INDEX]
    while left:
        page = left.pop()
        found = {target_of(page, link)[0] for _, link in links(page)} - reached
        reached |= found
        # A page that is missing is told by the links that lead there.
        pages = [file for file in found if file.suffix == ".md" and file.exists()]
        left += [page for page in pages if DOCS in page.parents]
    assert [named(file) for file in FILES if file not in reached] == []


@pytest.mark.parametrize(
    "page", [DOCS / "getting-started.md", *sorted((DOCS / "how-to").glob("*.md"))], ids=named
)
def test_code_names_nothing_that_the_page_does_not_define(page: Path) -> None:
    # Who follows a page line by line has what stands on it, and nothing else.
    text = page.read_text(encoding="utf-8")
    code = ast.parse("\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)))
    names = [node for node in ast.walk(code) if isinstance(node, ast.Name)]
    known = {one.id for one in names if isinstance(one.ctx, ast.Store)} | {*dir(builtins)}
    for node in ast.walk(code):
        if isinstance(node, ast.Import | ast.ImportFrom):
            known |= {one.asname or one.name for one in node.names}
    assert {one.id for one in names} - known == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# The gap", {"the-gap"}),
        ("## `halfhour plan`", {"halfhour-plan"}),
        ("## A, b & c: d?", {"a-b--c-d"}),
        ("## See [this](there.md)", {"see-this"}),
        ("# One\n## One\n### One", {"one", "one-1", "one-2"}),
        ("```\n# no heading\n```", set()),
    ],
)
def test_anchors_are_github_s(tmp_path: Path, text: str, expected: set[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert anchors(page) == expected
