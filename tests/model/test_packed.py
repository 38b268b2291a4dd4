import struct

import numpy as np
import pytest

from indexer.errors import ModelError
from indexer.pretrained.packed import BLOCK, Header, dequantise, read_packed


def block(scale: float, nibbles: list[int]) -> bytes:
    """A block: fp16 scale, then 16 bytes; byte i holds weight i in its low half, weight 16 + i in its high half."""
    return struct.pack("<e", scale) + bytes(nibbles[i] | nibbles[16 + i] << 4 for i in range(16))


def test_a_weight_is_its_nibble_less_8_times_the_scale_low_halves_first() -> None:
    data = block(0.5, [0, 8, 15, *[8] * 13, 9, *[8] * 14, 7])
    expected = np.zeros(32, dtype=np.float32)
    expected[0] = (0 - 8) * 0.5
    expected[2] = (15 - 8) * 0.5
    expected[16] = (9 - 8) * 0.5
    expected[31] = (7 - 8) * 0.5
    assert dequantise(data, 32, 0).tolist() == expected.tolist()


def test_each_block_has_its_own_scale_and_the_offset_is_in_bytes() -> None:
    data = b"xyz" + block(2.0, [9] * 32) + block(-0.25, [10] * 32)
    assert dequantise(data, 64, 3).tolist() == [2.0] * 32 + [-0.5] * 32


def tiny_file() -> bytes:
    """A packed file of three pieces, two normalisations, one quantised and one plain tensor."""
    pieces = ["<s>", "▁", "法"]
    blob = "".join(pieces).encode()
    offsets = [0, 3, 6, 9]
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 32, 1, 2, 64, 3, 16, 2, 1e-12, BLOCK)
    vocabulary = struct.pack("<5iQ4I3f", 3, 0, 1, 2, 3, len(blob), *offsets, 0.0, -1.5, -2.25) + blob
    normalisation = struct.pack("<iI", 2, 1) + struct.pack("<IBI", 0x3000, 1, 0x20) + struct.pack("<IB", 0x200B, 0)
    names = [b"emb.word", b"emb.ln.b"]
    directory_size = 4 + sum(2 + len(n) + 21 for n in names)
    start = len(head) + len(vocabulary) + len(normalisation) + directory_size
    weights, plain = block(1.0, [9] * 32), struct.pack("<2f", 0.5, -0.5)
    directory = struct.pack("<i", 2)
    for name, quantised, size, offset, length in (
        (names[0], 1, 32, start, len(weights)),
        (names[1], 0, 2, start + len(weights), len(plain)),
    ):
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", quantised, size, offset, length)
    return head + vocabulary + normalisation + directory + weights + plain


def test_a_file_is_header_pieces_normalisation_tensors() -> None:
    packed = read_packed(tiny_file())
    assert packed.header == Header(32, 1, 2, 64, 3, 16, 2, pytest.approx(1e-12), BLOCK)
    assert packed.pieces == ("<s>", "▁", "法")
    assert packed.scores == (0.0, -1.5, -2.25)
    assert packed.normalisation == {"\u3000": " ", "\u200b": ""}
    assert {name: values.tolist() for name, values in packed.tensors.items()} == {
        "emb.word": [1.0] * 32,
        "emb.ln.b": [0.5, -0.5],
    }


def test_another_magic_is_refused() -> None:
    with pytest.raises(ModelError, match="E5S1"):
        read_packed(b"GGUF" + tiny_file()[4:])


@pytest.mark.parametrize("length", [4, 20, 60, 100, len(tiny_file()) - 1])
def test_a_file_cut_short_is_refused_wherever_it_is_cut(length: int) -> None:
    with pytest.raises(ModelError, match="不完整"):
        read_packed(tiny_file()[:length])
