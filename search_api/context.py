"""A passage with its neighbours: enough of its section to be understood where it stands alone."""

from dataclasses import replace

from indexer.report import Span
from indexer.store import Store, StoredPassage

LONGEST = 250  # characters


def with_neighbours(passage: StoredPassage, store: Store, longest: int = LONGEST) -> StoredPassage:
    """The passage with those that follow, then those before it in its section, up to `longest` characters."""
    section = store.passages_of_section(passage.report, passage.section)
    first = last = [p.number for p in section].index(passage.number)
    while True:
        if last + 1 < len(section) and section[last + 1].span.stop - section[first].span.start <= longest:
            last += 1
        elif first > 0 and section[last].span.stop - section[first - 1].span.start <= longest:
            first -= 1
        else:
            break
    span = Span(section[first].span.start, section[last].span.stop)
    sentences = tuple(s for p in section[first : last + 1] for s in p.sentences)
    return replace(passage, span=span, text=span.of(store.text(passage.report)), sentences=sentences)
