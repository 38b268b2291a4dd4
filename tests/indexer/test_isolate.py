"""Children that misbehave cost their own task; order, results and the machine are left whole."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from enum import StrEnum
from pathlib import Path
from typing import cast

import pytest

from indexer.errors import ReportError
from indexer.isolation.child import _loaded
from indexer.isolation.confine import Limits, pickled
from indexer.isolation.isolate import run_isolated
from tests.indexer import isolated

SHORT = Limits(seconds=2, memory_megabytes=300, result_megabytes=10)
linux = pytest.mark.skipif(sys.platform != "linux", reason="what it tests is Linux's")

MISDEEDS = [
    # what the child does, the code of what comes back, a word of the reason
    ("loop", "timeout", "2 秒"),
    ("allocate", "memory", "300 MB"),
    ("segfault", "crashed", "崩溃"),
    ("abort", "crashed", "崩溃"),
    ("exit", "crashed", "崩溃"),
    ("leave", "crashed", "崩溃"),
    ("fail", "crashed", "KeyError"),
    ("refuse", "damaged", "读不了"),
    ("sink", "bomb", "过深"),
    ("wicked", "crashed", "崩溃"),
    ("huge", "too-large", "超过上限"),
]


def test_a_misdeed_costs_its_own_task_and_no_other() -> None:
    tasks = [task for n, (deed, _, _) in enumerate(MISDEEDS) for task in (deed, f"good {n}")]
    results = list(run_isolated(isolated.misbehave, tasks, SHORT, workers=2))
    assert results[1::2] == tasks[1::2]
    for (deed, code, word), error in zip(MISDEEDS, results[::2], strict=True):
        assert isinstance(error, ReportError), deed
        assert (error.code, word in error.reason, bool(error.cure)) == (code, True, True), deed


def test_results_come_in_the_order_of_the_tasks() -> None:
    tasks = [300, 0, 100, 5, 0, 200, 1, 2]
    assert list(run_isolated(isolated.sleep, tasks, workers=3)) == tasks


def test_no_tasks_give_no_results() -> None:
    assert list(run_isolated(isolated.sleep, [])) == []


def test_who_tells_of_pages_lives_on_up_to_the_total() -> None:
    told: list[tuple[int, int, int]] = []

    def listen(task: int, done: int, total: int) -> None:
        told.append((task, done, total))

    limits = Limits(seconds=1.5, total_seconds=4)
    short, long = run_isolated(isolated.count, [10, 1000], limits, workers=1, told=listen)
    assert short == 10
    assert told[:10] == [(0, n + 1, 10) for n in range(10)]
    assert isinstance(long, ReportError)
    assert long.code == "timeout"
    assert told[-1][0] == 1
    assert 5 < told[-1][1] < 25


def test_what_a_reader_prints_disturbs_nobody_and_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    printed, nothing, failed = run_isolated(isolated.misbehave, ["print", "read stdin", "fail"], workers=1)
    assert (printed, nothing) == ("printed", "")
    assert isinstance(failed, ReportError)
    assert "KeyError: 'a bug'" in failed.__notes__[0]
    assert "raw" not in failed.__notes__[0]
    assert capfd.readouterr() == ("", "")


def test_memory_that_one_task_took_is_no_fault_of_the_next() -> None:
    limits = Limits(memory_megabytes=400)
    results = list(run_isolated(isolated.peak, [250, 500, 250, 10], limits, workers=1))
    assert isinstance(results[1], ReportError)
    assert results[1].code == "memory"
    assert [type(r) for r in results] == [int, ReportError, int, int]
    assert isinstance(results[3], int)
    assert results[3] < 400


@linux
def test_what_a_hanging_task_started_dies_with_it(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    (error,) = run_isolated(isolated.start_and_hang, [str(file)], Limits(seconds=1))
    assert isinstance(error, ReportError)
    assert error.code == "timeout"
    _assert_still(file)


@linux
def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    script = (
        "from indexer.isolation.isolate import run_isolated; from tests.indexer.isolated import start_and_hang;"
        f"list(run_isolated(start_and_hang, [{str(file)!r}]))"
    )
    with subprocess.Popen([sys.executable, "-c", script]) as parent:
        _await(file)
        parent.kill()
    _assert_still(file)


@linux
def test_an_interrupt_ends_parent_and_children(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    script = (
        "from indexer.isolation.isolate import run_isolated; from tests.indexer.isolated import start_and_hang;"
        f"list(run_isolated(start_and_hang, [{str(file)!r}]))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) as parent:
        _await(file)
        parent.send_signal(signal.SIGINT)
        _, said = parent.communicate(timeout=20)
    assert b"KeyboardInterrupt" in said
    _assert_still(file)


@linux
def test_leaving_early_leaves_no_child_and_no_thread() -> None:
    before = threading.active_count(), _children()
    results = run_isolated(isolated.misbehave, ["good", *["loop"] * 50], workers=2)
    assert next(results) == "good"
    cast(Generator[object], results).close()
    assert (threading.active_count(), _children()) == before  # no zombie either


def test_a_document_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        (tried,) = run_isolated(isolated.connect, [server.getsockname()[1]])
        if sys.platform == "linux" and _may_unshare():
            with pytest.raises(TimeoutError):
                server.accept()
            assert tried == "PermissionError 1"
        else:  # a program that a reader starts is not held back there
            assert str(tried).startswith("PermissionError")


def test_files_are_written_in_the_temporary_folder_only(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    assert list(run_isolated(isolated.write, [str(outside), "relative"])) == ["refused", "refused"]
    assert not outside.exists()


def test_a_child_imports_what_reading_needs_and_no_more() -> None:
    (names,) = run_isolated(isolated.modules, ["any"])
    assert isinstance(names, list)
    heavy = {"torch", "faiss", "tantivy", "jieba", "numpy", "fastapi", "streamlit", "sentence_transformers"}
    assert heavy.isdisjoint(names)


def test_a_function_that_a_child_cannot_find_is_our_own_fault() -> None:
    script = (
        "from indexer.isolation.isolate import run_isolated\n"
        "def here(task, told): return task\n"
        "try: list(run_isolated(here, [1]))\n"
        "except RuntimeError as error: print('does not start' in str(error), 'here' in str(error))\n"
    )
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("True True\n", "")


def _children() -> set[str]:
    """The processes, dead or alive, that this one has started and not waited for."""
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def _may_unshare() -> bool:
    return subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0


def _await(file: Path) -> None:
    for _ in range(200):
        if file.exists() and file.stat().st_size:
            return
        time.sleep(0.1)
    pytest.fail("the child did not begin")


def _assert_still(file: Path) -> None:
    """Nobody writes into it any more."""
    time.sleep(0.3)
    size = file.stat().st_size
    time.sleep(0.5)
    assert file.stat().st_size == size > 0


class _AsOlderPythonSends(StrEnum):
    """3.11.2, which Debian 12 has, sends the members of every Enum so."""

    GOOD = "收录"

    def __reduce_ex__(self, _protocol: int) -> tuple[object, tuple[type, str]]:
        return getattr, (type(self), self.name)


def test_a_member_of_an_enum_is_data_whatever_the_python() -> None:
    assert _loaded(pickled([_AsOlderPythonSends.GOOD])) == [_AsOlderPythonSends.GOOD]
