"""Permanent addresses: a citation that survives re-chunking, another model, and a parser that moved the words.

An address is `<source>-<start>-<stop>-<wording>`: the first 16 hex digits of the file's SHA-256, the half-open span in
code points of the canonical text, and 16 hex digits of the wording that stands there. When the span no longer has that
wording, the report's runs of whole sentences are searched for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.errors import QueryError
from indexer.report import Span
from indexer.rows import wording

_FORM = re.compile(r"^([0-9a-f]{16})-(\d{1,9})-(\d{1,9})-([0-9a-f]{16})$")
_LONGEST_RUN = 40  # sentences; what we quote has a few hundred characters, and hardly more sentences than this


@dataclass(frozen=True, slots=True)
class Address:
    """A parsed address; `source` is the beginning of the SHA-256 of the file."""

    source: str
    span: Span
    wording: str


def quote_address(source: str, span: Span, quote: str) -> str:
    """The address of `quote`, which stands at `span` in the report whose file has the SHA-256 `source`."""
    return f"{source[:16]}-{span.start}-{span.stop}-{wording(quote).hex()}"


def read_address(text: str) -> Address:
    """The address written in `text`.

    Raises:
        QueryError: it has not the form of an address.
    """
    found = _FORM.match(text.strip())
    if found is None or int(found[2]) >= int(found[3]):
        raise QueryError(f"“{text[:60]}”不是有效的出处", "请从检索结果里重新复制出处", "address")
    return Address(found[1], Span(int(found[2]), int(found[3])), found[4])


def locate(address: Address, text: str, sentences: Sequence[Span]) -> Span | None:
    """Where the words of `address` stand in canonical `text` now; None when they are not there any more."""
    if address.span.stop <= len(text) and wording(address.span.of(text)).hex() == address.wording:
        return address.span
    for first in range(len(sentences)):
        for last in range(first, min(first + _LONGEST_RUN, len(sentences))):
            run = Span(sentences[first].start, sentences[last].stop)
            if wording(run.of(text)).hex() == address.wording:
                return run
    return None
