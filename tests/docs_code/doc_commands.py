"""Lines of shell blocks in the documents: what runs here, what is checked otherwise, and why."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from doc_blocks import ROOT, Block

STUDIES = {
    "town/study.yaml": "study.yaml",
    "data/qinhuangdao/study.yaml": "sample.yaml",
}
"""Study files that the documents name, and the file of the small town that stands for them."""

IDS = frozenset({"ID", "20261129-3f9c2a71", "编号"})
"""What stands for the id of a check: the first in the register takes its place."""

NOT_RUN = {
    "...": "stands for any arguments",
    "--clear": "would delete what other tests keep; tests/app/command has it",
    "--install-completion": "changes the reader's shell; tests/app/command has it",
    "--pdf": "needs Chromium; tests/browser has it",
    "--show-completion": "depends on the shell; tests/app/command has it",
    "--to": "needs a database; tests/app/results/database has it",
    "changli/study.yaml": "is fetched; tests/app/study has the plan of a fetched folder",
    "demo": "plans the whole sample city; tests/app has it",
    "fetch": "asks servers; tests/app/fetch has it",
    "serve": "answers until it is stopped; tests/app/server has it",
}
"""Words of `halfhour` lines that are not run, only checked for their options, and why."""

TOOLS = {
    "KEY=$(curl": "asks a server that runs; tests/app/server has the same requests",
    "curl": "asks a server that runs; tests/app/server has the same requests",
    "docker": "builds an image",
    "pip": "installs; make test-wheel does",
    "pipx": "installs",
    "sh": "installs; make test-bundle does",
    "unzip": "installs; make test-bundle does",
    "uv": "installs",
}
"""Other programs, which are not run, and why."""

MODULES_NOT_RUN = {"pip": "installs", "venv": "installs"}
"""Modules of `python -m` that are not run, and why; of `pytest` the paths are checked."""

FOLDERS = (ROOT, ROOT / "benchmarks")
"""Where scripts that the documents name may lie."""


@dataclass(frozen=True)
class Line:
    """A line of a shell block, in words as a shell takes them."""

    block: Block
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.block}: {shlex.join(self.words)}"

    @property
    def program(self) -> str:
        """The program without the folder of an environment."""
        return Path(self.words[0]).name if "venv/bin/" in self.words[0] else self.words[0]

    @property
    def arguments(self) -> list[str]:
        """What the program is given, with the town's study files."""
        return [STUDIES.get(word, word) for word in self.words[1:]]

    @property
    def runs(self) -> bool:
        """Whether it is a command of ours that is run here."""
        return self.program == "halfhour" and NOT_RUN.keys().isdisjoint(self.words)


def lines_of(block: Block) -> list[Line]:
    """Return the lines of a shell block, without comments; a line that ends with a backslash goes on."""
    whole = block.text.replace("\\\n", " ").splitlines()
    split = [tuple(shlex.split(line, comments=True)) for line in whole]
    return [Line(block, words) for words in split if words]
