"""Chroma: a persistent collection with an embedding function that tells queries from passages; it has no word leg."""

from collections.abc import Sequence
from pathlib import Path

import chromadb
from chromadb import Documents, EmbeddingFunction, Embeddings
from chromadb.config import Settings
from packing import packed
from program import Place, run
from sentence_transformers import SentenceTransformer

_CHARACTERS = 250  # the library names none
_AT_ONCE = 5000  # rows that one `add` takes


class Prompted(EmbeddingFunction[Documents]):
    def __init__(self, model: str) -> None:
        self._model = SentenceTransformer(model)

    def __call__(self, input: Documents) -> Embeddings:  # noqa: A002
        return list(self._model.encode(list(input), prompt_name="passage", normalize_embeddings=True))

    def embed_query(self, input: Documents) -> Embeddings:  # noqa: A002
        return list(self._model.encode(list(input), prompt_name="query", normalize_embeddings=True))

    @staticmethod
    def name() -> str:
        return "prompted"

    def get_config(self) -> dict[str, str]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, str]) -> "Prompted":
        raise NotImplementedError("the collection is always opened with its function")


class Chroma:
    def __init__(self, place: Place) -> None:
        self._characters = place.chunk or _CHARACTERS
        client = chromadb.PersistentClient(str(place.index), Settings(anonymized_telemetry=False))
        self._collection = client.get_or_create_collection(
            "reports", embedding_function=Prompted(place.model), configuration={"hnsw": {"space": "cosine"}}
        )

    def build(self, files: Sequence[Path]) -> int:
        return sum(map(self.add, files))

    def add(self, file: Path) -> int:
        chunks = packed(file.read_text(encoding="utf-8"), self._characters)
        for at in range(0, len(chunks), _AT_ONCE):
            part = chunks[at : at + _AT_ONCE]
            ids = [f"{file.name}\t{at + number}" for number in range(len(part))]
            self._collection.add(ids=ids, documents=part, metadatas=[{"report": file.name}] * len(part))
        return len(chunks)

    def open(self) -> None:
        """The collection is open."""

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        found = self._collection.query(query_texts=[text], n_results=limit)
        of = [about["report"] for about in found["metadatas"][0]]
        return list(zip(of, found["documents"][0], strict=True))


run(Chroma)
