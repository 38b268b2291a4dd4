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
    note: str  # what a reader of the table must know of it


PEERS = (
    Peer(
        name="plain",
        title="SentenceTransformer + FAISS flat",
        program="plain_faiss",
        package="sentence-transformers",
        licence="Apache-2.0, MIT",
        unit="characters",
        sizes=(100, 250, 500),
        best=100,
        note="the recipe for semantic search of sentence-transformers, sentences packed to chunks; meaning only",
    ),
    Peer(
        name="bm25s",
        title="bm25s + jieba",
        program="bm25s_jieba",
        package="bm25s",
        licence="MIT",
        unit="characters",
        sizes=(100, 250, 500, 1000),
        best=500,
        note="words only: it embeds nothing, and an addition is the whole index anew",
    ),
    Peer(
        name="txtai",
        title="txtai hybrid",
        program="txtai_hybrid",
        package="txtai",
        licence="Apache-2.0",
        unit="characters",
        sizes=(0, 100, 250, 500),
        best=250,
        note="its BM25 over pairs of characters (its own tokenizer makes a word of each character), half and half with "
        "meaning; its own chunk is a paragraph between blank lines",
    ),
    Peer(
        name="llamaindex",
        title="LlamaIndex fusion + jieba",
        program="llamaindex_hybrid",
        package="llama-index-core",
        licence="MIT",
        unit="tokens",
        sizes=(0, 128, 256),
        best=128,
        note="reciprocal rank fusion of a FAISS store and its BM25 retriever, which ignores a tokenizer and was given "
        "an index made of jieba's words instead; its own chunk is 1,024 tokens with 200 of overlap",
    ),
    Peer(
        name="langchain",
        title="LangChain ensemble + jieba",
        program="langchain_ensemble",
        package="langchain-community",
        licence="MIT",
        unit="characters",
        sizes=(0, 100, 250),
        best=100,
        note="reciprocal rank fusion of its FAISS store and its BM25 retriever, which is made anew at every start; its "
        "own chunk is 4,000 characters with 200 of overlap",
    ),
    Peer(
        name="chroma",
        title="Chroma, dense",
        program="chroma_dense",
        package="chromadb",
        licence="Apache-2.0",
        unit="characters",
        sizes=(100, 250, 500),
        best=100,
        note="HNSW by cosine, embedding function with the prompts of the model; meaning only",
    ),
)
