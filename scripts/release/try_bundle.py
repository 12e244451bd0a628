"""Install from a bundle where no network is, and run the demo: ``make test-bundle``.

The bundle is one for this machine's system and Python alone. Where the system lets us, the script runs in a
network of its own that leads nowhere; elsewhere proxies lead to a port where nobody listens.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from release.bundle import bundle
from release.try_install import DEMO, clean_environment, failed_tries

_NOWHERE: Final = "http://127.0.0.1:9"
_PROXIES: Final = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def without_network() -> list[str]:
    """Return what to put before a command so that it has no network; nothing where that is not allowed."""
    for before in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which(before[0]):
            done = subprocess.run([*before, "true"], capture_output=True, check=False)
            if not done.returncode:
                return before
    return []


def main() -> int:
    """Make a bundle, install it without a network and try it; return 1 if something failed."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    before = without_network()
    print("no network:", " ".join(before) or "by proxies that lead nowhere", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = bundle(folder, pythons=[python], systems=["linux"])
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        archive.unlink()
        environment = {
            **clean_environment(folder),
            **dict.fromkeys(_PROXIES, _NOWHERE),
            "PYTHON": sys.executable,
            # What this machine's pip is told must not help.
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_NO_CACHE_DIR": "1",
        }
        environment.pop("PIP_FIND_LINKS", None)
        script = folder / archive.stem / "install.sh"
        to = folder / "installed"
        subprocess.run([*before, "sh", str(script), str(to)], env=environment, check=True)
        shutil.rmtree(folder / archive.stem)
        away = folder / "away"
        away.mkdir()
        faults = failed_tries(to / "bin" / "python", away, DEMO, before=before)
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
