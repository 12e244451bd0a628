"""Headers of a request, read where no framework has read them yet."""

from __future__ import annotations

from starlette.types import Scope


def header(scope: Scope, name: str) -> str:
    """Return a header; empty where it is missing, or given several times, for those could be read in two ways.

    Parameters
    ----------
    scope
        Of the request.
    name
        In small letters.
    """
    wanted = name.encode("latin-1")
    found = [value for key, value in scope["headers"] if key.lower() == wanted]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def has_header(scope: Scope, name: str) -> bool:
    """Return whether a request has a header at all.

    Parameters
    ----------
    scope
        Of the request.
    name
        In small letters.
    """
    wanted = name.encode("latin-1")
    return any(key.lower() == wanted for key, _ in scope["headers"])
