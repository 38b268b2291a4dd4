"""The documents say what the code does: commands, settings, routes, lists and links."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from indexer.archive import _COLUMNS
from indexer.places.gazetteer import COLUMNS
from indexer.settings import PREFIX, Settings
from search_api.command.commands import COMMANDS
from search_api.command.options import command_parser
from search_api.service.app import create_app

ROOT = Path(__file__).resolve().parents[1]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = sorted(ROOT.glob("*.md"))

readmes = pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)


def commands(document: Path) -> list[str]:
    """The lines of the document's shell blocks, comments and continuations taken away."""
    blocks = re.findall(r"```sh\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split(" #")[0].strip() for line in lines if line.strip()]


def rows(document: Path, heading: str) -> list[list[str]]:
    """The cells of the table whose first heading is `heading`."""
    lines = document.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    table = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return table


def between_ticks(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@readmes
def test_every_command_line_is_one_that_the_command_takes(readme: Path) -> None:
    parser = command_parser(COMMANDS)
    given = [shlex.split(line)[1:] for line in commands(readme) if line.startswith("jiejian ")]
    assert {parser.parse_args(line).command for line in given} == set(COMMANDS)
    files = [Path(line[1]) for line in given if line[0] in ("parse", "build", "run")]
    assert [f for f in files if not (ROOT / f).exists()] == []


@readmes
def test_every_make_target_is_in_the_makefile(readme: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = readme.read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", text)) - {"on"}
    assert named <= targets
    assert {"run", "test", "check", "bench", "lock"} <= named


@readmes
def test_the_table_of_settings_is_the_settings(readme: Path) -> None:
    heading = "variable" if readme.name == "README.md" else "变量"
    told = {cells[0]: cells[1] for cells in rows(readme, heading)}
    default = Settings()
    held = {f"`{PREFIX}{f.name.upper()}`": f"`{getattr(default, f.name)}`" for f in fields(Settings)}
    assert told == held


@readmes
def test_the_table_of_routes_is_the_services(readme: Path) -> None:
    heading = "route" if readme.name == "README.md" else "地址"
    told = [between_ticks(cells[0])[0] for cells in rows(readme, heading)]
    served = create_app(_never).openapi()["paths"]
    assert sorted(told) == sorted(f"{method.upper()} {path}" for path, ways in served.items() for method in ways)


def _never() -> None:
    raise AssertionError("the documents need no index")


@readmes
def test_the_columns_of_the_lists_are_those_that_are_read(readme: Path) -> None:
    heading = "file" if readme.name == "README.md" else "文件"
    told = {between_ticks(cells[0])[0]: between_ticks(cells[-1]) for cells in rows(readme, heading)}
    assert set(told["manifest.csv"]) == set(_COLUMNS.values())
    assert tuple(told["places.csv"]) == COLUMNS
    assert told["roster.csv"] == ["district", "city", "year"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [t for t in targets if not t.startswith("http") and not (ROOT / t).exists()] == []


def test_both_readmes_give_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])


def test_torch_is_pinned_alike_in_both_lists_and_nothing_local_is_in_the_lock() -> None:
    lock = [line for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pins = dict(line.split("==") for line in lock)
    assert f'"torch=={pins["torch"]}"' in project
    assert f'"setuptools=={pins["setuptools"]}"' in project
    assert [line for line in lock if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9a-z.]+", line)] == []
