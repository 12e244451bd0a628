"""Asking servers for JSON, for one fetch: asked again when busy, redirected, and all within its bounds."""

from __future__ import annotations

import http
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import osmnx as ox

from ...common.errors import Fault, InputError
from .bounded_http import UnusableAnswerError, bounded_body, bounded_request
from .bounds import FetchBounds

ELSEWHERE: Final = (
    "try again later, name another server (overpass_url, nominatim_url), or take the roads from a "
    "downloaded OSM extract (.osm.pbf) instead"
)
SMALLER: Final = (
    "name a smaller place, or take the roads from a downloaded OSM extract (.osm.pbf) instead"
)

Answer = TypeVar("Answer")

_BUSY: Final = frozenset({429, 504})
_REDIRECTS_MAX: Final = 5
_SHOWN_MAX: Final = 160

_BYTES_PER_CONTAINER: Final = 8
"""JSON of OSM has far more to a list or an object; one of nothing but ``[],`` takes 20 times its memory."""


def shown(text: object) -> str:
    """Return what a server said as one short line of printable text."""
    start = str(text)[: 2 * _SHOWN_MAX]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in start).split())
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}..."


def bad_answer(server: str, cause: str, fix: str = ELSEWHERE) -> InputError:
    """Return the error that names a server and what it answered."""
    return InputError(Fault(file=server, cause=cause, fix=fix))


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a server is asked.

    Parameters
    ----------
    server
        As the user knows it; errors name it.
    method, url
        Of the request.
    params
        What stands behind the address.
    data
        The form in the body.
    """

    server: str
    method: str
    url: str
    params: Mapping[str, str] | None = None
    data: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class _Reply:
    status: int
    location: str | None
    body: bytes


class OsmClient:
    """The requests of one fetch.

    Parameters
    ----------
    bounds
        What each of them may take, and all together.
    say
        Called with a line of text when a busy server is asked again.
    """

    def __init__(self, bounds: FetchBounds, say: Callable[[str], None]) -> None:
        self._bounds = bounds
        self._say = say
        self._deadline = time.monotonic() + bounds.total_s
        self._requests = 0
        self._bytes = 0

    def ask(self, query: Query, read: Callable[[object], Answer], *, bytes_max: int) -> Answer:
        """Return a server's answer.

        Parameters
        ----------
        query
            What is asked.
        read
            Makes the answer of what stood in its JSON; raises `UnusableAnswerError` if it cannot.
        bytes_max
            Bytes of the answer, after decompression.

        Raises
        ------
        InputError
            If there is no answer that can be used, or a bound is reached.
        """
        tries = 0
        while (reply := self._followed(query, bytes_max)).status in _BUSY:
            tries += 1
            self._wait(query.server, _status(reply), tries)
        if reply.status >= http.HTTPStatus.BAD_REQUEST:
            raise bad_answer(query.server, f"answered {_status(reply)}")
        try:
            return read(parsed(reply.body))
        except UnusableAnswerError as error:
            raise bad_answer(query.server, str(error)) from error

    def _followed(self, query: Query, bytes_max: int) -> _Reply:
        """Return the reply behind all redirects."""
        for _ in range(_REDIRECTS_MAX + 1):
            reply = self._reply(query, bytes_max)
            if reply.location is None:
                return reply
            # The new address holds its parameters; a form is sent again.
            url = _target(query, reply.location)
            query = replace(query, url=url, params=None)
        raise bad_answer(query.server, f"redirects more than {_REDIRECTS_MAX} times")

    def _reply(self, query: Query, bytes_max: int) -> _Reply:
        """Send one request."""
        options: dict[str, Any] = {
            **ox.settings.requests_kwargs,
            "params": query.params,
            "data": query.data,
            "headers": {
                "User-Agent": "Halfhour facility coverage planner (with OSMnx)",
                "Accept-Language": ox.settings.http_accept_language,
                "Accept-Encoding": "gzip, deflate",
            },
        }
        within_s = self._count(query.server)
        try:
            with bounded_request(
                query.method, query.url, within_s=within_s, bytes_max=bytes_max, **options
            ) as response:
                location = response.headers["Location"] if response.is_redirect else None
                # What an error or a redirect says beside its status is not read.
                usable = response.ok and location is None
                body = bounded_body(response, bytes_max) if usable else b""
                reply = _Reply(status=response.status_code, location=location, body=body)
        except UnusableAnswerError as error:
            raise bad_answer(query.server, str(error)) from error
        self._bytes += len(body)
        if self._bytes > self._bounds.total_bytes:
            total_mb = self._bounds.total_bytes / 1e6
            raise bad_answer(query.server, f"sent more than {total_mb:,.6g} MB in all", fix=SMALLER)
        return reply

    def _count(self, server: str) -> float:
        """Count a request, and return the seconds that its answer may take."""
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise bad_answer(
                server, f"is too slow: {self._bounds.total_s:,.6g} s are over", fix=SMALLER
            )
        if self._requests >= self._bounds.requests:
            raise bad_answer(
                server, f"would have to be asked more than {self._requests:,} times", SMALLER
            )
        self._requests += 1
        return min(left_s, self._bounds.answer_s)

    def _wait(self, server: str, status: str, tries: int) -> None:
        """Pause before a busy server is asked again; raise InputError when it was asked often enough."""
        pause_s = self._bounds.busy_wait_s
        late = time.monotonic() + pause_s > self._deadline
        if late or tries >= self._bounds.busy_tries:
            raise bad_answer(server, f"answered {status} each time, {tries} times")
        self._say(f"the server is busy ({status}); asking again in {pause_s:g} s")
        time.sleep(pause_s)


def _status(reply: _Reply) -> str:
    """Return a status in words: the standard's, for those of the server may be anything."""
    try:
        return f"{reply.status} {http.HTTPStatus(reply.status).phrase}"
    except ValueError:
        return str(reply.status)


def _target(query: Query, location: str) -> str:
    try:
        url = urljoin(query.url, location)
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        raise bad_answer(
            query.server, f"redirects to {shown(location)!r}, which is no address on the web"
        )
    return url


def parsed(body: bytes) -> object:
    """Return what a JSON text holds.

    Raises
    ------
    UnusableAnswerError
        If it is not JSON, or of a kind that would fill the memory or the stack.
    """
    if not body.strip():
        raise UnusableAnswerError("sent an empty answer")
    if body.count(b"[") + body.count(b"{") > 1000 + len(body) / _BYTES_PER_CONTAINER:
        raise UnusableAnswerError("sent JSON of nothing but brackets, no OpenStreetMap data")
    try:
        answer: object = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        start = shown(body[:40].decode("utf-8", "replace"))
        raise UnusableAnswerError(
            f"answered something that is not JSON, but begins with {start!r}"
        ) from error
    except ValueError as error:
        raise UnusableAnswerError("sent a number of thousands of digits") from error
    except RecursionError as error:
        raise UnusableAnswerError("sent JSON that is nested too deeply") from error
    return answer
