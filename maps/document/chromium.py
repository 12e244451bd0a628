"""A Chromium of this computer that prints pages: where it is found, and how it is asked for a PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError

VARIABLE: Final = "HALFHOUR_CHROMIUM"
"""The environment's variable that names the program."""

_NAMES: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
_MAC: Final = tuple(
    f"/Applications/{name}.app/Contents/MacOS/{name}"
    for name in ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
)
_WINDOWS: Final = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)
_ROOTS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_FIX: Final = (
    f"install Chromium, Chrome or Edge, or set {VARIABLE} to the program; "
    "without a PDF, print the page from any browser"
)

_LEAVE: Final = "leave out the PDF and print the page from any browser"

_OPTIONS: Final = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check"),
    *("--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-pdf-header-footer", "--password-store=basic", "--use-mock-keychain"),
    # The page asks for nothing; nor shall the browser itself.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"),
)


def find_chromium(environment: Mapping[str, str] | None = None) -> Path:
    """Return the program that prints pages.

    Parameters
    ----------
    environment
        Variables; by default those of this process. ``HALFHOUR_CHROMIUM`` names a program, by its path or as
        a command; without it the usual names and places are looked at.

    Raises
    ------
    InputError
        If there is none.
    """
    known = os.environ if environment is None else environment
    named = known.get(VARIABLE, "")
    if named:
        found = shutil.which(named, path=known.get("PATH"))
        if found is None:
            raise InputError(
                Fault(file=VARIABLE, value=named, cause="is no program that can be run", fix=_FIX)
            )
        return Path(found)
    for name in _NAMES:
        found = shutil.which(name, path=known.get("PATH"))
        if found is not None:
            return Path(found)
    places = [Path(known[root]) / place for root in _ROOTS if known.get(root) for place in _WINDOWS]
    if sys.platform == "darwin":
        places += [Path(place) for place in _MAC]
    for place in places:
        if place.is_file():
            return place
    raise InputError(Fault(file="--pdf", cause="no Chromium is found that could print", fix=_FIX))


def print_to_pdf(page: Path, pdf: Path, *, browser: Path, time_limit_s: float = 120) -> None:
    """Print a page of this computer, with a profile of its own and no network.

    Parameters
    ----------
    page
        An HTML file; its own styles say how large the sheets are.
    pdf
        Where to write.
    browser
        As `find_chromium` returns it.
    time_limit_s
        After so long the browser is ended.

    Raises
    ------
    InputError
        If it writes no PDF, or not in time.
    """
    with tempfile.TemporaryDirectory(prefix="halfhour-", ignore_cleanup_errors=True) as profile:
        command = [str(browser), *_OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # For the superuser, as in a container, Chromium has no sandbox.
            command.append("--no-sandbox")
        try:
            done = subprocess.run(  # noqa: S603 - the program is the user's own browser
                [*command, page.resolve().as_uri()],
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=time_limit_s,
            )
            said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            cause = f"wrote no PDF (exit code {done.returncode}{': ' if said else ''}{said})"
        except subprocess.TimeoutExpired:
            cause = f"wrote no PDF within {time_limit_s:g} s"
        except OSError as error:
            cause = f"cannot be run: {error.strerror or error}"
        else:
            if _is_pdf(pdf):
                return
    pdf.unlink(missing_ok=True)
    raise InputError(
        Fault(file=str(browser), cause=cause, fix=f"set {VARIABLE} to another program, or {_LEAVE}")
    )


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False
