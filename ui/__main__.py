"""`python -m ui`: runs Streamlit on app.py, for an office: no telemetry, no developer's menu, our own look."""

import argparse
import os
import sys
from pathlib import Path

from streamlit.web import cli

from ui.settings import PageSettings, port_number

SANS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
THEME = {
    "base": "light",
    "primaryColor": "#1f5673",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f5f4f0",
    "textColor": "#22272b",
    "borderColor": "#dcd9d1",
    "linkColor": "#1f5673",
    "font": SANS,
    "headingFont": SANS,
    "baseRadius": "6px",
}


def flags(settings: PageSettings) -> list[str]:
    """Streamlit's command line for these settings."""
    options = {
        "server.address": settings.host,
        "server.port": str(settings.port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "ui.hideTopBar": "true",
        **{f"theme.{name}": value for name, value in THEME.items()},
    }
    return [f"--{name}={value}" for name, value in options.items()]


def main() -> None:
    """Run until stopped; options go before the environment."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="借鉴：网页（检索服务要先启动）")
    parser.add_argument("--host", metavar="地址", help="监听地址，默认 127.0.0.1（只供本机）")
    parser.add_argument("--port", metavar="端口", help="网页端口，默认 8510")
    parser.add_argument("--api", metavar="网址", help="检索服务的网址，默认 http://127.0.0.1:8710")
    given = parser.parse_args()
    try:
        read = PageSettings.read(os.environ)
        port = port_number(given.port) if given.port else read.port
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    settings = PageSettings(given.host or read.host, port, given.api or read.api)
    os.environ |= {"JIEJIAN_API": settings.api, "JIEJIAN_HOST": settings.host}  # app.py reads them
    sys.argv = ["streamlit", "run", str(Path(__file__).with_name("app.py")), *flags(settings)]
    cli.main()


if __name__ == "__main__":
    main()
