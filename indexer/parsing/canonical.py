"""Raw text to canonical text: mended, and with a line break before every heading that was glued to other text."""

from indexer.errors import ReportError
from indexer.parsing.furniture import Dropped
from indexer.parsing.glued import split_glued
from indexer.parsing.layout import find_layout
from indexer.parsing.mend import Mended, mend

_ROUNDS = 6


def canonical(raw: str) -> Mended:
    """The canonical text of `raw` and what was left out of it; the canonical text of that is the same again.

    Raises:
        ReportError: nothing is left once marks of pages and web pages are dropped.
    """
    text, dropped = raw, list[Dropped]()
    for _ in range(_ROUNDS):  # a line break put back may show furniture, and a line that is one with its neighbour
        mended = mend(text)
        dropped += mended.dropped
        if not mended.text:
            raise ReportError("去掉页码和网页附件后没有正文", "请换上完整的文件")
        text = split_glued(mended.text, find_layout(mended.text).body)
        if text == mended.text:
            break
    return Mended(text, tuple(dropped))
