"""sentence-transformers' own recipe for semantic search: encode, a flat FAISS index of inner products, nothing else."""

import json
from collections.abc import Sequence
from pathlib import Path

import faiss
from packing import packed
from program import Place, run
from sentence_transformers import SentenceTransformer

_CHARACTERS = 250  # the recipe names none


class PlainFaiss:
    def __init__(self, place: Place) -> None:
        self._vectors, self._chunks_file = place.index / "vectors.faiss", place.index / "chunks.json"
        self._characters = place.chunk or _CHARACTERS
        self._model = SentenceTransformer(place.model)

    def build(self, files: Sequence[Path]) -> int:
        self._index = faiss.IndexFlatIP(self._model.get_embedding_dimension())
        self._chunks: list[list[str]] = []
        return self._take(files)

    def add(self, file: Path) -> int:
        self.open()
        return self._take([file])

    def open(self) -> None:
        self._index = faiss.read_index(str(self._vectors))
        self._chunks = json.loads(self._chunks_file.read_text(encoding="utf-8"))

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        query = self._model.encode([text], prompt_name="query", normalize_embeddings=True)
        _, rows = self._index.search(query, limit)
        return [(self._chunks[row][0], self._chunks[row][1]) for row in rows[0] if row >= 0]

    def _take(self, files: Sequence[Path]) -> int:
        new = [[file.name, c] for file in files for c in packed(file.read_text(encoding="utf-8"), self._characters)]
        texts = [text for _, text in new]
        self._index.add(self._model.encode(texts, prompt_name="passage", normalize_embeddings=True))
        self._chunks += new
        self._vectors.parent.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._index, str(self._vectors))
        self._chunks_file.write_text(json.dumps(self._chunks, ensure_ascii=False), encoding="utf-8")
        return len(new)


run(PlainFaiss)
