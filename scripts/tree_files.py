"""The files that make up the repository: what git has, or would have after ``git add``."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]


def files_below(root: Path) -> list[PurePosixPath]:
    """Return the paths of a work tree's files in order, without those that git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    paths = {PurePosixPath(name) for name in listed.stdout.split("\0") if name}
    # A file that is deleted but not yet by git is listed, too.
    return sorted(path for path in paths if (root / path).is_file())
