"""Where the server listens, who may ask, and how much it takes."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ...common.errors import Fault, InputError

if TYPE_CHECKING:
    from ...maps.wording.messages import Lang

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
TOKEN_MIN: Final = 16
"""Letters of a token that somebody chose; a made one has 43."""

_ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound to


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much the server takes of one request, and of all at once.

    Parameters
    ----------
    body_bytes
        Of a request: a parcel of `vertices` corners fits.
    vertices
        Corners of a parcel.
    body_s
        Seconds in which a request's body must have come.
    answer_s
        Seconds after which a request is told that its answer takes too long.
    register_s
        The same of the register, which another program may hold for a minute.
    print_s
        The same where a browser prints a memo.
    waiting
        Requests that may wait for a processor; the next is told to come again.
    kept_checks
        Checks whose memo can be had and that can be saved, the latest ones.
    listed
        Lines of the register in one answer.
    """

    body_bytes: int = 1_000_000
    vertices: int = 10_000
    body_s: float = 10.0
    answer_s: float = 60.0
    register_s: float = 90.0
    print_s: float = 150.0
    waiting: int = 256
    kept_checks: int = 200
    listed: int = 1000


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """Where the server listens and who may ask.

    Parameters
    ----------
    host, port
        Address and port.
    token
        Who asks must know it; empty for nobody else than this machine.
    shows_token
        Whether it is told with the address: of one that was made nobody else knows.
    names
        Further names under which the server is reached, as behind a proxy.
    lang
        Language in which the page opens.
    key
        What a request that changes something must carry; made at every start, and told to the page alone.
    limits
        How much is taken.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    token: str = field(default="", repr=False)
    shows_token: bool = False
    names: tuple[str, ...] = ()
    lang: Lang = "en"
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.token and len(self.token) < TOKEN_MIN:
            raise InputError(
                Fault(
                    file="--token",
                    cause=f"has {len(self.token)} letters, so few that it could be guessed",
                    fix=f"give at least {TOKEN_MIN}, or leave it out and one is made",
                )
            )
        if not self.token.isascii() or not self.token.isprintable() or " " in self.token:
            raise InputError(
                Fault(
                    file="--token",
                    cause="holds letters that no header of a request may have",
                    fix="take ASCII letters, digits and signs without blanks",
                )
            )
        if not is_loopback(self.host) and not self.token:
            raise InputError(
                Fault(
                    file="--host",
                    value=self.host,
                    cause="other machines could reach the server, and it has no token",
                    fix="give --token, or leave --host out",
                )
            )

    @property
    def hosts(self) -> frozenset[str]:
        """Names that the Host header of a request may have, in small letters; numbers stand beside them."""
        own = {self.host.lower(), *(name.lower() for name in self.names)} - _ANY_ADDRESS
        if is_loopback(self.host):
            return LOOPBACK_NAMES | own
        return LOOPBACK_NAMES | own | {socket.gethostname().lower(), socket.getfqdn().lower()}

    @property
    def address(self) -> str:
        """What is typed into a browser on this machine."""
        host = "127.0.0.1" if self.host in _ANY_ADDRESS else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Return whether an address is reached from this machine alone.

    Parameters
    ----------
    host
        A name or a number, without port.
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
