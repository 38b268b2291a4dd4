"""Sentences packed into chunks: for the libraries that have no splitter of their own for Chinese."""

import re

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]*")


def packed(text: str, characters: int) -> list[str]:
    """Whole sentences, together at most `characters` long where no single one is longer."""
    chunks = [""]
    for sentence in _SENTENCE.findall(text):
        if chunks[-1] and len(chunks[-1]) + len(sentence) > characters:
            chunks.append("")
        chunks[-1] += sentence
    return [chunk.strip() for chunk in chunks if chunk.strip()]
