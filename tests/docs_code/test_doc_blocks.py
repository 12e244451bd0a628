"""Blocks are found as they stand, and no language is left out unseen."""

from doc_blocks import NOT_CODE, PAGES, Block, blocks_of, printed_by

RUN = {"python", "sh", "console", "yaml"}


def test_every_language_is_run_or_known_as_no_code() -> None:
    found = {
        block.language: str(block)
        for page in PAGES
        for block in blocks_of(page.read_text(encoding="utf-8"), page.name)
    }
    assert found.keys() - RUN - NOT_CODE == set()


def test_a_block_in_a_list_loses_its_indent() -> None:
    text = "# Page\n\n- first:\n\n  ```sh\n  make demo\n  ```\n\n```python\nx = 1\n```\n"
    assert blocks_of(text, "page.md") == [
        Block("page.md", 5, "sh", "make demo\n"),
        Block("page.md", 9, "python", "x = 1\n"),
    ]


def test_text_right_after_python_is_what_it_prints() -> None:
    text = "```python\nprint(1)\n```\n\nprints\n\n```text\n1\n```\n\n```text\nno output\n```\n"
    page = blocks_of(text, "page.md")
    assert printed_by(page) == {page[0]: "1\n"}
