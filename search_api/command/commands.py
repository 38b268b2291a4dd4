"""What each subcommand does. torch and FAISS are imported by those that need them only: `jiejian --help` is quick."""

# ruff: noqa: PLC0415
import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from indexer.settings import Settings, named
from search_api.command import output
from search_api.command.batch import answer_lines
from search_api.command.options import Run, ask_request, compare_request, search_request
from search_api.schemas import Schema

if TYPE_CHECKING:
    from search_api.engine import Engine

Answer = Callable[["Engine", argparse.Namespace, str], Schema]


def parse(given: argparse.Namespace) -> int:
    """`jiejian parse FILE`."""
    from search_api.command.parsed import read_report

    return _print(read_report(given.file, _settings(given)), given.json)


def intake(given: argparse.Namespace) -> int:
    """`jiejian intake ARCHIVE`; files that were refused do not make it fail."""
    from search_api.command.examination import examined, write_workbook
    from search_api.command.progress import progress_on
    from search_api.examined import intake_response

    settings = _settings(given)
    with progress_on(sys.stderr) as progress:
        account = examined(given.archive, named(settings.manifest), settings, progress)
    if given.xlsx is not None:
        write_workbook(given.xlsx, account)
    return _print(intake_response(account), given.json)


def build(given: argparse.Namespace) -> int:
    """`jiejian build ARCHIVE`; files that were refused do not make it fail, a new index that is worse does."""
    from search_api.command.living import built

    return _print(built(given, _settings(given)), given.json)


def publish(given: argparse.Namespace) -> int:
    """`jiejian publish [NAME]`."""
    from search_api.command.living import published

    return _print(published(given, _settings(given)), given.json)


def rollback(given: argparse.Namespace) -> int:
    """`jiejian rollback [NAME]`."""
    from search_api.command.living import rolled_back

    return _print(rolled_back(given, _settings(given)), given.json)


def history(given: argparse.Namespace) -> int:
    """`jiejian history`."""
    from search_api.command.living import history as told

    return _print(told(_settings(given)), given.json)


def watch(given: argparse.Namespace) -> int:
    """`jiejian watch ARCHIVE`: until Ctrl-C or SIGTERM."""
    from search_api.command.living import watched

    return watched(given, _settings(given))


def preview(given: argparse.Namespace) -> int:
    """`jiejian preview`: what other words and synonyms would change."""
    from search_api.command.trial import tried

    with _engine(given) as engine:
        return _print(tried(engine, given), given.json)


def search(given: argparse.Namespace) -> int:
    """`jiejian search TEXT`."""
    return _answer(given, lambda engine, options, text: engine.search(search_request(options, text)))


def compare(given: argparse.Namespace) -> int:
    """`jiejian compare TOPIC`."""
    return _answer(given, lambda engine, options, text: engine.compare(compare_request(options, text)))


def ask(given: argparse.Namespace) -> int:
    """`jiejian ask TEXT`; an abstention is an answer, not a failure."""
    return _answer(given, lambda engine, options, text: engine.ask(ask_request(options, text)))


def status(given: argparse.Namespace) -> int:
    """`jiejian status`."""
    with _engine(given) as engine:
        return _print(engine.status(), given.json)


def serve(given: argparse.Namespace) -> int:
    """`jiejian serve`: until Ctrl-C or SIGTERM."""
    from search_api.launch import serve as serve_until_stopped

    return serve_until_stopped(_settings(given))


def ui(given: argparse.Namespace) -> int:
    """`jiejian ui`: until Ctrl-C or SIGTERM."""
    from search_api.launch import show_page

    return show_page(_settings(given))


def run(given: argparse.Namespace) -> int:
    """`jiejian run [ARCHIVE]`: model, index, service and page, until Ctrl-C or SIGTERM."""
    from search_api.launch import run_all

    settings = _settings(given)
    return run_all(given.archive, named(settings.manifest), settings)


def doctor(given: argparse.Namespace) -> int:
    """`jiejian doctor`: 1 when something is wrong, 0 when all is well or there are only warnings."""
    from search_api.command.upkeep import examined

    response = examined(given)
    return _print(response, given.json) or int(response.errors > 0)


def backup(given: argparse.Namespace) -> int:
    """`jiejian backup FILE`."""
    from search_api.command.upkeep import backed_up

    return _print(backed_up(given, _settings(given)), given.json)


def restore(given: argparse.Namespace) -> int:
    """`jiejian restore FILE`."""
    from search_api.command.upkeep import restored

    return _print(restored(given, _settings(given)), given.json)


def kit(given: argparse.Namespace) -> int:
    """`jiejian kit FOLDER`."""
    from search_api.command.upkeep import packed

    return _print(packed(given, _settings(given)), given.json)


COMMANDS: dict[str, Run] = {
    "parse": parse,
    "intake": intake,
    "build": build,
    "publish": publish,
    "rollback": rollback,
    "history": history,
    "watch": watch,
    "preview": preview,
    "search": search,
    "compare": compare,
    "ask": ask,
    "status": status,
    "doctor": doctor,
    "backup": backup,
    "restore": restore,
    "kit": kit,
    "serve": serve,
    "ui": ui,
    "run": run,
}


def _answer(given: argparse.Namespace, answer: Answer) -> int:
    """One answer, or with --batch one a line; a bad line makes the exit status 1 and stops nothing."""
    if given.batch is None:
        with _engine(given) as engine:
            return _print(answer(engine, given, given.text), given.json)
    failed = total = 0
    with output.lines_of(given.batch) as lines, _engine(given) as engine:
        for line in answer_lines(lines, lambda text: answer(engine, given, text)):
            output.print_json(line)
            total += 1
            failed += "error" in line
    if failed:
        sys.stderr.write(f"{total} 行中有 {failed} 行出错，原因见各行的 error\n")
    return 1 if failed else 0


@contextmanager
def _engine(given: argparse.Namespace) -> Iterator["Engine"]:
    from search_api.engine import Engine

    engine = Engine.open(_settings(given))
    try:
        yield engine
    finally:
        engine.close()


def _settings(given: argparse.Namespace) -> Settings:
    """The settings of the environment, with what the options say instead."""
    settings = Settings.read(os.environ)
    names = [f.name for f in fields(Settings)]
    said: dict[str, Any] = {name: getattr(given, name) for name in names if getattr(given, name, None) is not None}
    return replace(settings, **said)


def _print(response: Schema, as_json: bool) -> int:
    if as_json:
        output.print_json(response.model_dump(mode="json"))
    else:
        sys.stdout.write(output.in_words(response) + "\n")
    return 0
