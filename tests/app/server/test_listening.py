"""A port that is taken, or that is none, is told before anything is read."""

from __future__ import annotations

import socket

import pytest
from halfhour.app.server.listening import bound_socket
from halfhour.common.errors import InputError


def test_any_free_port_can_be_taken() -> None:
    with bound_socket("127.0.0.1", 0) as one, bound_socket("localhost", 0) as other:
        assert one.getsockname()[1] != other.getsockname()[1]


def test_a_port_that_is_taken_is_told_with_another() -> None:
    with bound_socket("127.0.0.1", 0) as one:
        port = one.getsockname()[1]
        with pytest.raises(InputError, match="another program listens there") as error:
            bound_socket("127.0.0.1", port)
    [fault] = error.value.faults
    assert (fault.file, fault.value) == ("--port", port)
    assert "--port" in fault.fix
    # Once it is free it can be taken at once.
    bound_socket("127.0.0.1", port).close()


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_what_is_no_port_is_told(port: int) -> None:
    with pytest.raises(InputError, match="is no port"):
        bound_socket("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "256.1.1.1"])
def test_an_address_of_another_machine_is_told(host: str, monkeypatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if not host.startswith("192"):
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(InputError, match="cannot listen there") as error:
        bound_socket(host, 0)
    assert error.value.faults[0].file == "--host"


def test_a_port_of_the_system_is_told(monkeypatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    with pytest.raises(InputError, match="may not listen there"):
        bound_socket("127.0.0.1", 80)
