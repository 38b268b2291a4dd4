"""The doctor on the cache: vectors must open, be whole, as long as the index has them; other entries keep checksums."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from indexer.building.shelf import is_sound
from indexer.embed import DIGEST, cache_name, is_whole
from indexer.snapshot import Manifest
from indexer.upkeep.finding import Finding, error, warning

_BYTES = 4  # of a float32
_LARGE, _TIMES = 1 << 30, 20  # bytes, and times the served generation: an ordinary cache is three to six times as large


def look(index: Path, served: Manifest | None) -> Iterator[Finding]:
    """All that is wrong with the cache of `index`."""
    for path in sorted((index / "cache").glob("*.sqlite")):
        cure = f"缓存可以重算，请运行：rm {path}"
        try:
            yield from _database(path, served, cure)
        except sqlite3.Error as caught:
            yield error("cache-broken", f"缓存 {path.name} 损坏或读不了：{caught}", cure, path)
    if broken := [path for path in sorted((index / "cache").glob("*/*")) if not _sound(path)]:
        what = f"缓存里有 {len(broken)} 个条目损坏，如 {broken[0].parent.name}/{broken[0].name}；下次建索引时会重做"
        yield warning("cache-entry-broken", what, f"请运行：rm {' '.join(map(str, broken[:3]))}", broken[0])
    if served is not None:
        yield from _size(index / "cache", sum(size for size, _ in served.files.values()))


def _size(cache: Path, served: int) -> Iterator[Finding]:
    """A cache out of all proportion to the `served` bytes that it spares working out."""
    size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
    if size > max(_LARGE, _TIMES * served):
        told = f"缓存占 {size / 1e6:,.0f} MB，正在使用的索引只有 {served / 1e6:,.0f} MB；30 天没用到的建索引时会清掉"
        yield warning("cache-large", told, f"等不及的，请运行：rm -r {cache}（下次建索引要全部重算）", cache)


def _sound(path: Path) -> bool:
    """Whether an entry is as it was written; hidden files are not entries yet."""
    if path.name.startswith(".") or not path.is_file():
        return True
    return is_sound(path.read_bytes())


def _database(path: Path, served: Manifest | None, cure: str) -> Iterator[Finding]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as store:
        said = str(store.execute("PRAGMA quick_check(1)").fetchone()[0])
        if said != "ok":
            yield error("cache-broken", f"缓存 {path.name} 内部不一致：{said}", cure, path)
            return
        if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone():
            return
        rows = store.execute("SELECT text, vector FROM vectors")
        sound = Counter(len(kept) if is_whole(key, kept) else 0 for key, kept in rows)
    if changed := sound.pop(0, 0):
        what = f"缓存 {path.name} 里有 {changed} 个向量没有校验和或内容被改动，下次建索引时会重算"
        yield warning("cache-entry-broken", what, "请运行：jiejian build 档案目录", path)
    lengths = [size - DIGEST for size in sound]
    if len(lengths) > 1:
        yield error("cache-mixed", f"缓存 {path.name} 里的向量长短不一：{sorted(lengths)} 字节", cure, path)
    elif served and lengths and path.name == cache_name(served.model) and lengths[0] != served.dim * _BYTES:
        what = f"缓存 {path.name} 的向量是 {lengths[0] // _BYTES} 维，索引是 {served.dim} 维"
        yield error("cache-dimension", what, cure, path)
