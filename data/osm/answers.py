"""Talking to Overpass and Nominatim through osmnx: its settings, and answers that cannot be used."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import osmnx as ox
import requests

from ...common.errors import Fault, InputError

OVERPASS_URL: Final = "https://overpass-api.de/api"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/"

_BUSY: Final = frozenset({429, 504})
_BUSY_TRIES: Final = 3
_ELSEWHERE: Final = (
    "try again later, name another server (overpass_url, nominatim_url), or take the roads from a "
    "downloaded OSM extract (.osm.pbf) instead"
)


@contextlib.contextmanager
def osmnx_settings(
    overpass: str, nominatim: str, *, way_tags: Sequence[str], say: Callable[[str], None]
) -> Iterator[None]:
    """Set osmnx up for one fetch, and put everything back afterwards.

    Parameters
    ----------
    overpass, nominatim
        The servers, without a slash at the end.
    way_tags
        The OSM keys that roads keep.
    say
        Called with a line of text when a busy server is asked again.
    """
    settings = {
        "overpass_url": overpass,
        "nominatim_url": f"{nominatim}/",
        # Only the public server is known to tell its load in the form that osmnx waits for.
        "overpass_rate_limit": overpass == OVERPASS_URL,
        "doh_url_template": None,
        "use_cache": False,
        # Every way once, in the order of its nodes, with its own oneway tag.
        "all_oneway": True,
        "useful_tags_way": list(way_tags),
        "http_user_agent": "Halfhour facility coverage planner (with OSMnx)",
        "requests_kwargs": {
            **ox.settings.requests_kwargs,
            "hooks": {"response": _AnswerCheck(say)},
        },
    }
    before = {name: getattr(ox.settings, name) for name in settings}
    # osmnx replaces this function to pin a server's address, and never puts it back.
    getaddrinfo = socket.getaddrinfo
    try:
        for name, value in settings.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
        socket.getaddrinfo = getaddrinfo


class _AnswerCheck:
    """Refuse the answers that osmnx would take for empty or whole, or wait for without end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._busy = 0

    def __call__(self, response: requests.Response, *_: object, **__: object) -> None:
        path = urlsplit(response.url).path
        if response.is_redirect or path.endswith("/status"):
            return
        status = f"{response.status_code} {response.reason}"
        if response.status_code in _BUSY:
            self._busy += 1
            if self._busy < _BUSY_TRIES:
                self._say(f"the server is busy ({status}); asking again in a minute")
                return
        if not response.ok:
            raise _refused(response, f"answered {status}")
        try:
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise _refused(response, "answered something that is not JSON") from error
        if path.endswith("/interpreter"):
            if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
                raise _refused(response, "did not answer as an Overpass server does")
            # A query that ran out of time or memory still answers 200, with a part of the data.
            if "error" in str(answer.get("remark", "")):
                raise _refused(response, f"gave only a part: {answer['remark']}")
        elif not isinstance(answer, list):
            raise _refused(response, "did not answer as a Nominatim server does")


def _refused(response: requests.Response, cause: str) -> InputError:
    response.close()  # nobody reads it any more, and its socket would stay open
    return _bad_answer(response.url, cause)


def _bad_answer(url: str, cause: str) -> InputError:
    return InputError(Fault(file=url.split("?", maxsplit=1)[0], cause=cause, fix=_ELSEWHERE))


@contextlib.contextmanager
def usable_answers(server: str) -> Iterator[None]:
    """Turn what goes wrong with a server's answers into an InputError that names the server."""
    try:
        yield
    except requests.RequestException as error:
        raise _bad_answer(server, f"cannot be reached ({type(error).__name__})") from error
    except (ValueError, KeyError) as error:
        raise _bad_answer(server, f"sent data that cannot be used ({error})") from error
