"""One HTTP answer in bounded time and memory.

The timeouts of requests are for each wait of the socket: a server that sends a byte now and then holds
a program for as long as it likes, in the headers as well as in the body. Here each wait gets what is left
until a deadline, and bytes are counted as they come over the wire and again after decompression.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import http.client
import io
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_CONNECT_S: Final = 30.0
_CHUNK_BYTES: Final = 65_536

_HEADER_BYTES: Final = 1_000_000
"""What may come over the wire beside the body: headers, and the sizes of chunks."""

_ENCODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
"""One layer of compression: each more would multiply again what a small answer becomes."""


class UnusableAnswerError(Exception):
    """A server cannot be reached, or its answer is over a bound; the text says what it did."""


class _Wire:
    """What may still come from a server, and why it was cut off."""

    def __init__(self, within_s: float, bytes_max: int) -> None:
        self.within_s = within_s
        self.deadline = time.monotonic() + within_s
        self.bytes_max = bytes_max
        self.bytes_left = bytes_max + _HEADER_BYTES
        self.cause: str | None = None
        self.opened = contextlib.ExitStack()

    def left_s(self) -> float:
        """Return the seconds until the deadline; raise TimeoutError when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.late()
        return left

    def late(self) -> TimeoutError:
        self.cause = f"did not complete its answer within {self.within_s:,.3g} s"
        return TimeoutError(self.cause)

    def count(self, received: int) -> None:
        self.bytes_left -= received
        if self.bytes_left < 0:
            self.cause = _too_much(self.bytes_max)
            raise OSError(self.cause)


class _BoundedReader(io.RawIOBase):
    """A socket's stream that ends at a deadline, or when too much has come."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, wire: _Wire) -> None:
        super().__init__()
        self._sock, self._raw, self._wire = sock, raw, wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        self._sock.settimeout(self._wire.left_s())
        try:
            received = self._raw.readinto(buffer) or 0
        except TimeoutError:
            raise self._wire.late() from None
        self._wire.count(received)
        return received

    def close(self) -> None:
        self._raw.close()
        super().close()


def _adapter(wire: _Wire) -> HTTPAdapter:
    """Return an adapter of requests whose connections read through `_BoundedReader`."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:  # noqa: ANN401
            super().__init__(sock, *args, **options)
            # Where headers make no sense, urllib3 leaves them open.
            wire.opened.callback(sock.close)
            wire.opened.callback(self.close)
            self.fp = io.BufferedReader(_BoundedReader(sock, self.fp.detach(), wire))

    class Plain(HTTPConnection):
        response_class = Answer

    class Secure(HTTPSConnection):
        response_class = Answer

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = {"http": PlainPool, "https": SecurePool}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
            super().init_poolmanager(*args, **options)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
            manager = super().proxy_manager_for(*args, **options)
            manager.pool_classes_by_scheme = pools
            return manager

    return Adapter()


class _Session(requests.Session):
    """A session that leaves redirects alone: requests would read their bodies even if it need not follow."""

    def get_redirect_target(self, _response: requests.Response) -> None:
        return None


@contextlib.contextmanager
def bounded_request(
    method: str,
    url: str,
    *,
    within_s: float,
    bytes_max: int,
    **options: Any,  # noqa: ANN401 - those of requests
) -> Iterator[requests.Response]:
    """Send a request; give the answer with its headers alone, for `bounded_body` to read.

    Parameters
    ----------
    method, url
        As for ``requests.request``. Redirects are not followed.
    within_s
        Seconds from now in which the answer has to be complete.
    bytes_max
        Bytes that may come over the wire, beside headers.
    options
        Further options of ``requests.request``.

    Raises
    ------
    UnusableAnswerError
        If the server cannot be reached, or is over a bound, also inside of the block.
    """
    wire = _Wire(within_s, bytes_max)
    timeout_s = (min(_CONNECT_S, within_s), within_s)
    try:
        with wire.opened, _Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _adapter(wire))
            fixed: dict[str, Any] = {"stream": True, "timeout": timeout_s}
            with session.request(method, url, **(options | fixed)) as response:
                yield response
    except (requests.RequestException, exceptions.HTTPError, OSError, UnicodeError) as error:
        raise UnusableAnswerError(wire.cause or _cause(error)) from error


def _cause(error: Exception) -> str:
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "sent something that cannot be decompressed"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "broke its answer off"
    inner = error.args[0] if error.args else None
    if isinstance(error, exceptions.HTTPError | requests.exceptions.InvalidHeader) or isinstance(
        inner, exceptions.ProtocolError
    ):
        return "closed the connection, or did not answer in HTTP"
    return f"cannot be reached ({type(error).__name__})"


def bounded_body(response: requests.Response, bytes_max: int) -> bytes:
    """Return the body of an answer, decompressed.

    Parameters
    ----------
    response
        From `bounded_request`.
    bytes_max
        Bytes after decompression.

    Raises
    ------
    UnusableAnswerError
        If there are more, or it is compressed in an unknown way or more than once.
    """
    body = bytearray()
    for chunk in _chunks(response, bytes_max):
        body += chunk
    return bytes(body)


def body_to_file(response: requests.Response, file: Path, bytes_max: int) -> None:
    """Write the body of an answer to a file, decompressed.

    Parameters
    ----------
    response
        From `bounded_request`.
    file
        Is made, or replaced.
    bytes_max
        Bytes after decompression.

    Raises
    ------
    UnusableAnswerError
        As of `bounded_body`.
    """
    with file.open("wb") as stream:
        for chunk in _chunks(response, bytes_max):
            try:
                stream.write(chunk)
            except OSError as error:
                # Inside of a request, an OSError is the server's.
                raise UnusableAnswerError(
                    f"sent a file that cannot be written to {file.parent}: {error.strerror}"
                ) from error


def _chunks(response: requests.Response, bytes_max: int) -> Iterator[bytes]:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise UnusableAnswerError("is compressed in a way that was not asked for")
    received = 0
    for chunk in response.iter_content(_CHUNK_BYTES):
        received += len(chunk)
        if received > bytes_max:
            raise UnusableAnswerError(_too_much(bytes_max))
        yield chunk


def retry_after_s(text: str) -> float | None:
    """Return the seconds that a header Retry-After asks for; None where it says none that can be used.

    Examples
    --------
    >>> retry_after_s("120"), retry_after_s("soon"), retry_after_s("Fri, 31 Dec 1999 23:59:59 GMT")
    (120.0, None, 0.0)
    """
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        then = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=dt.UTC)
    return max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds())


def _too_much(bytes_max: int) -> str:
    return f"sent more than {bytes_max / 1e6:,.6g} MB"
