"""What the page needs to know before it starts; the same environment variables as the service's settings."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Where the page listens and where it finds the service; a test keeps the defaults equal to the service's own."""

    host: str = "127.0.0.1"
    port: int = 8510
    api: str = "http://127.0.0.1:8710"
    maintenance: str = "local"

    @property
    def maintains(self) -> bool:
        """Whether whoever reaches the page may maintain the archive, should the service let the page do so."""
        local = self.host in ("localhost", "::1") or self.host.startswith("127.")
        return self.maintenance == "everywhere" or (self.maintenance == "local" and local)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "PageSettings":
        """The settings that JIEJIAN_HOST, _PAGE_PORT, _API and _MAINTENANCE give over the defaults.

        Raises:
            ValueError: the port is not a number from 1 to 65535; the message is in Chinese.
        """
        default = cls()
        return cls(
            host=environ.get("JIEJIAN_HOST", default.host),
            port=port_number(environ.get("JIEJIAN_PAGE_PORT", str(default.port))),
            api=environ.get("JIEJIAN_API", default.api).rstrip("/"),
            maintenance=environ.get("JIEJIAN_MAINTENANCE", default.maintenance),
        )


def port_number(text: str) -> int:
    """A TCP port.

    Raises:
        ValueError: it is not a number from 1 to 65535; the message is in Chinese.
    """
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise ValueError(f"端口应是 1 到 65535 之间的整数，现为“{text}”")
    return int(text)
