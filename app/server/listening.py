"""Where the server listens: bound before a study is opened, so that a taken port is told at once."""

from __future__ import annotations

import errno
import os
import socket

from ...common.errors import Fault, InputError, reason_of


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket at an address; it does not listen yet.

    Parameters
    ----------
    host
        A name or a number.
    port
        From 0, for any that is free, to 65535.

    Raises
    ------
    InputError
        If the port is taken, may not be used, or the address is none of this machine.
    """
    if not 0 <= port <= 65535:
        raise InputError(_fault("--port", port, "is no port", "take one from 1024 to 65535"))
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InputError(_host_fault(host, reason_of(error))) from error
    try:
        if os.name == "posix":
            # Else a port stays taken for a minute after a server has ended.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        # Two servers could bind, and only one listen.
        made.listen(0)
    except OSError as error:
        made.close()
        raise InputError(_bind_fault(host, port, error)) from error
    return made


def _bind_fault(host: str, port: int, error: OSError) -> Fault:
    if error.errno == errno.EADDRINUSE:
        return _fault(
            "--port",
            port,
            "another program listens there, perhaps this server in another window",
            "end that program, or choose another port, such as --port "
            f"{port + 1 if port < 65535 else port - 1}",
        )
    if error.errno == errno.EACCES:
        return _fault(
            "--port", port, "this user may not listen there", "take one from 1024 to 65535"
        )
    return _host_fault(host, reason_of(error))


def _host_fault(host: str, reason: str) -> Fault:
    return _fault(
        "--host",
        host,
        f"this machine cannot listen there: {reason}",
        "leave it out for this machine alone, or give one of its own addresses",
    )


def _fault(option: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file=option, value=value, cause=cause, fix=fix)
