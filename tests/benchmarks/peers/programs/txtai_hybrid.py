"""txtai: content in its database, dense vectors and BM25 in one index, their normalised scores combined half and half.

Its tokenizer makes a word of each Chinese character; of its own settings, pairs of characters serve Chinese best.
"""

from collections.abc import Sequence
from pathlib import Path

from packing import packed
from program import Place, run
from txtai import Embeddings
from txtai.pipeline import Segmentation


class Txtai:
    def __init__(self, place: Place) -> None:
        self._index, self._characters = str(place.index), place.chunk
        self._embeddings = Embeddings(
            path=place.model,
            content=True,
            hybrid=True,
            instructions={"query": "query: ", "data": "passage: "},
            scoring={"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": 2}},
        )

    def build(self, files: Sequence[Path]) -> int:
        rows = [row for file in files for row in self._rows(file)]
        self._embeddings.index(rows)
        self._embeddings.save(self._index)
        return len(rows)

    def add(self, file: Path) -> int:
        self.open()
        rows = self._rows(file)
        self._embeddings.upsert(rows)
        self._embeddings.save(self._index)
        return len(rows)

    def open(self) -> None:
        self._embeddings.load(self._index)

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        found = self._embeddings.search(text, limit)
        return [(hit["id"].partition("\t")[0], hit["text"]) for hit in found]

    def _rows(self, file: Path) -> list[tuple[str, str]]:
        text = file.read_text(encoding="utf-8")
        chunks = packed(text, self._characters) if self._characters else Segmentation(paragraphs=True)(text)
        return [(f"{file.name}\t{number}", chunk) for number, chunk in enumerate(chunks)]


run(Txtai)
