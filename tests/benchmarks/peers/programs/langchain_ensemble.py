"""LangChain: the ensemble of its FAISS store and its BM25 retriever over jieba's words, by reciprocal rank fusion.

The BM25 retriever is made anew from the documents whenever the index is opened, as its documentation does.
"""

from collections.abc import Sequence
from pathlib import Path

import jieba
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from program import Place, run

_OWN = {"chunk_size": 4000, "chunk_overlap": 200}  # what the splitter does when it is not told
_SEPARATORS = [
    "\n\n",
    "\n",
    "。",
    "！",
    "？",
    "；",
    "，",
    "、",
    " ",
    "",
]  # its page on languages without word boundaries


class LangChain:
    def __init__(self, place: Place) -> None:
        self._index = str(place.index)
        size = {"chunk_size": place.chunk, "chunk_overlap": 0} if place.chunk else _OWN
        self._splitter = RecursiveCharacterTextSplitter(separators=_SEPARATORS, keep_separator="end", **size)
        self._embeddings = HuggingFaceEmbeddings(
            model_name=place.model,
            encode_kwargs={"prompt_name": "passage", "normalize_embeddings": True},
            query_encode_kwargs={"prompt_name": "query", "normalize_embeddings": True},
        )

    def build(self, files: Sequence[Path]) -> int:
        documents = [part for file in files for part in self._split(file)]
        FAISS.from_documents(documents, self._embeddings).save_local(self._index)
        return len(documents)

    def add(self, file: Path) -> int:
        store, documents = self._load(), self._split(file)
        store.add_documents(documents)
        store.save_local(self._index)
        return len(documents)

    def open(self) -> None:
        self._store = self._load()
        documents = list(self._store.docstore._dict.values())
        self._words = BM25Retriever.from_documents(documents, preprocess_func=jieba.lcut_for_search)

    def search(self, text: str, limit: int) -> list[tuple[str, str]]:
        self._words.k = limit
        meaning = self._store.as_retriever(search_kwargs={"k": limit})
        ensemble = EnsembleRetriever(retrievers=[self._words, meaning], weights=[0.5, 0.5])
        return [(d.metadata["report"], d.page_content) for d in ensemble.invoke(text)[:limit]]

    def _load(self) -> FAISS:
        return FAISS.load_local(self._index, self._embeddings, allow_dangerous_deserialization=True)

    def _split(self, file: Path) -> list[Document]:
        whole = Document(page_content=file.read_text(encoding="utf-8"), metadata={"report": file.name})
        return self._splitter.split_documents([whole])


run(LangChain)
