"""Who is compared: each peer's program, licence, and the sizes of chunk that it is tried with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A library with a program in `programs/` that uses it as its documentation recommends."""

    name: str  # of its requirements file and its environment
    title: str
    program: str  # module in programs/
    package: str  # whose version is reported
    licence: str
    unit: str  # that its chunks are measured in
    sizes: tuple[int, ...]  # tried by --sizes; 0 is the library's own
    best: int  # of these, by nDCG@10 on the passages of the seeds


PEERS = (
    Peer("plain", "SentenceTransformer + FAISS flat", "plain_faiss", "sentence-transformers", "Apache-2.0, MIT",
         "characters", (100, 250, 500, 1000), 500),
    Peer("bm25s", "bm25s + jieba", "bm25s_jieba", "bm25s", "MIT", "characters", (100, 250, 500, 1000), 500),
    Peer("txtai", "txtai hybrid", "txtai_hybrid", "txtai", "Apache-2.0", "characters", (0, 100, 250, 500), 500),
    Peer("llamaindex", "LlamaIndex fusion + jieba", "llamaindex_hybrid", "llama-index-core", "MIT", "tokens",
         (0, 128, 256, 512), 512),
    Peer("langchain", "LangChain ensemble + jieba", "langchain_ensemble", "langchain-community", "MIT", "characters",
         (0, 100, 250, 500), 500),
    Peer("chroma", "Chroma, dense", "chroma_dense", "chromadb", "Apache-2.0", "characters", (100, 250, 500, 1000), 500),
)  # fmt: skip
