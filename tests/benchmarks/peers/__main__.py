"""`python -m tests.benchmarks.peers --work DIR`: Jiejian beside its peers, with the same model, on the same files.

    python -m tests.benchmarks.peers --work DIR                     everything; the table goes to results/peers.md
    python -m tests.benchmarks.peers --work DIR --only jiejian …    some of them; the other columns stay as they were
    python -m tests.benchmarks.peers --work DIR --sizes             the seeds at every size of chunk, nothing else

Environments, archives and indexes lie below DIR. Costs are measured on indexes made anew, one contestant after the
other; quality on indexes that are kept (they are the dearer part), Jiejian's excepted. Needs ../shared.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.pretrained.names import resolve
from indexer.settings import Settings
from tests.benchmarks.peers.contestants import Jiejian, Library
from tests.benchmarks.peers.environment import NotInstalledError, python_of, version_of
from tests.benchmarks.peers.judged import Asked, documents, seeds, speed
from tests.benchmarks.peers.measure import Work, costs, quality
from tests.benchmarks.peers.peer import PEERS, Peer
from tests.benchmarks.peers.table import beside, markdown
from tests.benchmarks.results import RESULTS, Circumstances, keep
from tests.conftest import ROOT

_JIEJIAN = "jiejian"
_TITLES = {_JIEJIAN: "Jiejian"} | {peer.name: peer.title for peer in PEERS}
_OURS = "`jiejian build` and `jiejian serve` with their defaults, asked by HTTP; an addition is `jiejian build` again"
_NOTES = {_JIEJIAN: _OURS} | {peer.name: peer.note for peer in PEERS}


# A passage is right when it holds a judged quote: the longer the hits, the easier, and ten hits of half a report are
# the archive. So passages count that begin within what a reader reads: ten hits of 250 characters.
_READ = 2500

_ABOUT = """The five seeds and the first {reports} reports; one more is added. Passages are judged on the seeds alone,
within the first 2,500 characters shown (ten hits of 250: where a hit is half a report, ten of them are the archive);
documents on {documents} of covid_policy. Every build, addition and start is a new process, its imports and the
loading of the model included. Commit {at.commit}, {at.date}; {at.cores} cores of {at.cpu}, load {at.load_before}
before; torch {at.torch}, sentence-transformers {at.sentence_transformers}."""


def jiejian(asked: list[Asked], work: Work, folder: Path) -> dict[str, Any]:
    """Our own column; its indexes are always made anew, for it is what changes."""
    shutil.rmtree(folder, ignore_errors=True)
    of, (passages, judged) = Jiejian(), asked
    return {
        "chunk": f"{Settings().passage_characters} characters",
        "version": Circumstances.now().commit,
        "licence": "MIT",
        "costs": costs(of, work, folder / "speed"),
        "passages": quality(of, passages.queries, passages.files, folder / passages.name, _READ),
        "documents": quality(of, judged.queries, judged.files, folder / judged.name),
    }


def library(peer: Peer, asked: list[Asked], work: Work, folder: Path) -> dict[str, Any]:
    """A peer's column; of one that cannot be installed, why."""
    about = {"licence": peer.licence, "chunk": f"{peer.best} {peer.unit}"}
    try:
        python = python_of(peer, folder.parent)
    except NotInstalledError as error:
        return about | {"failed": f"could not be installed: {error}"}
    of, (passages, judged) = Library(peer, python, peer.best), asked
    return {
        **about,
        "version": version_of(peer, python),
        "costs": costs(of, work, folder / "speed"),
        "passages": _passages(peer, python, peer.best, passages, folder),
        "own_chunk": _passages(peer, python, 0, passages, folder) if 0 in peer.sizes else {},
        "documents": quality(of, judged.queries, judged.files, folder / f"{judged.name}-{peer.best}"),
    }


def _passages(peer: Peer, python: Path, size: int, asked: Asked, folder: Path) -> dict[str, Any]:
    return quality(Library(peer, python, size), asked.queries, asked.files, folder / f"{asked.name}-{size}", _READ)


def sizes(names: list[str], work: Path) -> None:
    """Print nDCG@10 on the seeds of every peer at every size."""
    for peer in [peer for peer in PEERS if peer.name in names]:
        python = python_of(peer, work)
        for size in peer.sizes:
            told = _passages(peer, python, size, seeds(), work / peer.name)
            print(
                peer.name,
                size,
                told["ndcg10"],
                told["ndcg10_however_long"],
                f"{told['characters_a_hit']} characters a hit",
                told["kinds"],
                flush=True,
            )


def measured(names: list[str], work: Path, reports: int, documents_number: int) -> Iterator[dict[str, Any]]:
    """The columns measured so far, after each of `names`."""
    asked = [seeds(), documents(documents_number, work)]
    task = speed(reports, asked)
    for name in names:
        print(f"{_TITLES[name]} …", file=sys.stderr, flush=True)
        folder = work / name
        peer = next((peer for peer in PEERS if peer.name == name), None)
        column = library(peer, asked, task, folder) if peer else jiejian(asked, task, folder)
        print(json.dumps(column, ensure_ascii=False), flush=True)
        yield _renewed({name: column}, work / f"columns-{reports}-{documents_number}.json")


def _renewed(columns: dict[str, Any], kept: Path) -> dict[str, Any]:
    """The columns with those of earlier runs that they do not replace, in the order of the table; written to `kept`."""
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    both = before | columns
    ordered = {name: both[name] for name in _TITLES if name in both}
    kept.write_text(json.dumps(ordered, ensure_ascii=False), encoding="utf-8")
    return ordered


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.peers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(_TITLES), default=list(_TITLES), metavar="NAME")
    parser.add_argument("--reports", type=int, default=7, help="beside the five seeds (7)")
    parser.add_argument("--documents", type=int, default=100, help="of the judged set (100)")
    parser.add_argument("--sizes", action="store_true")
    given = parser.parse_args()
    at, work = Circumstances.now(), given.work.resolve()
    resolve(Settings().model, ROOT / "models")
    if given.sizes:
        sizes(given.only, work)
        return
    about = _ABOUT.format(reports=given.reports, documents=given.documents, at=at)
    for columns in measured(given.only, work, given.reports, given.documents):
        figures = beside(columns, _JIEJIAN)
        keep("peers", f"seeds-and-{given.reports}", at, figures)
        (RESULTS / "peers.md").write_text(markdown(about, figures, _TITLES, _NOTES), encoding="utf-8")
    print((RESULTS / "peers.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
