"""Whether the archive may be maintained over HTTP, and if not, why and how to change that."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from indexer.errors import JiejianError
from indexer.settings import PREFIX, Settings, named

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class MaintenanceOffError(JiejianError):
    """The archive cannot be maintained over HTTP as the service stands."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The archive that is maintained, with the settings that it is built by."""

    archive: Path
    manifest: Path | None
    settings: Settings


def workshop_of(settings: Settings) -> Workshop:
    """What may be maintained under `settings`.

    Raises:
        MaintenanceOffError: it is switched off, no archive is known, or others than this machine could maintain it.
    """
    variable = f"{PREFIX}MAINTENANCE"
    if settings.maintenance == "off":
        raise MaintenanceOffError("维护功能已关闭", f"要打开，请去掉设置 {variable}=off 后重新启动服务")
    archive = named(settings.archive)
    if archive is None:
        cure = f"请用 jiejian serve --archive 档案目录 启动服务，或设置 {PREFIX}ARCHIVE"
        raise MaintenanceOffError("服务不知道档案在哪个目录", cure)
    if not archive.is_dir():
        raise MaintenanceOffError(f"档案目录 {archive} 不存在", f"请检查设置 {PREFIX}ARCHIVE")
    if settings.maintenance == "local" and not is_local(settings.host):
        cure = f"确要允许网内任何人维护档案，请设置 {variable}=everywhere 后重新启动"
        raise MaintenanceOffError(f"服务对外开放（监听 {settings.host}），为防他人改动档案，维护功能没有打开", cure)
    return Workshop(archive, named(settings.manifest), settings)


def is_local(host: str) -> bool:
    """Whether what listens on `host` is reached from this machine only."""
    if host in _LOCAL:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
