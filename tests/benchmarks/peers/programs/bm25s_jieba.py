"""bm25s over jieba's words. It has no way to add to an index: a report more is the whole index anew."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import jieba
from packing import packed
from program import Place, run

_CHARACTERS = 250  # the library names none


class Bm25s:
    def __init__(self, place: Place) -> None:
        self._index, self._characters = place.index, place.chunk or _CHARACTERS
        jieba.initialize()

    def build(self, files: Sequence[Path]) -> int:
        chunks = [
            {"report": file.name, "text": chunk}
            for file in files
            for chunk in packed(file.read_text(encoding="utf-8"), self._characters)
        ]
        return self._write(chunks)

    def add(self, file: Path) -> int:
        self.open()
        before = [dict(chunk) for chunk in self._bm25.corpus]
        new = [{"report": file.name, "text": c} for c in packed(file.read_text(encoding="utf-8"), self._characters)]
        self._write(before + new)
        return len(new)

    def open(self) -> None:
        self._bm25 = bm25s.BM25.load(self._index, load_corpus=True)

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        number = min(limit, self._bm25.scores["num_docs"])
        found = self._bm25.retrieve([_words(text)], k=number, show_progress=False)
        scored = zip(found.documents[0], found.scores[0], strict=True)
        return [(chunk["report"], chunk["text"]) for chunk, score in scored if score > 0]

    def _write(self, chunks: list[dict[str, str]]) -> int:
        bm25 = bm25s.BM25(corpus=chunks)
        bm25.index([_words(chunk["text"]) for chunk in chunks], show_progress=False)
        bm25.save(self._index, corpus=chunks)
        return len(chunks)


def _words(text: str) -> list[str]:
    return [word for word in jieba.cut_for_search(text) if any(map(str.isalnum, word))]


run(Bm25s)
