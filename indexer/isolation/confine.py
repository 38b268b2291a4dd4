"""The child's side of `isolate`: a process that gives up what reading a document does not need, then serves tasks.

What holds depends on the system. Memory, file size and core dumps are limited where there is `resource` (not on
Windows); death with the parent, and a name space without network and with its own processes, need Linux. Everywhere,
Python's own sockets are refused and files are written in the temporary folder only.
"""

import contextlib
import ctypes
import os
import pickle
import struct
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from indexer.errors import ReportError

_LENGTH = struct.Struct(">Q")
_MEGABYTE = 1 << 20
_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000  # flags of unshare(2)
_DIE_WITH_PARENT, _KILLED = 1, 9  # PR_SET_PDEATHSIG, SIGKILL
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use. Memory counts per process: a program that the reader starts has as much again.

    `seconds` run since the task began or last told of a page done; `total_seconds` since it began.
    """

    seconds: float = 60
    total_seconds: float = 3600
    memory_megabytes: int = 2048
    written_megabytes: int = 512  # the largest file that may be written
    result_megabytes: int = 256


def send(pipe: BinaryIO, message: object) -> None:
    """Write one message.

    Raises:
        OSError: the other end is gone.
    """
    packed = pickled(message)
    pipe.write(_LENGTH.pack(len(packed)) + packed)
    pipe.flush()


class _Pickler(pickle.Pickler):
    """Sends a member of an Enum as class and value: Python 3.11.2 would send `getattr`, which the parent refuses."""

    def reducer_override(self, obj: object) -> Any:
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


def pickled(message: object) -> bytes:
    """`message` as bytes that every Python 3.11 makes alike."""
    made = BytesIO()
    _Pickler(made, protocol=pickle.HIGHEST_PROTOCOL).dump(message)
    return made.getvalue()


def receive(pipe: BinaryIO, load: Callable[[bytes], Any] = pickle.loads, most: int = 1 << 40) -> Any:
    """The next message.

    Raises:
        EOFError: the other end is gone, or the message is longer than `most` bytes.
    """
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size or (length := _LENGTH.unpack(head)[0]) > most:
        raise EOFError
    packed = pipe.read(length)
    if len(packed) < length:
        raise EOFError
    return load(packed)


def serve() -> None:
    """Be a child: read function and limits, give up rights, then answer tasks until the pipe closes."""
    tasks, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what a reader prints goes where its complaints go
    limits: Limits
    packed, limits = receive(tasks)
    _confine(limits)
    function = pickle.loads(packed)
    send(results, ("ready", None))
    with contextlib.suppress(EOFError):
        while True:
            send(results, _answer(function, receive(tasks), results, limits))


def _answer(function: Callable[..., Any], task: object, results: BinaryIO, limits: Limits) -> tuple[str, object]:
    def told(done: int, total: int) -> None:
        send(results, ("told", (done, total)))

    try:
        result = function(task, told)
        if len(pickled(result)) > limits.result_megabytes * _MEGABYTE:
            return "refused", ReportError("文件内容过多，超过上限", "请拆分文件后放入", "too-large")
    except ReportError as error:
        return "refused", error
    except MemoryError:
        return "memory", None
    except RecursionError:
        traceback.print_exc(limit=-3)
        return "refused", ReportError("文件内部嵌套层数过深", "请用原来的软件打开，另存一份后放入", "bomb")
    except Exception as error:  # noqa: BLE001  (a bug of a reader or its library, which costs one file)
        traceback.print_exc()
        kind = type(error).__name__
        return "refused", ReportError(
            f"读取时程序出错（{kind}）", "请用原来的软件打开，另存一份后放入；仍不行请报告此问题", "crashed"
        )
    finally:
        sys.stdout.flush()
    return "done", result


def _confine(limits: Limits) -> None:
    """Give up what reading does not need; what the system cannot take away is left."""
    if sys.platform == "linux":
        _leave()
    if sys.platform != "win32":
        _limit(limits)
    tempfile.gettempdir()  # tries the folder by writing, under a lock: not within the hook
    sys.addaudithook(_refuse)


def _limit(limits: Limits) -> None:
    import resource  # noqa: PLC0415  (not on Windows)

    memory = limits.memory_megabytes * _MEGABYTE
    for kind, most in (
        (resource.RLIMIT_DATA, memory),  # what is really taken; address space is taken on trust by many libraries
        (resource.RLIMIT_AS, 4 * memory),
        (resource.RLIMIT_FSIZE, limits.written_megabytes * _MEGABYTE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS does not know them all
            resource.setrlimit(kind, (least, least))


def _leave() -> None:
    """Move into a name space without network, and with its own processes, that all die with the first of them."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, _KILLED)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_NETWORK | _NEW_PROCESSES) != 0:
        if libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_PROCESSES) != 0:
            return  # not allowed here: the other bars stay
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(line, encoding="ascii")
    if child := os.fork():
        _stand_for(child)
    libc.prctl(_DIE_WITH_PARENT, _KILLED)


def _stand_for(child: int) -> None:
    """Wait for the first process of the new name space, and end as it ended."""
    for descriptor in range(3, 16):
        with contextlib.suppress(OSError):
            os.close(descriptor)  # the pipes are the child's alone
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(code if code >= 0 else 128 - code)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: no network, and nothing written but in the temporary folder."""
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise PermissionError("a document has no business on the network")
    if event == "open" and _writes(arguments[1], arguments[2]) and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        allowed = path.startswith((tempfile.gettempdir(), "/dev/", "/proc/self/")) or "__pycache__" in path
        if not allowed:
            raise PermissionError(f"a document has no business in {path}")


def _writes(mode: str | None, flags: int) -> bool:
    return any(c in mode for c in "wax+") if mode else bool(flags & _WRITING)
