"""A packed model small enough to write and load in an instant: 32 wide, one layer, a dozen pieces."""

import numpy as np

from indexer.pretrained.packed import BLOCK, Header, Packed

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "法", "治", "法治", "▁law", "l", "закон", "政府", "<mask>")
SCORES = (0.0, 0.0, 0.0, 0.0, -2.0, -5.0, -5.0, -4.0, -6.0, -7.0, -6.0, -4.0, 0.0)


def tiny_packed() -> Packed:
    rng = np.random.default_rng(3)
    h = Header(32, 1, 2, 64, len(PIECES), 16, 2, 1e-12, BLOCK)
    sizes = {"emb.word": h.vocabulary * 32, "emb.pos": 16 * 32, "emb.type": 2 * 32, "emb.ln.w": 32, "emb.ln.b": 32}
    for part, (rows, columns) in {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32)}.items():
        sizes |= {f"l0.{part}.w": rows * columns, f"l0.{part}.b": rows}
    sizes |= {"l0.fo.w": 32 * 64, "l0.fo.b": 32, "l0.aln.w": 32, "l0.aln.b": 32, "l0.oln.w": 32, "l0.oln.b": 32}
    tensors = {name: rng.standard_normal(size).astype(np.float32) for name, size in sizes.items()}
    return Packed(h, PIECES, SCORES, {"\u3000": " ", "\u200b": ""}, tensors)
