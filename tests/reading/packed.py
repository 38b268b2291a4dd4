"""Zip files as one likes them, right or wrong, for the tests of formats and bundles."""

import io
import struct
import zipfile
from collections.abc import Mapping


def zipped(members: Mapping[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these members; a name that is not ASCII is written as UTF-8, with the flag that says so."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", pack) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return data.getvalue()


def zipped_by_windows(members: Mapping[str, bytes]) -> bytes:
    """As Windows in Chinese writes it: names in GBK, with no flag."""
    plain = {f"{n:04}": content for n, content in enumerate(members.values())}
    data = zipped(
        {"x" * len(name.encode("gbk")) + key: c for name, (key, c) in zip(members, plain.items(), strict=True)}
    )
    for name, key in zip(members, plain, strict=True):
        raw = name.encode("gbk")
        data = data.replace(b"x" * len(raw) + key.encode(), raw + b"\0" * 4)
    return data


def locked(data: bytes) -> bytes:
    """A zip file whose members all claim to be encrypted."""
    return _with_flags(data, 1)


def _with_flags(data: bytes, flags: int) -> bytes:
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            (old,) = struct.unpack_from("<H", data, start + at)
            struct.pack_into("<H", changed, start + at, old | flags)
            start = data.find(mark, start + 4)
    return bytes(changed)


def linked(name: str, target: str) -> bytes:
    """A zip file with a symbolic link."""
    data = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(data, "w") as package:
        package.writestr(info, target)
    return data.getvalue()


def ole(*streams: str) -> bytes:
    """The likeness of a compound file with these streams."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(1024, b"\0")
