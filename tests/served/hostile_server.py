"""Servers on 127.0.0.1 that answer as no server should, for as long as they are let.

An `Attack` is what one does with a connection once it has read the request.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from http.client import parse_headers

Send = Callable[[bytes], None]
Attack = Callable[[Send, threading.Event], None]

_PAUSE_S = 0.01
_MB = 1_000_000


def answer(
    body: bytes | str, *headers: str, status: str = "200 OK", length: int | None = None
) -> Attack:
    """Answer with a body, and say how long it is."""
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    size = len(raw) if length is None else length

    def attack(send: Send, _stop: threading.Event) -> None:
        send(_head(status, f"Content-Length: {size}", *headers) + raw)

    return attack


def as_json(value: object) -> Attack:
    return answer(json.dumps(value))


def _head(status: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def silence(_send: Send, stop: threading.Event) -> None:
    stop.wait()


def closing(_send: Send, _stop: threading.Event) -> None:
    """Close without a word."""


def drip(send: Send, stop: threading.Event, *, start: bytes, piece: bytes) -> None:
    """Send a piece now and then, and never an end."""
    send(start)
    while not stop.wait(_PAUSE_S):
        send(piece)


def flood(send: Send, stop: threading.Event, *, start: bytes, piece: bytes) -> None:
    """Send as fast as it is taken, and never an end."""
    send(start)
    while not stop.is_set():
        send(piece)


def dripping(start: bytes, piece: bytes) -> Attack:
    return lambda send, stop: drip(send, stop, start=start, piece=piece)


def flooding(start: bytes, piece: bytes) -> Attack:
    return lambda send, stop: flood(send, stop, start=start, piece=piece)


def sending(raw: bytes) -> Attack:
    return lambda send, _stop: send(raw)


def bomb(text: bytes, layers: int = 1) -> bytes:
    """Return 64 MB of repetitions of a text, compressed."""
    body = text * (64 * _MB // len(text))
    for _ in range(layers):
        body = gzip.compress(body, 1)
    return body


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


GZIP = "Content-Encoding: gzip"
CHUNKED = _head("200 OK", "Transfer-Encoding: chunked")
CHUNKED_GZIP = _head("200 OK", "Transfer-Encoding: chunked", GZIP)
ENDLESS = _head("200 OK")  # without a length: until the connection is closed

TRANSPORT: dict[str, tuple[Callable[[], Attack], str]] = {
    "silence": (lambda: silence, "within"),
    "a byte now and then in the body": (lambda: dripping(ENDLESS, b" "), "within"),
    "small chunks without end": (lambda: dripping(CHUNKED, chunked(b" ")), "within"),
    "slow headers": (lambda: dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"), "within"),
    "slow status line": (lambda: dripping(b"HTTP/1.1", b" "), "within"),
    "only provisional answers": (
        lambda: dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        "within",
    ),
    "closed": (lambda: closing, "closed the connection"),
    "not HTTP": (lambda: flooding(b"", b"SSH-2.0-server\r\n"), "not answer in HTTP"),
    "headers without end": (
        lambda: flooding(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        "not answer in HTTP",
    ),
    "a length that is none": (
        lambda: dripping(_head("200 OK", "Content-Length: 5, 6"), b"[]"),
        "not answer in HTTP",
    ),
    "truncated": (lambda: answer(b'{"elements": [', length=1000), "broke its answer off"),
    "1 GiB": (
        lambda: flooding(_head("200 OK", f"Content-Length: {2**30}"), b" " * 65536),
        "sent more",
    ),
    "a body without end": (lambda: flooding(ENDLESS, b" " * 65536), "sent more than 1 MB"),
    "a line of chunk size without end": (
        lambda: flooding(CHUNKED, b"0" * 65536),
        "off|sent more than 1 MB",
    ),
    "gzip bomb": (lambda: answer(bomb(b" "), GZIP), "sent more than 1 MB"),
    "gzip bomb in chunks": (
        lambda: sending(CHUNKED_GZIP + chunked(bomb(b" ")) + b"0\r\n\r\n"),
        "sent more than 1 MB",
    ),
    "gzip in gzip": (
        lambda: answer(bomb(b" ", 2), "Content-Encoding: gzip, gzip"),
        "compressed in a way",
    ),
    "gzip that is none": (lambda: answer(b"[]", GZIP), "cannot be decompressed"),
    "500": (lambda: answer("oops", status="500 Oops"), "answered 500 Internal Server Error"),
    "500 with an endless body": (
        lambda: flooding(_head("500 Oops"), b" " * 65536),
        "answered 500",
    ),
    "an unknown status": (lambda: answer("", status="599 \x1b[2J"), "answered 599"),
    "429 for ever": (
        lambda: answer("", "Retry-After: 999999", status="429 No"),
        "answered 429 Too Many Requests each time, 3 times",
    ),
    "504 for ever": (lambda: answer("", status="504 No"), "answered 504"),
    "redirects in a loop": (
        lambda: answer("", "Location: /again", status="307 There"),
        "redirects more than 5 times",
    ),
    "redirect with a bomb": (
        lambda: answer(bomb(b" "), GZIP, "Location: /again", status="302 There"),
        "redirects more than 5 times",
    ),
    "redirect to a file": (
        lambda: answer("", "Location: file:///etc/passwd", status="302 There"),
        "redirects to 'file:///etc/passwd'",
    ),
    "redirect to nowhere": (
        lambda: answer("", "Location: http://[", status="302 There"),
        "no address on the web",
    ),
    "nothing": (lambda: answer(""), "an empty answer"),
    "204": (lambda: sending(b"HTTP/1.1 204 No Content\r\n\r\n"), "an empty answer"),
    "HTML": (
        lambda: answer("<html>\x1b[31mhello</html>"),
        "not JSON, but begins with '<html> [31mhello",
    ),
    "XML": (lambda: answer("<?xml version='1.0'?><osm/>"), "not JSON"),
    "not UTF-8": (lambda: answer(b'["\xff"]'), "not JSON"),
    "half a JSON": (lambda: answer('{"elements": ['), "not JSON"),
    "deeply nested": (
        lambda: answer("[" * 100_000 + " " * 800_000 + "]" * 100_000),
        "nested too deeply",
    ),
    "nothing but lists": (lambda: answer("[" + "[]," * 300_000 + "[]]"), "nothing but brackets"),
    "5,000 digits": (lambda: answer("[" + "1" * 5_000 + "]"), "thousands of digits"),
    "null": (lambda: as_json(None), "did not answer as"),
    "text": (lambda: as_json("hello"), "did not answer as"),
    "a number": (lambda: as_json(1), "did not answer as"),
    "numbers": (lambda: as_json([1, 2, 3]), "did not answer as"),
}
"""What any server may do, with a part of what is to be said of it; made when it is needed."""


@contextlib.contextmanager
def attacking(attack: Attack) -> Iterator[str]:
    """Serve an attack on a free port, and give its address."""
    stop = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.rfile.readline()
                headers = parse_headers(self.rfile)
                self.rfile.read(int(headers.get("Content-Length", 0)))
                attack(self.request.sendall, stop)
                self.request.shutdown(socket.SHUT_WR)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            stop.set()
            server.shutdown()
            thread.join()
