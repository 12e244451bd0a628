"""Addresses of PostgreSQL databases as people write them, without passwords: ``postgresql://host/name``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_SCHEME: Final = re.compile(r"postgres(?:ql)?:/{1,3}", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET: Final = re.compile(r"(?:^|[?&])(?:ssl)?password=([^&]*)", re.IGNORECASE)

_VARIABLE_STANDS: Final = r"(?!\$\{\w+\}@)"
_SPOKEN: Final = (
    # Of databases a password may hold any sign, as people write them; elsewhere an @ may stand in a path.
    re.compile(rf"(?i)\b(postgres(?:ql)?:/{{1,3}}[^:@/\s\"']*):{_VARIABLE_STANDS}[^\s\"']*@"),
    re.compile(rf"(?i)\b([a-z][a-z0-9+.-]+:/{{1,3}}[^:@/\s\"']*):{_VARIABLE_STANDS}[^\s\"'/]*@"),
)
_SPOKEN_OPTION: Final = re.compile(r"(?i)\b((?:ssl)?password\s?=\s?)(?!\$\{\w+\})[^&\s]+")
_OTHER_FORM: Final = re.compile(r"(?i)pg:|postgis:|(?:.*\s)?dbname\s*=|jdbc:")

ADVICE: Final = (
    "leave it out and set PGPASSWORD, or name a variable of the environment in its place: "
    "postgresql://user:${DB_PASSWORD}@host/database"
)
"""What to do instead of writing a password down."""


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a database, or a variable that holds one."""
    return _SCHEME.match(text) is not None or _VARIABLE.fullmatch(text) is not None


def stored_address(text: str) -> str:
    """Return an address in a form that survives being a path, which has no empty parts.

    Raises
    ------
    ValueError
        If there is a password in it; a variable of the environment may stand for one.
    """
    if _VARIABLE.fullmatch(text):
        return text
    plain, _, options = _SCHEME.sub("", text, count=1).partition("?")
    users, at, _ = plain.rpartition("@")
    secrets = [users.partition(":")[2]] if at else []
    secrets += _SECRET.findall(options)
    if any(secret and not _VARIABLE.fullmatch(secret) for secret in secrets):
        raise ValueError(f"has a password, which others would read: {ADVICE}")
    local = re.match(r"(?i)postgres(?:ql)?:///", text)
    if local and plain:
        # Without a host the name would be taken for one.
        options = "&".join(part for part in (f"dbname={plain}", options) if part)
        plain = ""
    return f"postgresql://{plain}{'?' if options else ''}{options}"


def address_of(path: Path) -> str:
    """Return the address that a path holds."""
    return _SCHEME.sub("postgresql://", path.as_posix(), count=1)


def shown_address(address: str) -> str:
    """Return an address as messages show it: host and database, without who asks and how."""
    if _VARIABLE.fullmatch(address):
        return address
    plain, _, options = _SCHEME.sub("", address, count=1).partition("?")
    name = re.search(r"(?:^|&)dbname=([^&]*)", options)
    return f"postgresql://{plain.rpartition('@')[2]}{f'/{name.group(1)}' if name else ''}"


def variables_in(address: str) -> tuple[str, ...]:
    """Return the names of the variables of the environment that an address has."""
    return tuple(_VARIABLE.findall(address))


def is_other_form(text: str) -> bool:
    """Tell whether a text names a database as other programs do, such as ``PG:dbname=city``."""
    return _OTHER_FORM.match(text) is not None


def without_password(said: Any, key: str = "file") -> Any:  # noqa: ANN401 - whatever somebody wrote
    """Return what a layer says with its address, if it has one, in the form that survives being a path.

    Parameters
    ----------
    said
        Keys and values, or whatever stands in their place.
    key
        The key of the file.

    Raises
    ------
    ValueError
        If there is a password in it, or the address is in the form of another program.
    """
    file = said.get(key) if isinstance(said, dict) else None
    text = file.as_posix() if isinstance(file, Path) else file
    if isinstance(text, str) and is_address(text):
        return {**said, key: Path(stored_address(text))}
    if isinstance(text, str) and is_other_form(text):
        raise ValueError(
            f"names a database in the form of another program; write {key}: postgresql://host/database, "
            "with the password in the environment (PGPASSWORD)"
        )
    return said


def without_passwords(text: str) -> str:
    """Return a text without the passwords of addresses in it."""
    if "@" in text and ":/" in text:
        for pattern in _SPOKEN:
            text = pattern.sub(r"\1:***@", text)
    if "password" in text.lower():
        text = _SPOKEN_OPTION.sub(r"\1***", text)
    return text
