"""Text that was once read in the wrong encoding and saved so: what it looks like, for the one who can save it again."""

from collections.abc import Callable

_SAMPLE = 4000  # characters that are tried
_LEAST = 0.7  # share of ordinary characters that a right reading has
_BETTER = 0.2  # by how much that must be above the text as it is
_MARKS = (  # what is left when the bytes themselves are lost
    ("锟斤拷", "“锟斤拷”，原文已经丢失"),
    ("烫烫烫", "“烫烫烫”，原文已经丢失"),
    ("屯屯屯", "“屯屯屯”，原文已经丢失"),
)
_MOST_MARKS = 0.02  # share of the text
_MIXED = (  # saved as, truly, how that is told
    ("latin-1", "utf-8", "像是 UTF-8 的中文被当成西文保存过"),
    ("cp1252", "utf-8", "像是 UTF-8 的中文被当成西文保存过"),
    ("latin-1", "gb18030", "像是 GBK 的中文被当成西文保存过"),
    ("cp1252", "gb18030", "像是 GBK 的中文被当成西文保存过"),
    ("gb18030", "utf-8", "像是 UTF-8 的中文被当成 GBK 保存过"),
    ("gb18030", "big5", "像是繁体中文的 Big5 编码"),
)
_HAN_TRADITIONAL = range(0xA4, 0xC7)  # lead bytes of the everyday characters in Big5


def looks_like(text: str, ordinary: Callable[[str], float]) -> str | None:
    """How `text` was garbled, in Chinese; None when it looks sound. `ordinary` is the share of ordinary characters."""
    for mark, told in _MARKS:
        if text.count(mark) * len(mark) > _MOST_MARKS * len(text):
            return told
    sample = "".join(c for c in text[:_SAMPLE] if not c.isascii() or c.isalnum())  # ASCII survives every mistake
    if not sample:
        return None
    as_it_is = _weighed(sample, ordinary)
    for saved, truly, told in _MIXED:
        mended = sample.encode(saved, "ignore").decode(truly, "ignore")
        if len(mended) * 4 < len(sample):
            continue
        score = _traditional(mended) if truly == "big5" else _weighed(mended, ordinary)
        if score > max(_LEAST, as_it_is + _BETTER):
            return told
    return None


def _weighed(text: str, ordinary: Callable[[str], float]) -> float:
    """The share of ordinary characters among those that are not ASCII, 0 where all are."""
    letters = "".join(c for c in text if not c.isascii())
    return ordinary(letters) if letters else 0.0


def _traditional(text: str) -> float:
    letters = [c.encode("big5", "ignore") for c in text if not c.isascii()]
    return sum(len(c) == 2 and c[0] in _HAN_TRADITIONAL for c in letters) / max(1, len(letters))
