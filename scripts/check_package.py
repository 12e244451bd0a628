"""Check layers and types of the package.

import-linter does not see folders without ``__init__.py``, and mypy does not see through an
editable install of this layout: both get a copy of the sources in which every folder is a regular
package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / ".cache" / "checked"
PACKAGE = ("-p", "halfhour")
FOLDERS = ("app", "common", "coverage", "data", "geo", "maps", "optimize")


def main() -> int:
    """Copy the package, run both checks, return 1 if one of them fails."""
    package = COPY / "halfhour"
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    for name in ("__init__.py", "__init__.pyi", "__main__.py", "py.typed"):
        shutil.copy2(ROOT / name, package / name)
    for folder in FOLDERS:
        for source in sorted((ROOT / folder).rglob("*.py")):
            copy = package / source.relative_to(ROOT)
            for place in copy.relative_to(package).parents:
                (package / place).mkdir(exist_ok=True, parents=True)
                (package / place / "__init__.py").touch()
            shutil.copy2(source, copy)
    environment = {**os.environ, "PYTHONPATH": str(COPY), "MYPYPATH": str(COPY)}
    config = str(ROOT / "pyproject.toml")
    commands = (
        ["lint-imports", "--config", config, "--cache-dir", str(ROOT / ".cache" / "imports")],
        ["mypy", "--config-file", config, "--cache-dir", str(ROOT / ".cache" / "mypy"), *PACKAGE],
    )
    tools = Path(sys.executable).parent
    failed = [
        command[0]
        for command in commands
        if subprocess.run(
            [str(tools / command[0]), *command[1:]], cwd=COPY, env=environment, check=False
        ).returncode
    ]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
