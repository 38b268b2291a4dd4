"""LibreOffice as a converter to docx: one process for many files, in a profile of its own that trusts no document.

It opens no network connection that a document asks for: links are not updated, its proxy leads nowhere, and in a child
of `indexer.isolation.isolate` there is no network at all. Macros are not run, Java and auto-recovery are off.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from indexer.errors import ReportError
from indexer.read.reading import Told, untold

_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_TARGET = "docx:MS Word 2007 XML"
_TICK = 0.05  # seconds between two looks
_COMMON = "/org.openoffice.Office.Common"
_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "1"),  # by hand, to where nobody listens
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@cache
def installed() -> str | None:
    """Where LibreOffice is, or None."""
    return next((found for program in _PROGRAMS if (found := shutil.which(program))), None)


def convert(
    files: Sequence[bytes], suffix: str, filter_name: str, seconds: float, told: Told = untold
) -> list[bytes | ReportError]:
    """Every file as docx, in order, or why not; `filter_name` is LibreOffice's for what they are.

    One process works on them all, since its start takes longer than a file; when it hangs on a file (`seconds` without
    a result) or crashes, that file is given up and another process goes on with those after it.

    Raises:
        ReportError: LibreOffice is not installed.
    """
    program = installed()
    if program is None:
        raise ReportError(
            "读这种格式要用 LibreOffice，本机没有安装",
            "请安装 LibreOffice，或者把文件另存为 docx 后放入",
            "no-libreoffice",
        )
    with tempfile.TemporaryDirectory(prefix="jiejian-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number:05}{suffix}" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        failed: dict[int, ReportError] = {}
        begin = 0
        while begin < len(sources):
            _write_profile(folder / "profile")
            error = _run(program, sources[begin:], filter_name, seconds, lambda n: told(n, len(files)))
            done = [number for number in range(begin, len(sources)) if _result(sources[number]).exists()]
            if error is None:
                break
            stuck = max(done, default=begin - 1) + 1
            if stuck < len(sources):
                failed[stuck] = error
            begin = stuck + 1
        return [failed.get(number) or _outcome(source) for number, source in enumerate(sources)]


def _result(source: Path) -> Path:
    return source.with_suffix(".docx")


def _outcome(source: Path) -> bytes | ReportError:
    result = _result(source)
    if result.exists():
        return result.read_bytes()
    return ReportError("文件损坏，LibreOffice 打不开", "请用原来的软件打开，另存为 docx 后放入", "damaged")


def _write_profile(profile: Path) -> None:
    shutil.rmtree(profile, ignore_errors=True)
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    user.joinpath("registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _run(
    program: str, sources: Sequence[Path], filter_name: str, seconds: float, done: Callable[[int], None]
) -> ReportError | None:
    """Convert `sources` beside themselves; why the process ended before its work, or None."""
    folder = sources[0].parent
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", f"--infilter={filter_name}"),
        *("--convert-to", _TARGET, "--outdir", str(folder), *map(str, sources)),
    ]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
        try:
            late = not _waited(process, folder, seconds, done)
        finally:
            _kill(process)
    if late:
        return ReportError(
            f"LibreOffice 转换超时（超过 {seconds:g} 秒没有进展）", "请用原来的软件打开，另存为 docx 后放入", "timeout"
        )
    if process.returncode:
        return ReportError("LibreOffice 转换时崩溃", "请用原来的软件打开，另存为 docx 后放入", "crashed")
    return None


def _waited(process: subprocess.Popen[bytes], folder: Path, seconds: float, done: Callable[[int], None]) -> bool:
    """Whether the process ends with no pause longer than `seconds` between two results."""
    results, since = 0, time.monotonic()
    while process.poll() is None:
        time.sleep(_TICK)
        now = sum(1 for _ in folder.glob("*.docx"))
        if now != results:
            results, since = now, time.monotonic()
            done(results)
        elif time.monotonic() - since > seconds:
            return False
    return True


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process with everything that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> Mapping[str, str]:
    nowhere = "http://127.0.0.1:9"
    return os.environ | {"HOME": str(folder), "TMPDIR": str(folder), "http_proxy": nowhere, "https_proxy": nowhere}
