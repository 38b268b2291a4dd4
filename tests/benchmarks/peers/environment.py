"""An environment for each peer: its pins over the project's site-packages, so that torch is on the disk once."""

import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.benchmarks.peers.peer import Peer

_HERE = Path(__file__).parent


class NotInstalledError(Exception):
    """A peer's packages could not be had; the message is pip's last line."""


def python_of(peer: Peer, work: Path) -> Path:
    """The interpreter of the peer's environment below `work`, made when it is missing or its pins have changed.

    Raises:
        NotInstalledError: pip failed.
    """
    pins = _HERE / f"{peer.name}.txt"
    folder = work / "environments" / peer.name
    stamp, python = folder / "pins.txt", folder / "bin" / "python"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == pins.read_text(encoding="utf-8"):
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
    below = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (below / "project.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", pins]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalledError(done.stderr.strip().splitlines()[-1])
    stamp.write_text(pins.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def version_of(peer: Peer, python: Path) -> str:
    """The version of the peer's main package, as its environment tells it."""
    asked = f"import importlib.metadata as m; print(m.version({peer.package!r}))"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
