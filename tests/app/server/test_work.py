"""Work: as many at a time as there are processors, the others wait, and not for ever."""

from __future__ import annotations

import asyncio
import threading

import pytest
from halfhour.app.server.answers.problem import Refused
from halfhour.app.server.settings import Limits
from halfhour.app.server.work import Work
from served_stand_in import on_a_loop


def test_no_more_run_at_once_than_there_are_threads() -> None:
    work = Work(Limits(), threads=2)
    running, most, lock, both = 0, 0, threading.Lock(), threading.Barrier(2, timeout=5)

    def one() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait()
        with lock:
            running -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(work.run(one) for _ in range(8)))

    on_a_loop(all_of_them())
    work.stop()
    assert most == 2


def test_who_waits_too_long_is_told_and_the_work_still_counts() -> None:
    work = Work(Limits(answer_s=0.02, waiting=1), threads=1)
    go = threading.Event()

    async def asked() -> list[str]:
        codes = []
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                await work.run(lambda: go.wait(5))
            codes.append(refused.value.problem.detail)
        go.set()
        await asyncio.sleep(0.05)
        assert await work.run(lambda: 7) == 7
        return codes

    late, full = on_a_loop(asked())
    assert "0.02 seconds" in late
    assert "wait already" in full
    work.stop()


def test_what_a_function_raises_is_raised() -> None:
    work = Work(Limits(), threads=1)

    def fails() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        on_a_loop(work.run(fails))
    work.stop()


def test_checks_do_not_wait_for_a_register_that_is_held() -> None:
    work = Work(Limits(register_s=5), threads=1)
    free = threading.Event()

    async def asked() -> str:
        held = [asyncio.ensure_future(work.run(lambda: free.wait(5), "register")) for _ in range(9)]
        await asyncio.sleep(0)
        answer = await work.run(lambda: "checked")
        free.set()
        await asyncio.gather(*held)
        return answer

    assert on_a_loop(asked()) == "checked"
    work.stop()
