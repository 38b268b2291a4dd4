"""Pictures: too large, cut short, or with nothing on them."""

import io
import struct
import zlib

from PIL import Image


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A white picture that claims so many pixels and holds the first `rows` rows, all where not given."""
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    pixels = zlib.compress(row * (height if rows is None else rows))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def jpeg() -> bytes:
    """A grey picture."""
    data = io.BytesIO()
    Image.effect_noise((400, 400), 60).save(data, "JPEG")
    return data.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
