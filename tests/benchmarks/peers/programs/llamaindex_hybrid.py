"""LlamaIndex: its fusion of a FAISS store and its BM25 retriever, without a language model to rewrite the query.

The BM25 retriever takes no tokenizer (it ignores what it is given); by its own pattern a clause of Chinese is one
word. So it is given an index made of jieba's words, and queries whose words are parted by blanks.
"""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import faiss
import jieba
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, NodeWithScore, QueryBundle
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore
from program import Place, run

_OWN = {}  # 1,024 tokens of tiktoken, 200 of them again in the next chunk
_DIMENSIONS = 384


class Jieba(BaseRetriever):
    """The BM25 retriever, asked in jieba's words."""

    def __init__(self, words: BM25Retriever) -> None:
        self.words = words
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self.words.retrieve(QueryBundle(" ".join(_words(query_bundle.query_str))))


class LlamaIndex:
    def __init__(self, place: Place) -> None:
        self._index, self._words_index = str(place.index / "vectors"), str(place.index / "words")
        size = {"chunk_size": place.chunk, "chunk_overlap": 0} if place.chunk else _OWN
        self._splitter = SentenceSplitter(**size)
        self._embed = HuggingFaceEmbedding(
            place.model, query_instruction="query: ", text_instruction="passage: ", embed_batch_size=32
        )

    def build(self, files: Sequence[Path]) -> int:
        store = FaissVectorStore(faiss.IndexFlatIP(_DIMENSIONS))
        nodes = [node for file in files for node in self._split(file)]
        context = StorageContext.from_defaults(vector_store=store)
        self._vectors = VectorStoreIndex(
            nodes, storage_context=context, embed_model=self._embed, store_nodes_override=True
        )
        self._write()
        return len(nodes)

    def add(self, file: Path) -> int:
        self._load()
        nodes = self._split(file)
        self._vectors.insert_nodes(nodes)
        self._write()
        return len(nodes)

    def open(self) -> None:
        self._load()
        self._words = BM25Retriever.from_persist_dir(self._words_index)
        self._words.token_pattern, self._words.skip_stemming = r"(?u)\S+", True

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        self._words.similarity_top_k = min(limit, len(self._words.corpus))
        legs = [self._vectors.as_retriever(similarity_top_k=limit), Jieba(self._words)]
        fusion = QueryFusionRetriever(
            legs,
            llm=MockLLM(),
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=limit,
            num_queries=1,
            use_async=False,
        )
        return [(hit.node.metadata["report"], hit.node.get_content()) for hit in fusion.retrieve(text)]

    def _load(self) -> None:
        store = FaissVectorStore.from_persist_dir(self._index)
        context = StorageContext.from_defaults(vector_store=store, persist_dir=self._index)
        self._vectors = load_index_from_storage(context, embed_model=self._embed, store_nodes_override=True)

    def _write(self) -> None:
        self._vectors.storage_context.persist(self._index)
        nodes: list[BaseNode] = list(self._vectors.docstore.docs.values())
        words = bm25s.BM25(corpus=[node_to_metadata_dict(node) | {"node_id": node.node_id} for node in nodes])
        words.index([_words(node.get_content()) for node in nodes], show_progress=False)
        BM25Retriever(existing_bm25=words, token_pattern=r"(?u)\S+", skip_stemming=True).persist(self._words_index)

    def _split(self, file: Path) -> list[BaseNode]:
        hidden = ["report"]  # the file's name is for us, not for the model
        whole = Document(
            text=file.read_text(encoding="utf-8"),
            metadata={"report": file.name},
            excluded_embed_metadata_keys=hidden,
            excluded_llm_metadata_keys=hidden,
        )
        return self._splitter.get_nodes_from_documents([whole])


def _words(text: str) -> list[str]:
    return [word for word in jieba.cut_for_search(text) if any(map(str.isalnum, word))]


run(LlamaIndex)
