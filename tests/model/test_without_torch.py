"""What needs no torch does not import it: each command in a process of its own, looked into when it is done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.settings import Settings
from tests.conftest import ROOT

REPORT = """\
桐陂区司法局2023年法治政府建设情况报告

2023年，桐陂区司法局依法履职，现将情况报告如下。
一、主要工作和成效
全年办理行政复议案件{}件，调解矛盾纠纷56起。
"""
TELL = """
import sys
from search_api.command.cli import main
status = main(sys.argv[1:])
held = sorted({"torch", "sentence_transformers", "transformers", "nncf", "openvino_telemetry"} & {
    name for name, module in sys.modules.items() if module is not None})
print("held:", *held, file=sys.stderr)
sys.exit(status)
"""


def held(arguments: list[str], settings: Settings) -> str:
    environ = {**os.environ, "JIEJIAN_HOME": str(settings.home), "JIEJIAN_INDEX": str(settings.index)}
    done = subprocess.run(
        [sys.executable, "-c", TELL, *arguments], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.txt").write_text(REPORT.format(number + 30), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", [["search", "医疗纠纷怎么调解"], ["ask", "调解了多少起纠纷"], ["status"]])
def test_answers_come_without_torch(command: list[str], sample_index: Path, prepared: Path) -> None:
    assert held(command, Settings(index=sample_index, home=prepared.parent)) == "held:"


def test_reading_and_building_go_without_torch(archive: Path, tmp_path: Path, prepared: Path) -> None:
    settings = Settings(index=tmp_path / "index", home=prepared.parent)
    assert held(["parse", str(archive / "0.txt")], settings) == "held:"
    assert held(["intake", str(archive)], settings) == "held:"
    assert held(["build", str(archive)], settings) == "held:"


def test_the_service_and_the_page_go_without_torch() -> None:
    script = (
        "import sys, search_api.launch, search_api.service.app, ui.client, indexer.build\nprint('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
