"""Build the documentation as a site that needs no internet: ``python scripts/build_site.py FOLDER``.

The documents are copied first, so that pages which are made for the site never lie among them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from api_pages import write_api_pages
from sphinx.cmd.build import build_main
from tree_files import ROOT


def build_site(folder: Path) -> int:
    """Write the site into a folder; return 0, or what Sphinx returns where it warns."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "docs"
        shutil.copytree(ROOT / "docs", source)
        # The licence and the like, which documents link to.
        for file in (ROOT / "LICENSE", ROOT / "requirements.lock"):
            shutil.copy(file, Path(scratch))
        write_api_pages(source / "reference" / "api")
        kept = Path(scratch) / "doctrees"
        asked = [
            "-b",
            "html",
            "-q",
            "-W",
            "--keep-going",
            "-d",
            str(kept),
            str(source),
            str(folder),
        ]
        return build_main(asked)


if __name__ == "__main__":
    sys.exit(build_site(Path(sys.argv[1])))
