"""Work on hostile files in child processes: one that hangs, crashes or eats the memory costs itself and no more."""

import logging
import os
import pickle
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from indexer.errors import ReportError
from indexer.isolation.child import Child
from indexer.isolation.confine import Limits, send
from indexer.read.reading import Told

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 256  # results that may wait for their turn
_TICK = 0.1  # seconds between two looks at the clock
_WORDS_OF_MEMORY = ("bad_alloc", "out of memory", "cannot allocate memory", "memoryerror", "not enough memory")
_CURE_OF_LARGE = "请用原来的软件打开，另存一份后放入；文件很大的，请拆分"
_KILLED = (-9, 128 + 9)  # as its parent sees it, and as the first process of a name space passes it on

_log = logging.getLogger(__name__)


def run_isolated(
    function: Callable[[Task, Told], Result],
    tasks: Sequence[Task],
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    workers: int | None = None,
    told: Callable[[int, int, int], None] | None = None,
) -> Iterator[Result | ReportError]:
    """What `function(task, told)` gives for every task, in the order of the tasks, worked on by child processes.

    `function` is found by name in the child, so it stands in a module, and that module is all that the child imports.
    A task that raises ReportError gives that error; one that outlasts its time, its memory or its process gives a
    ReportError of code timeout, memory or crashed, with what the child last said as a note. What the function tells
    reaches `told` here, from another thread, with the task's number (from 0) first. Without `workers`, one a core.

    Raises:
        RuntimeError: a child does not start (a bug or a broken installation, no document's doing).
    """
    with _Pool(function, tasks, limits, max(1, min(workers or os.cpu_count() or 1, len(tasks))), told) as pool:
        yield from pool.results()


class _Pool(Generic[Task, Result]):
    """Threads that each mind one child, and one that watches the clock."""

    def __init__(
        self,
        function: Callable[[Task, Told], Result],
        tasks: Sequence[Task],
        limits: Limits,
        workers: int,
        told: Callable[[int, int, int], None] | None,
    ) -> None:
        self._tasks = tasks
        self._told = told
        self._next = iter(range(len(tasks)))
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_AHEAD)
        self._over = threading.Event()
        self._made: queue.SimpleQueue[tuple[int, Any, Exception | None]] = queue.SimpleQueue()
        self._minders = [_Minder(pickle.dumps(function), limits) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._work, args=(m,), daemon=True) for m in self._minders]
        self._threads.append(threading.Thread(target=self._watch, daemon=True))

    def __enter__(self) -> "_Pool[Task, Result]":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for minder in self._minders:
            minder.kill()
            self._room.release()
        for thread in self._threads:
            thread.join()

    def results(self) -> Iterator[Result | ReportError]:
        """Results in the order of the tasks; an exception that is no document's doing is raised in its turn."""
        early: dict[int, tuple[Any, Exception | None]] = {}
        for number in range(len(self._tasks)):
            while number not in early:
                made, result, error = self._made.get()
                early[made] = (result, error)
            result, error = early.pop(number)
            self._room.release()
            if error is not None:
                raise error
            yield result

    def _work(self, minder: "_Minder") -> None:
        try:
            while True:
                self._room.acquire()
                with self._lock:
                    number = next(self._next, None)
                if number is None or self._over.is_set():
                    return
                try:
                    self._made.put((number, minder.ask(self._tasks[number], self._telling(number)), None))
                except Exception as error:  # noqa: BLE001  (raised again where the results are taken)
                    self._made.put((number, None, error))
        finally:
            minder.end()

    def _telling(self, number: int) -> Told:
        def telling(done: int, total: int) -> None:
            if self._told is not None:
                self._told(number, done, total)

        return telling

    def _watch(self) -> None:
        while any(thread.is_alive() for thread in self._threads[:-1]):
            for minder in self._minders:
                minder.kill_if_late(time.monotonic())
            time.sleep(_TICK)


class _Minder:
    """One child at a time, a new one when the last one is lost."""

    def __init__(self, function: bytes, limits: Limits) -> None:
        self._function = function
        self._limits = limits
        self._child: Child | None = None
        self._lock = threading.Lock()  # between asking and killing
        self._closed = False
        self._deadline: float | None = None
        self._late = False

    def ask(self, task: object, told: Told) -> Any:
        """The function's result for `task`; one that a used child lost is tried once more by a fresh one."""
        used = self._child is not None
        result = self._asked(task, told)
        if used and isinstance(result, ReportError) and result.code in ("memory", "crashed") and self._child is None:
            return self._asked(task, told)
        return result

    def _asked(self, task: object, told: Told) -> Any:
        began, self._late = time.monotonic(), False
        self._give(self._limits.seconds, began)
        child = self._started()
        child.said()  # of the task before
        try:
            send(child.tasks, task)
            while (answer := child.heard(self._limits))[0] == "told":
                self._give(self._limits.seconds, began)
                told(*answer[1])
        except pickle.UnpicklingError:
            child.kill()
            return self._lost(child, memory=False)
        except (EOFError, OSError):
            return self._lost(child)
        finally:
            self._stop_clock()
        if answer[0] == "memory":
            child.kill()
            return self._lost(child, memory=True)
        if isinstance(answer[1], ReportError) and (said := child.said()):
            answer[1].add_note(said)
        return answer[1]

    def _give(self, seconds: float, began: float) -> None:
        """Give the task `seconds` from now, but not more than its total."""
        with self._lock:
            self._deadline = min(time.monotonic() + seconds, began + self._limits.total_seconds)

    def _stop_clock(self) -> None:
        with self._lock:
            self._deadline = None

    def _started(self) -> Child:
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            if self._child is None:
                self._child = Child()
            child = self._child
        if not child.ready:
            child.open(self._function, self._limits)
        return child

    def _lost(self, child: Child, memory: bool | None = None) -> ReportError:
        """Clear away a child; whether it was for its memory is found out where it is not known."""
        self._stop_clock()
        code, said = child.status(), child.said()
        child.end()
        with self._lock:
            self._child = None
        error = _why(self._limits, self._late, code in _KILLED or _of_memory(said) if memory is None else memory)
        if said:
            error.add_note(said)
        _log.info("a child was lost (%s, exit %s): %s", error.code, code, said)
        return error

    def kill_if_late(self, now: float) -> None:
        """Kill a child whose task has run out of time."""
        with self._lock:
            if self._deadline is not None and now > self._deadline and self._child is not None:
                self._late = True
                self._child.kill()

    def kill(self) -> None:
        """Kill a child that is at work, and start no other."""
        with self._lock:
            self._closed = True
            if self._child is not None and self._deadline is not None:
                self._child.kill()

    def end(self) -> None:
        """Have the child end; called by the thread that asks."""
        if self._child is not None:
            self._child.end()


def _of_memory(said: str) -> bool:
    return any(word in said.lower() for word in _WORDS_OF_MEMORY)


def _why(limits: Limits, late: bool, memory: bool) -> ReportError:
    """Why a child was lost. Late comes first, for then it was we who killed it."""
    if late:
        return ReportError(f"读取超时（超过 {limits.seconds:g} 秒没有进展）", _CURE_OF_LARGE, "timeout")
    if memory:
        return ReportError(f"读取时内存超过上限（{limits.memory_megabytes} MB）", _CURE_OF_LARGE, "memory")
    return ReportError("读取时程序崩溃，文件可能已损坏", "请用原来的软件打开，另存一份后放入", "crashed")
