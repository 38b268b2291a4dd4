"""What each program does alike: it runs in its peer's own environment, and its arguments say what to do.

    PROGRAM build INDEX MODEL CHUNK FILE …   index the files, end; prints {"seconds": …, "chunks": …}, imports aside
    PROGRAM add   INDEX MODEL CHUNK FILE     add one file to that index, end; prints the same
    PROGRAM serve INDEX MODEL CHUNK          open the index; for each line {"text": …, "limit": …} on standard input,
                                             print {"hits": [{"report": …, "text": …}, …]}, best first

CHUNK is how large a chunk is, in the peer's own unit; 0 is what the library does when it is not told.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Place:
    """Where the index is, which model embeds, how large a chunk is."""

    index: Path
    model: str
    chunk: int


class Library(Protocol):
    """A peer: an index on disk that can be made, added to, opened and searched."""

    def build(self, files: Sequence[Path]) -> int:
        """Index `files` and write the index; the number of chunks."""
        ...

    def add(self, file: Path) -> int:
        """Add one file to the index that is on disk; the number of its chunks."""
        ...

    def open(self) -> None:
        """Make ready for `search`."""
        ...

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        """File name and text of the best chunks, best first."""
        ...


def run(make: Callable[[Place], Library]) -> None:
    """Do what the arguments say."""
    what, index, model, chunk, *files = sys.argv[1:]
    began = time.perf_counter()
    library = make(Place(Path(index), model, int(chunk)))
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is not an answer
    if what == "serve":
        library.open()
        for line in sys.stdin:
            asked = json.loads(line)
            found = library.search(asked["text"], asked["limit"])
            _tell(answers, {"hits": [{"report": report, "text": text} for report, text in found]})
        return
    chunks = library.build([Path(f) for f in files]) if what == "build" else library.add(Path(files[0]))
    _tell(answers, {"seconds": time.perf_counter() - began, "chunks": chunks})


def _tell(answers: object, answer: dict[str, object]) -> None:
    print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)
